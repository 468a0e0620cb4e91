// What the schema of a platform's configuration says beyond JSON Schema: secrets, and where a key is kept.
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

// The store that holds the key: that of the document of this name, else what "x-store" of its schema says, else
// the first that is no document. Throws code::bad_pack when there is none.
const ConfigStore& store_of(const Pack& pack, std::string_view key, const Value& property);

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
