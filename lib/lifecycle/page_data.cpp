#include "lib/lifecycle/page_data.hpp"

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/key_search.hpp"
#include "lib/lifecycle/stage.hpp"
#include "lib/ops/expression.hpp"

namespace admctl::lifecycle {
namespace {

// Reading a table of so many rows without an index takes long enough to be asked for.
constexpr std::int64_t large_table = 200'000;

// By its label when it has one; by its key when the row is gone or its kind unknown.
std::optional<std::string> owner_address(const PageData& page) {
  if (!page.kind.owner) return std::nullopt;
  const auto& key = page.image.at(page.kind.owner->column);
  if (key.is_null()) return std::nullopt;
  const auto otherwise = page.kind.owner->kind + '/' + text_of(key);
  const auto* kind = page.pack.find_kind(page.kind.owner->kind);
  if (!kind || !kind->label) return otherwise;
  const auto label =
      page.tx.value(fmt::format("SELECT r.{}::text FROM {} AS r WHERE r.{} = $1", pg::quote(*kind->label),
                                pg::quote(page.pack.schema, kind->table), pg::quote(kind->key)),
                    {text_of(key)});
  return label ? kind->name + '/' + *label : otherwise;
}

}  // namespace

Cell PageData::cell(std::string_view column) const {
  return to_cell(pack, kind.table, column, image.at(column), types);
}

const TableShape& PageData::shape(const std::string& table) const {
  const auto known = shapes->find(table);
  return known != shapes->end() ? known->second
                                : shapes->emplace(table, table_shape(tx, pack, table)).first->second;
}

std::optional<std::string> PageData::too_large(const std::string& table, const std::string& column) const {
  if (shape(table).has_index(column)) return std::nullopt;
  // By the planner's statistics; negative for a table that was never analyzed.
  const auto rows = tx.query("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass($1)",
                             {pg::quote(pack.schema, table)});
  const auto estimate = rows.empty() ? 0 : rows.front().integer(0);
  if (estimate <= large_table) return std::nullopt;
  return fmt::format("{} has about {} rows and no index on {}", table, estimate, column);
}

PageData load_page(pg::Transaction& tx, const platform::Pack& pack, const RecordAddress& address) {
  const auto& kind = *address.kind;
  auto types = column_types(tx, pack, kind.table);
  const auto key = find_key(tx, pack, kind, address.key);
  pg::Params params;
  const auto start = stage_start_sql(kind, params);
  const auto limit = stage_limit_sql(kind, params);
  const auto rows =
      tx.query(fmt::format("SELECT to_jsonb(r), {}, (extract(epoch FROM {}) * 1000)::bigint, now() AT TIME "
                           "ZONE 'UTC', {}, {}::text "
                           "FROM {} AS r WHERE r.{} = {}",
                           start, limit, revision_sql(), ops::state_sql(kind),
                           pg::quote(pack.schema, kind.table), pg::quote(kind.key), pg::bind(params, key)),
               params);
  if (rows.empty()) {
    throw Error{code::no_such_record, fmt::format("{}/{} was deleted meanwhile", kind.name, address.key)};
  }
  const auto row = rows.front();
  PageData page{.tx = tx,
                .pack = pack,
                .kind = kind,
                .key = key,
                .name = {},
                .revision = std::string{row.text(4)},
                .image = parse_json(row.text(0)),
                .state = std::string{row.text(5)},
                .since = parse_time(row.text(1)),
                .limit = {},
                .owner = {},
                .now = parse_time(row.text(3)).value_or(Time{}),
                .types = std::move(types)};
  page.name = address_of(kind, *page.image.as_object());
  if (!row.is_null(2)) page.limit = Millis{row.integer(2)};
  page.owner = owner_address(page);
  return page;
}

}  // namespace admctl::lifecycle
