// Gives the platform's configuration table the settings it lacks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/ops/write.hpp"

namespace admctl::seed {

struct ConfigDefault {
  std::string key;
  Value value;
  std::string description = {};
};

// The properties of a JSON Schema that have a default, in its order.
// Throws code::bad_pack, naming `path`, when the text is not such a schema.
std::vector<ConfigDefault> read_config_defaults(std::string_view path, std::string_view schema);

struct ConfigResult {
  std::vector<ConfigDefault> added;  // secrets are masked
  // Keys that were there already, whatever their value; they are left alone.
  std::vector<std::string> kept;
  // The operation's id is empty when nothing was missing.
  ops::Outcome outcome;
};

// Inserts every missing key with its default; one operation, one audit row (config.set) per key. Never changes
// a value. Throws code::no_config, code::bad_pack (the schema), and what ops::write() throws.
ConfigResult seed_config(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                         const ops::WriteOptions& options = {});

}  // namespace admctl::seed
