#include "lib/platform/secret_settings.hpp"

#include "lib/core/codes/config.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/credential_name.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::platform {

Value read_config_schema(const Pack& pack) {
  if (!pack.config) throw Error{code::bad_pack, "platform " + pack.platform + " has no configuration"};
  const auto& file = pack.config->schema_file;
  Value schema;
  try {
    schema = parse_json(pack.files.read(file));
  } catch (const Error& error) {
    if (error.code() != code::config_invalid) throw;
    throw Error{code::bad_pack, pack.files.display_path(file) + ": " + error.message(), error.detail()};
  }
  if (!schema.at("properties").as_object()) {
    throw Error{code::bad_pack,
                pack.files.display_path(file) + ": a JSON Schema with \"properties\" is expected",
                {},
                "write one property per configuration key"};
  }
  return schema;
}

SecretSettings::SecretSettings(const Value& schema) {
  const auto* properties = schema.at("properties").as_object();
  if (!properties) return;
  for (const auto& [key, setting] : properties->members()) {
    if (const auto* secret = setting.at("x-secret").as_bool()) declared_.emplace(key, *secret);
  }
}

bool SecretSettings::contains(std::string_view key) const {
  const auto it = declared_.find(key);
  return it == declared_.end() ? is_credential_name(key) : it->second;
}

}  // namespace admctl::platform
