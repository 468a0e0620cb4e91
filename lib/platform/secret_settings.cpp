#include "lib/platform/secret_settings.hpp"

#include <algorithm>

#include <fmt/format.h>

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

const ConfigStore& store_of(const Pack& pack, std::string_view key, const Value& property) {
  if (const auto* document = pack.config->find_document(key)) return *document;
  const auto* name = property.at("x-store").as_string();
  const auto fits = [&](const ConfigStore& store) {
    return store.kind != ConfigStore::Kind::versions && (!name || store.name == *name);
  };
  const auto it = std::ranges::find_if(pack.config->stores, fits);
  if (it != pack.config->stores.end()) return *it;
  throw Error{code::bad_pack,
              fmt::format("{}: {} is kept {}", pack.files.display_path(pack.config->schema_file), key,
                          name ? "in store '" + *name + "', which the pack does not have"
                               : std::string{"nowhere: the pack has no store of keys"})};
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
