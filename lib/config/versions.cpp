#include "lib/config/versions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/config/comparison.hpp"
#include "lib/config/store.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/decimal.hpp"
#include "lib/core/error.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/trail.hpp"

namespace admctl::config {
namespace {

using platform::ConfigStore;

const ConfigStore& document_of(const platform::Pack& pack, const Schema& schema, std::string_view key) {
  if (const auto* document = mapping_of(pack).find_document(key)) return *document;
  schema.get(key);
  throw Error{code::config_not_versioned,
              fmt::format("{} is no versioned document", key),
              {},
              fmt::format("'admctl config set {}' changes it", key)};
}

// Numbers between the dots by what they are worth, all else as text.
bool comes_before(const std::string& a, const std::string& b) {
  const auto left = split(a, '.');
  const auto right = split(b, '.');
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    const auto order = compare_decimals(left[i], right[i]);
    if (order && *order != 0) return *order < 0;
    if (!order && left[i] != right[i]) return left[i] < right[i];
  }
  return left.size() < right.size();
}

std::optional<std::string> text_column(const ops::SettingRow& row, const std::optional<std::string>& name) {
  const auto* value = name ? row.columns.find(*name) : nullptr;
  return value && value->as_string() ? std::optional{*value->as_string()} : std::nullopt;
}

std::int64_t count_records(pg::Transaction& tx, const platform::Pack& pack, const ConfigStore& store,
                           const std::string& version) {
  std::int64_t count = 0;
  for (const auto& column : store.used_by) {
    count += tx.query(fmt::format("SELECT count(*) FROM {} WHERE {}::text = $1",
                                  pg::quote(pack.schema, column.table), pg::quote(column.column)),
                      {version})
                 .front()
                 .integer(0);
  }
  return count;
}

Version describe(const ConfigStore& store, const Schema& schema, const ops::SettingRow& row) {
  Version out;
  out.version = row.key;
  out.title = text_column(row, store.title).value_or("");
  out.active = !row.hidden;
  out.deprecated = text_column(row, store.deprecated);
  out.updated = row.updated;
  out.document = schema.is_secret(store.document) ? Value{redacted} : row.value;
  return out;
}

Error missing(std::string_view key, std::string_view version, const std::vector<ops::SettingRow>& rows) {
  std::vector<std::string> known;
  for (const auto& row : rows) known.push_back(row.key);
  return {code::no_such_version,
          fmt::format("{} has no version {}.{}", key, version, did_you_mean(version, known)),
          {},
          fmt::format("'admctl config versions {}' shows the versions", key)};
}

const ops::SettingRow& get(const std::vector<ops::SettingRow>& rows, std::string_view key,
                           std::string_view version) {
  const auto it = std::ranges::find(rows, version, &ops::SettingRow::key);
  if (it == rows.end()) throw missing(key, version, rows);
  return *it;
}

// All versions under lock, in order of their primary keys.
std::vector<ops::SettingRow> lock_all(ops::Writer& writer, const ConfigStore& store) {
  ops::lock_store(writer, store);
  writer.tx().query(fmt::format("SELECT FROM {0} ORDER BY {1} FOR UPDATE",
                                ops::quoted_table(writer.pack(), store.table), pg::quote(store.id)));
  return ops::load_settings(writer.tx(), writer.pack(), store);
}

std::optional<std::string> active_of(const std::vector<ops::SettingRow>& rows) {
  std::vector<std::string> names;
  for (const auto& row : rows) {
    if (!row.hidden) names.push_back(row.key);
  }
  return names.empty() ? std::nullopt : std::optional{join(names, ", ")};
}

class VersionWrite {
 public:
  VersionWrite(pg::Session& session, const platform::Pack& pack, const Schema& schema, std::string_view key)
      : session_{session}, pack_{pack}, schema_{schema}, key_{key}, store_{document_of(pack, schema, key)} {}

  VersionResult create(const ops::Request& request, const NewVersion& wanted,
                       const ops::WriteOptions& options) {
    schema_.check(schema_.get(key_), wanted.document);
    return run(request, wanted.version, options, [&](ops::Writer& writer, const auto& rows) {
      const auto it = std::ranges::find(rows, wanted.version, &ops::SettingRow::key);
      if (it == rows.end()) return insert(writer, wanted);
      if (same_value(it->value, wanted.document)) return;
      throw Error{code::version_exists,
                  fmt::format("{} has a version {} already, with another document", key_, wanted.version),
                  {},
                  "versions never change: choose a new one"};
    });
  }

  VersionResult activate(const ops::Request& request, std::string_view version,
                         const std::optional<std::string>& expect, const ops::WriteOptions& options) {
    return run(request, version, options, [&](ops::Writer& writer, const auto& rows) {
      const auto& chosen = get(rows, key_, version);
      const auto now = active_of(rows).value_or(std::string{no_revision});
      if (expect && *expect != now) {
        throw Error{code::config_moved, fmt::format("version {} of {} is not active any more", *expect, key_),
                    fmt::format("active now: {}", now),
                    fmt::format("look at it again, then use --expect {}", now)};
      }
      schema_.check(schema_.get(key_), chosen.value);
      // First the old one, as the table may allow no two active rows.
      for (const auto& row : rows) {
        if (!row.hidden && row.key != version) mark(writer, row, false, deprecation(row, writer.now()));
      }
      const bool is_marked = text_column(chosen, store_.deprecated).has_value();
      if (chosen.hidden || is_marked) mark(writer, chosen, true, Value{});
    });
  }

  VersionResult deprecate(const ops::Request& request, std::string_view version,
                          const ops::WriteOptions& options) {
    if (!store_.deprecated) {
      throw Error{code::config_not_versioned,
                  fmt::format("the platform keeps no mark for deprecated versions of {}", key_)};
    }
    return run(request, version, options, [&](ops::Writer& writer, const auto& rows) {
      const auto& row = get(rows, key_, version);
      if (!row.hidden) {
        throw Error{code::version_active,
                    fmt::format("version {} of {} is active", version, key_),
                    {},
                    "activate another version: that deprecates this one"};
      }
      if (!text_column(row, store_.deprecated)) mark(writer, row, false, writer.now());
    });
  }

 private:
  template <typename Body>
  VersionResult run(const ops::Request& request, std::string_view version, const ops::WriteOptions& options,
                    const Body& body) {
    VersionResult result;
    result.version = version;
    result.outcome = ops::write(
        session_, pack_, request,
        [&](ops::Writer& writer) {
          const auto rows = lock_all(writer, store_);
          result.before = active_of(rows);
          body(writer, rows);
          result.after = active_of(ops::load_settings(writer.tx(), pack_, store_));
          if (writer.changes().empty()) return;
          writer.summarise("subject", fmt::format("config/{}", key_));
          writer.summarise("version", version);
          if (result.before != result.after) {
            ops::write_audit(writer, request.kind, store_.table, version, named(result.before),
                             named(result.after));
          } else {
            ops::write_audit(writer, request.kind, store_.table, version, {}, Object{{"version", version}});
          }
        },
        options);
    if (result.outcome.replayed) {
      if (result.outcome.operation.summary.at("version") != Value{version}) {
        throw Error{
            code::key_reused, "the idempotency key belongs to another change",
            fmt::format("operation {}: {}", result.outcome.operation.id, result.outcome.operation.command),
            "choose another --key for this change"};
      }
    }
    return result;
  }

  static Value named(const std::optional<std::string>& version) {
    return version ? Value{Object{{"version", *version}}} : Value{};
  }

  // A mark that is there already stays.
  Value deprecation(const ops::SettingRow& row, const std::string& now) const {
    const auto since = text_column(row, store_.deprecated);
    return since ? Value{*since} : Value{now};
  }

  void insert(ops::Writer& writer, const NewVersion& wanted) const {
    Object columns{{store_.key, wanted.version}, {store_.value, wanted.document}, {*store_.active, false}};
    if (store_.id != store_.key) columns[store_.id] = writer.new_id();
    if (store_.title) columns[*store_.title] = wanted.title.empty() ? wanted.version : wanted.title;
    if (store_.updated) columns[*store_.updated] = writer.now();
    writer.insert(store_.table, {store_.id}, columns);
    if (schema_.is_secret(key_)) writer.mask({store_.value});
  }

  void mark(ops::Writer& writer, const ops::SettingRow& row, bool active, Value deprecated) const {
    Object columns{{*store_.active, active}};
    if (store_.deprecated) columns[*store_.deprecated] = std::move(deprecated);
    if (store_.updated) columns[*store_.updated] = writer.now();
    writer.update(store_.table, {{store_.id, row.id}}, columns);
  }

  pg::Session& session_;
  const platform::Pack& pack_;
  const Schema& schema_;
  std::string_view key_;
  const ConfigStore& store_;
};

}  // namespace

std::vector<Version> list_versions(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                                   std::string_view key) {
  const auto& store = document_of(pack, schema, key);
  std::vector<Version> out;
  for (const auto& row : ops::load_settings(tx, pack, store)) {
    out.push_back(describe(store, schema, row));
    out.back().records = count_records(tx, pack, store, row.key);
  }
  std::ranges::sort(out, comes_before, &Version::version);
  return out;
}

Version find_version(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                     std::string_view key, std::string_view version) {
  const auto& store = document_of(pack, schema, key);
  const auto rows = ops::load_settings(tx, pack, store);
  auto out = describe(store, schema, get(rows, key, version));
  out.records = count_records(tx, pack, store, out.version);
  return out;
}

VersionResult create_version(pg::Session& session, const platform::Pack& pack, const Schema& schema,
                             const ops::Request& request, std::string_view key, const NewVersion& wanted,
                             const ops::WriteOptions& options) {
  return VersionWrite{session, pack, schema, key}.create(request, wanted, options);
}

VersionResult activate_version(pg::Session& session, const platform::Pack& pack, const Schema& schema,
                               const ops::Request& request, std::string_view key, std::string_view version,
                               const std::optional<std::string>& expect, const ops::WriteOptions& options) {
  return VersionWrite{session, pack, schema, key}.activate(request, version, expect, options);
}

VersionResult deprecate_version(pg::Session& session, const platform::Pack& pack, const Schema& schema,
                                const ops::Request& request, std::string_view key, std::string_view version,
                                const ops::WriteOptions& options) {
  return VersionWrite{session, pack, schema, key}.deprecate(request, version, options);
}

}  // namespace admctl::config
