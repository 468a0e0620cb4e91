// Which configuration values of a platform are secrets.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "lib/core/value.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::platform {

// The pack's JSON Schema of its configuration. Throws code::bad_pack when it is not a JSON object with
// "properties", or when the pack has no configuration.
Value read_config_schema(const Pack& pack);

class SecretSettings {
 public:
  explicit SecretSettings(const Value& schema);

  // What "x-secret" of the key's schema says; without it, and for keys that the schema does not know, whether
  // the name looks like a credential.
  bool contains(std::string_view key) const;

 private:
  std::map<std::string, bool, std::less<>> declared_;
};

}  // namespace admctl::platform
