#include "lib/seed/config_defaults.hpp"

#include <map>
#include <set>

#include <fmt/format.h>

#include "lib/core/codes/config.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"
#include "lib/ops/setting_store.hpp"
#include "lib/ops/trail.hpp"
#include "lib/platform/secret_settings.hpp"
#include "lib/seed/stable_id.hpp"

namespace admctl::seed {
namespace {

// Hidden rows count as present: somebody took them out of use.
std::set<std::string> present_keys(ops::Writer& writer, const platform::ConfigStore& store) {
  ops::lock_store(writer, store);
  std::set<std::string> keys;
  for (const auto& row : ops::load_settings(writer.tx(), writer.pack(), store)) keys.insert(row.key);
  return keys;
}

void insert(ops::Writer& writer, const platform::ConfigStore& store, const ConfigDefault& setting,
            bool secret) {
  ops::put_setting(writer, store, std::nullopt,
                   {.key = setting.key,
                    .value = setting.value,
                    .secret = secret,
                    .description = setting.description,
                    .id = stable_id(writer.pack(), store.table, setting.key)});
  ops::write_audit(writer, "config.set", store.table, setting.key, {},
                   Object{{store.value, secret ? Value{redacted} : setting.value}});
}

}  // namespace

std::vector<ConfigDefault> read_config_defaults(std::string_view path, std::string_view schema) {
  Value document;
  try {
    document = parse_json(schema);
  } catch (const Error& error) {
    throw Error{code::bad_pack, fmt::format("{}: {}", path, error.message()), error.detail(), error.hint()};
  }
  const auto* properties = document.at("properties").as_object();
  if (!properties) throw Error{code::bad_pack, fmt::format("{}: the schema has no object 'properties'", path)};
  std::vector<ConfigDefault> defaults;
  for (const auto& [key, property] : properties->members()) {
    const auto* object = property.as_object();
    if (const auto* value = object ? object->find("default") : nullptr)
      defaults.push_back({key, *value, property.at("description").string_or("")});
  }
  return defaults;
}

ConfigResult seed_config(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                         const ops::WriteOptions& options) {
  if (!pack.config) {
    throw Error{code::no_config, fmt::format("platform '{}' has no configuration table", pack.platform)};
  }
  const auto& file = pack.config->schema_file;
  const auto defaults = read_config_defaults(pack.files.display_path(file), pack.files.read(file));
  const auto schema = platform::read_config_schema(pack);
  const platform::SecretSettings secrets{schema};
  ConfigResult result;
  const auto body = [&](ops::Writer& writer) {
    result.added.clear();
    result.kept.clear();
    std::map<const platform::ConfigStore*, std::set<std::string>> present;
    for (const auto& setting : defaults) {
      const auto& store = platform::store_of(pack, setting.key, schema.at("properties").at(setting.key));
      // The first version of a document is published, not seeded.
      if (store.kind == platform::ConfigStore::Kind::versions) continue;
      if (!present.contains(&store)) present.emplace(&store, present_keys(writer, store));
      if (present.at(&store).contains(setting.key)) {
        result.kept.push_back(setting.key);
      } else {
        insert(writer, store, setting, secrets.contains(setting.key));
        result.added.push_back(setting);
        if (secrets.contains(setting.key)) result.added.back().value = redacted;
      }
    }
  };
  result.outcome = ops::write(session, pack, request, body, options);
  return result;
}

}  // namespace admctl::seed
