#include "lib/seed/config_defaults.hpp"

#include <set>

#include <fmt/format.h>

#include "lib/core/codes/config.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/trail.hpp"
#include "lib/pg/sql.hpp"
#include "lib/seed/stable_id.hpp"

namespace admctl::seed {
namespace {

std::set<std::string> lock_keys(pg::Transaction& tx, const platform::Pack& pack,
                                const platform::ConfigMapping& mapping) {
  const auto key = pg::quote(mapping.key);
  const auto rows = tx.query(
      fmt::format("SELECT {0} FROM {1} ORDER BY {0} FOR UPDATE", key, pg::quote(pack.schema, mapping.table)));
  std::set<std::string> keys;
  for (const auto row : rows) keys.emplace(row.text(0));
  return keys;
}

void insert(ops::Writer& writer, const platform::ConfigMapping& mapping, const ConfigDefault& setting) {
  Object row{{mapping.id, stable_id(writer.pack(), mapping.table, setting.key)}};
  // In a table keyed by the setting's name itself, id and key are one column.
  row[mapping.key] = setting.key;
  row[mapping.value] = setting.value;
  if (mapping.updated) row[*mapping.updated] = writer.now();
  writer.insert(mapping.table, {mapping.id}, row);
  ops::write_audit(writer, "config.set", mapping.table, setting.key, {},
                   Object{{mapping.value, setting.value}});
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
    if (const auto* value = object ? object->find("default") : nullptr) defaults.push_back({key, *value});
  }
  return defaults;
}

ConfigResult seed_config(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                         const ops::WriteOptions& options) {
  if (!pack.config) {
    throw Error{code::no_config, fmt::format("platform '{}' has no configuration table", pack.platform)};
  }
  const auto& mapping = *pack.config;
  const auto defaults =
      read_config_defaults(pack.files.display_path(mapping.schema_file), pack.files.read(mapping.schema_file));
  ConfigResult result;
  const auto body = [&](ops::Writer& writer) {
    result.added.clear();
    result.kept.clear();
    const auto present = lock_keys(writer.tx(), pack, mapping);
    for (const auto& setting : defaults) {
      if (present.contains(setting.key)) {
        result.kept.push_back(setting.key);
      } else {
        insert(writer, mapping, setting);
        result.added.push_back(setting);
      }
    }
  };
  result.outcome = ops::write(session, pack, request, body, options);
  return result;
}

}  // namespace admctl::seed
