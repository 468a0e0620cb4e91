// When two values of a setting are the same, and what differs between two sets of settings.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lib/config/schema.hpp"
#include "lib/core/value.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::config {

// Like ==, but numbers are compared by what they are worth: 1, 1.0 and 1e0 are the same.
bool same_value(const Value& a, const Value& b);
bool same_value(const std::optional<Value>& a, const std::optional<Value>& b);

using Settings = std::map<std::string, Value, std::less<>>;

// Takes versioned documents out.
void drop_documents(const platform::Pack& pack, Settings& settings);

struct Difference {
  std::string key;
  std::optional<Value> left;  // masked when the key is secret; absent: not set
  std::optional<Value> right;
  bool secret = false;
};

// In the schema's order, then keys that it does not know by name. A secret that one side gives as asterisks is
// not compared.
std::vector<Difference> differences(const Schema& schema, const Settings& left, const Settings& right);

}  // namespace admctl::config
