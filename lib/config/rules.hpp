// Rules across keys: what no single value can break alone.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/value.hpp"

namespace admctl::config {

// "min_amount <= max_amount", "a < b < c": keys or numbers with <, <=, >, >=, = or != between them. Numbers may
// be decimal text.
struct Rule {
  std::string text;
  std::string message;  // why; empty: the text says it all
  std::vector<std::string> operands;
  std::vector<std::string> relations;

  bool mentions(std::string_view key) const;
};

// The rules of a schema's "x-rules": texts, or objects with "rule" and "message". Throws code::bad_pack.
std::vector<Rule> read_rules(const Value& schema, const std::string& origin);

// What is wrong with values taken together.
struct Breach {
  std::string what;
  std::vector<std::string> keys;  // those that the rule names; empty: not known
};

// The value that counts: that of the row, else the default; nullopt when there is neither.
using ValueOf = std::function<std::optional<Value>(std::string_view key)>;

// What is wrong, naming the values of keys for which `shows` is true; nullopt when the rule holds or one of its
// values is missing.
std::optional<Breach> breach(const Rule& rule, const ValueOf& value_of,
                             const std::function<bool(std::string_view key)>& shows);

}  // namespace admctl::config
