#include "lib/seed/config_defaults.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "lib/core/codes/config.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/setting_store.hpp"
#include "lib/ops/trail.hpp"
#include "lib/platform/secret_settings.hpp"
#include "lib/seed/stable_id.hpp"

namespace admctl::seed {
namespace {

using platform::ConfigStore;

class DefaultsWriter {
 public:
  DefaultsWriter(ops::Writer& writer, const Value& schema, const ConfigOrder& order, ConfigResult& result)
      : writer_{writer}, schema_{schema}, secrets_{schema}, order_{order}, result_{result} {}

  void run(const std::vector<ConfigDefault>& defaults) {
    for (const auto& setting : defaults) {
      const auto& store =
          platform::store_of(writer_.pack(), setting.key, schema_.at("properties").at(setting.key));
      // The first version of a document is published, not seeded.
      if (store.kind == ConfigStore::Kind::versions) continue;
      const auto& rows = rows_of(store);
      const auto row = rows.find(setting.key);
      if (row == rows.end()) {
        if (order_.keys.empty() || is_asked(setting.key)) add(store, setting);
      } else if (is_asked(setting.key) && !secrets_.contains(setting.key) &&
                 (row->second.value != setting.value || row->second.hidden)) {
        reset(store, setting, row->second);
      } else {
        result_.kept.push_back(setting.key);
      }
    }
  }

 private:
  using Rows = std::map<std::string, ops::SettingRow>;

  // Hidden rows count as present: somebody took them out of use.
  const Rows& rows_of(const ConfigStore& store) {
    const auto [at, is_new] = rows_.try_emplace(&store);
    if (is_new) {
      ops::lock_store(writer_, store);
      for (auto& row : ops::load_settings(writer_.tx(), writer_.pack(), store)) {
        auto key = row.key;
        at->second.emplace(std::move(key), std::move(row));
      }
    }
    return at->second;
  }

  bool is_asked(const std::string& key) const {
    return order_.reset && (order_.keys.empty() || std::ranges::find(order_.keys, key) != order_.keys.end());
  }

  void put(const ConfigStore& store, const ConfigDefault& setting, const std::optional<ops::SettingRow>& row) {
    const bool secret = secrets_.contains(setting.key);
    ops::put_setting(writer_, store, row,
                     {.key = setting.key,
                      .value = setting.value,
                      .secret = secret,
                      .description = setting.description,
                      .id = stable_id(writer_.pack(), store.table, setting.key)});
    const auto image = [&](const Value& value) {
      return Value{Object{{store.value, secret ? Value{redacted} : value}}};
    };
    ops::write_audit(writer_, "config.set", store.table, setting.key, row ? image(row->value) : Value{},
                     image(setting.value));
  }

  void add(const ConfigStore& store, const ConfigDefault& setting) {
    put(store, setting, std::nullopt);
    result_.added.push_back(setting);
    if (secrets_.contains(setting.key)) result_.added.back().value = redacted;
  }

  void reset(const ConfigStore& store, const ConfigDefault& setting, const ops::SettingRow& found) {
    const auto row = ops::lock_setting(writer_, store, setting.key);
    if (!row) return;
    put(store, setting, row);
    result_.reset.push_back({setting.key, found.value, setting.value});
  }

  ops::Writer& writer_;
  const Value& schema_;
  platform::SecretSettings secrets_;
  const ConfigOrder& order_;
  ConfigResult& result_;
  std::map<const ConfigStore*, Rows> rows_;
};

// Keys that somebody names must be such that can be reset.
void check_keys(const platform::Pack& pack, const Value& schema, const std::vector<ConfigDefault>& defaults,
                const std::vector<std::string>& keys) {
  const platform::SecretSettings secrets{schema};
  std::vector<std::string> known;
  for (const auto& setting : defaults) known.push_back(setting.key);
  for (const auto& key : keys) {
    if (std::ranges::find(known, key) == known.end()) {
      throw Error{
          code::config_unknown_key,
          fmt::format("{} has no setting '{}' with a default.{}", pack.platform, key, did_you_mean(key, known)),
          {},
          "see them with: admctl config list"};
    }
    if (secrets.contains(key)) {
      throw Error{code::config_secret,
                  fmt::format("{} is a secret: it is not reset", key),
                  {},
                  fmt::format("write its value: admctl config set {} --file FILE", key)};
    }
    const auto& store = platform::store_of(pack, key, schema.at("properties").at(key));
    if (store.kind == ConfigStore::Kind::versions) {
      throw Error{code::config_versioned,
                  fmt::format("{} is a versioned document: it is not reset", key),
                  {},
                  fmt::format("activate the version that shall count: admctl config activate {} VERSION", key)};
    }
  }
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
                         const ConfigOrder& order, const ops::WriteOptions& options) {
  if (!pack.config) {
    throw Error{code::no_config, fmt::format("platform '{}' has no configuration table", pack.platform)};
  }
  const auto& file = pack.config->schema_file;
  const auto defaults = read_config_defaults(pack.files.display_path(file), pack.files.read(file));
  const auto schema = platform::read_config_schema(pack);
  check_keys(pack, schema, defaults, order.keys);
  ConfigResult result;
  const auto body = [&](ops::Writer& writer) {
    // A second attempt after a conflict starts anew.
    result = {};
    DefaultsWriter{writer, schema, order, result}.run(defaults);
    if (order.expect && *order.expect != result.reset) {
      throw Error{code::config_moved,
                  "the configuration changed since the plan was shown",
                  {},
                  "run the command again and look at the new plan"};
    }
  };
  result.outcome = ops::write(session, pack, request, body, options);
  return result;
}

}  // namespace admctl::seed
