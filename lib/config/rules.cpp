#include "lib/config/rules.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/config/comparison.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/decimal.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::config {
namespace {

constexpr std::array<std::string_view, 6> known_relations{"<", "<=", ">", ">=", "=", "!="};

bool is_number(std::string_view word) { return compare_decimals(word, "0").has_value(); }

std::string as_text(const Value& value) { return value.as_string() ? *value.as_string() : to_json(value); }

[[noreturn]] void refuse(const std::string& origin, std::string_view text, std::string_view why) {
  throw Error{code::bad_pack,
              fmt::format("{}: x-rules: '{}' {}", origin, text, why),
              {},
              "write keys or numbers with <, <=, >, >=, = or != between them, all separated by blanks"};
}

Rule read_rule(const Value& value, const Value& properties, const std::string& origin) {
  Rule rule;
  rule.text = value.as_string() ? *value.as_string() : value.at("rule").string_or("");
  rule.message = value.at("message").string_or("");
  std::vector<std::string> words;
  for (auto& word : split(rule.text, ' ')) {
    if (!word.empty()) words.push_back(std::move(word));
  }
  if (words.size() < 3 || words.size() % 2 == 0) refuse(origin, rule.text, "is no comparison");
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i % 2 == 1) {
      if (std::ranges::find(known_relations, words[i]) == known_relations.end())
        refuse(origin, rule.text, "has '" + words[i] + "' where a relation is expected");
      rule.relations.push_back(words[i]);
      continue;
    }
    const auto* known = properties.as_object();
    if (!is_number(words[i]) && (!known || !known->find(words[i])))
      refuse(origin, rule.text, "names '" + words[i] + "', which is no key of the schema");
    rule.operands.push_back(words[i]);
  }
  return rule;
}

bool holds(const Value& left, std::string_view relation, const Value& right) {
  const auto order = compare_decimals(as_text(left), as_text(right));
  if (!order) {
    // Values of the wrong type are refused for that; a rule has nothing to add.
    if (relation == "=") return same_value(left, right);
    return relation != "!=" || !same_value(left, right);
  }
  if (relation == "<") return *order < 0;
  if (relation == "<=") return *order <= 0;
  if (relation == ">") return *order > 0;
  if (relation == ">=") return *order >= 0;
  return (relation == "=") == (*order == 0);
}

}  // namespace

bool Rule::mentions(std::string_view key) const { return std::ranges::find(operands, key) != operands.end(); }

std::vector<Rule> read_rules(const Value& schema, const std::string& origin) {
  std::vector<Rule> rules;
  const auto& declared = schema.at("x-rules");
  if (declared.is_null()) return rules;
  if (!declared.as_array()) throw Error{code::bad_pack, origin + ": x-rules must be a list"};
  for (const auto& each : *declared.as_array())
    rules.push_back(read_rule(each, schema.at("properties"), origin));
  return rules;
}

std::optional<Breach> breach(const Rule& rule, const ValueOf& value_of,
                             const std::function<bool(std::string_view key)>& shows) {
  std::vector<Value> values;
  for (const auto& operand : rule.operands) {
    if (is_number(operand)) {
      values.emplace_back(operand);
      continue;
    }
    auto value = value_of(operand);
    if (!value || value->is_null()) return std::nullopt;
    values.push_back(std::move(*value));
  }
  bool whole = true;
  for (std::size_t i = 0; i < rule.relations.size(); ++i)
    whole = whole && holds(values[i], rule.relations[i], values[i + 1]);
  if (whole) return std::nullopt;
  std::vector<std::string> facts;
  Breach out;
  for (std::size_t i = 0; i < rule.operands.size(); ++i) {
    const auto& key = rule.operands[i];
    if (is_number(key)) continue;
    out.keys.push_back(key);
    if (shows(key)) facts.push_back(fmt::format("{} is {}", key, as_text(values[i])));
  }
  out.what = rule.message.empty() ? "it must hold that " + rule.text : rule.message;
  if (!facts.empty()) out.what += " (" + join(facts, ", ") + ")";
  return out;
}

}  // namespace admctl::config
