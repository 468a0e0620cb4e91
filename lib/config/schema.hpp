// What the pack's JSON Schema says about each configuration key.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  Value schema;                   // of the value
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

  // The value that `text` stands for by the key's type: integer, number, boolean, string (as it is); JSON for
  // every other type and when `as_json` is set. Checks it. Throws code::config_invalid.
  Value parse(const Setting& setting, std::string_view text, bool as_json) const;
  // Throws code::config_invalid saying what is allowed; a secret value is not repeated.
  void check(const Setting& setting, const Value& value) const;

 private:
  Error invalid(const Setting& setting, std::string_view text, std::string detail) const;

  std::string origin_;
  Value definitions_;  // {"definitions": ..., "$defs": ...} of the schema, for references
  std::vector<Setting> settings_;
  platform::SecretSettings secrets_;
};

}  // namespace admctl::config
