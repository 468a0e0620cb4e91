// What the pack's JSON Schema says about each configuration key.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/config/rules.hpp"
#include "lib/core/error.hpp"
#include "lib/core/value.hpp"
#include "lib/platform/pack.hpp"
#include "lib/platform/secret_settings.hpp"

namespace admctl::config {

// The properties of one key.
struct Setting {
  std::string key;
  std::string title;
  std::string description;
  std::string unit;               // empty: none
  std::string takes_effect;       // a sentence, empty when the schema says nothing
  std::optional<Value> fallback;  // the schema's default
  std::string allowed;            // "an integer from 0 to 2000"
  std::string shadowed_by;        // what the application uses instead of the value; empty: nothing known
  bool secret = false;
  Value schema;  // of the value
};

class Schema {
 public:
  // Throws code::no_config, code::bad_pack.
  static Schema load(const platform::Pack& pack);
  // `origin` names the schema in messages.
  Schema(const Value& schema, std::string origin);

  // In the schema's order.
  const std::vector<Setting>& settings() const { return settings_; }
  // nullptr when the schema has no such key.
  const Setting* find(std::string_view key) const;
  // Throws code::config_unknown_key with suggestions.
  const Setting& get(std::string_view key) const;
  bool is_secret(std::string_view key) const { return secrets_.contains(key); }
  // Rules across keys, and whether the schema has any that name the key.
  const std::vector<Rule>& rules() const { return rules_; }
  // Keys that must have a value.
  const std::vector<std::string>& required() const { return required_; }
  // What is wrong with the values taken together; empty when nothing is. Only rules that name one of `keys`
  // count; of the schema's own conditions (allOf, anyOf, oneOf, not, if, dependencies) all do. Throws
  // code::bad_pack.
  std::vector<Breach> breaches(const ValueOf& value_of, std::span<const std::string> keys) const;

  // The value that `text` stands for by the key's type: integer, number, boolean, string (as it is); JSON for
  // every other type and when `as_json` is set. Checks it. Throws code::config_invalid.
  Value parse(const Setting& setting, std::string_view text, bool as_json) const;
  // Throws code::config_invalid saying what is allowed; a secret value is not repeated.
  void check(const Setting& setting, const Value& value) const;

 private:
  Error invalid(const Setting& setting, std::string_view text, std::string detail) const;

  std::vector<std::string> condition_problems(const ValueOf& value_of) const;

  std::string origin_;
  std::vector<Rule> rules_;
  std::vector<std::string> required_;
  Object conditions_;  // the schema's own conditions across keys
  Value definitions_;  // {"definitions": ..., "$defs": ...} of the schema, for references
  std::vector<Setting> settings_;
  platform::SecretSettings secrets_;
};

}  // namespace admctl::config
