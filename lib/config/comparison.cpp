#include "lib/config/comparison.hpp"

#include <algorithm>
#include <set>

#include "lib/core/decimal.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"

namespace admctl::config {
namespace {

bool is_number(const Value& value) { return value.as_int() || value.as_double() || value.as_decimal(); }

bool same_members(const Object& a, const Object& b) {
  return a.size() == b.size() && std::ranges::all_of(a.members(), [&](const auto& member) {
           const auto* other = b.find(member.first);
           return other && same_value(member.second, *other);
         });
}

std::optional<Value> find(const Settings& settings, const std::string& key) {
  const auto it = settings.find(key);
  return it == settings.end() ? std::nullopt : std::optional{it->second};
}

bool is_mask(const std::optional<Value>& value) { return value == Value{redacted}; }

}  // namespace

bool same_value(const Value& a, const Value& b) {
  if (is_number(a) && is_number(b)) {
    const auto order = compare_decimals(to_json(a), to_json(b));
    return order ? *order == std::strong_ordering::equal : a == b;
  }
  const auto* list = a.as_array();
  const auto* other_list = b.as_array();
  if (list && other_list) {
    return std::ranges::equal(*list, *other_list,
                              [](const Value& x, const Value& y) { return same_value(x, y); });
  }
  const auto* object = a.as_object();
  const auto* other = b.as_object();
  return object && other ? same_members(*object, *other) : a == b;
}

bool same_value(const std::optional<Value>& a, const std::optional<Value>& b) {
  return a && b ? same_value(*a, *b) : a.has_value() == b.has_value();
}

void drop_documents(const platform::Pack& pack, Settings& settings) {
  for (const auto& store : pack.config->stores) settings.erase(store.document);
}

std::vector<Difference> differences(const Schema& schema, const Settings& left, const Settings& right) {
  std::vector<std::string> keys;
  for (const auto& setting : schema.settings()) keys.push_back(setting.key);
  std::set<std::string> others;
  for (const auto* side : {&left, &right}) {
    for (const auto& [key, value] : *side) {
      if (!schema.find(key)) others.insert(key);
    }
  }
  keys.insert(keys.end(), others.begin(), others.end());
  std::vector<Difference> out;
  for (const auto& key : keys) {
    Difference difference{key, find(left, key), find(right, key), schema.is_secret(key)};
    if (same_value(difference.left, difference.right)) continue;
    if (difference.secret) {
      if (is_mask(difference.left) || is_mask(difference.right)) continue;
      for (auto* value : {&difference.left, &difference.right}) {
        if (*value) *value = Value{redacted};
      }
    }
    out.push_back(std::move(difference));
  }
  return out;
}

}  // namespace admctl::config
