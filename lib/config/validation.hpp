// Whether the live configuration is what the schema allows.
#pragma once

#include <string>
#include <vector>

#include "lib/config/schema.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::config {

struct Finding {
  std::string key;      // or several, separated by commas; empty: not known
  std::string problem;  // a sentence; secrets are not repeated
  std::string hint;     // what to do
};

// Values that the schema refuses, keys that it does not know, keys that must have a value and have none, rules
// across keys that do not hold, versions of documents that do not fit, documents without or with several active
// versions.
std::vector<Finding> validate(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema);

}  // namespace admctl::config
