#include "lib/ops/row_writes.hpp"

#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::ops {
namespace {

// The rows that the write selects, locked in key order: the index of their move, their key, and `object`.
pg::Rows lock_selected(Writer& writer, const platform::Kind& kind, std::span<const StateMove> moves,
                       const platform::RowWrite& write) {
  pg::Params params;
  const auto source = expression_source(writer.facts(), kind, moves, {}, params);
  const auto object = write.set.empty() ? std::string{"NULL"} : build_object(write.set, params);
  auto rows =
      writer.tx().query(fmt::format("SELECT k.place, t.{0}::text, {1} FROM {2} CROSS JOIN {3} AS t WHERE ({4}) "
                                    "ORDER BY t.{0} FOR UPDATE OF t",
                                    pg::quote(write.key), object, source,
                                    pg::quote(writer.pack().schema, write.table), write.where),
                        params);
  std::set<std::string_view> seen;
  for (const auto row : rows) {
    if (seen.insert(row.text(1)).second) continue;
    throw Error{code::shared_row,
                fmt::format("two records change {} {}", write.table, row.text(1)),
                {},
                "move them one after the other"};
  }
  return rows;
}

std::vector<std::size_t> owners_of(const pg::Rows& rows) {
  std::vector<std::size_t> owners;
  for (const auto row : rows) owners.push_back(static_cast<std::size_t>(row.integer(0)));
  return owners;
}

std::vector<std::size_t> update_rows(Writer& writer, const platform::Kind& kind,
                                     std::span<const StateMove> moves, const platform::RowWrite& write) {
  const auto rows = lock_selected(writer, kind, moves, write);
  std::vector<KeyedRow> updates;
  for (const auto row : rows) updates.push_back({std::string{row.text(1)}, parse_json_object(row.text(2))});
  writer.update_rows(write.table, write.key, updates);
  return owners_of(rows);
}

std::vector<std::size_t> remove_rows(Writer& writer, const platform::Kind& kind,
                                     std::span<const StateMove> moves, const platform::RowWrite& write) {
  const auto rows = lock_selected(writer, kind, moves, write);
  std::vector<std::string> keys;
  for (const auto row : rows) keys.emplace_back(row.text(1));
  writer.remove_rows(write.table, write.key, keys);
  return owners_of(rows);
}

std::vector<std::size_t> insert_rows(Writer& writer, const platform::Kind& kind,
                                     std::span<const StateMove> moves, const platform::RowWrite& write) {
  pg::Params params;
  const auto source = expression_source(writer.facts(), kind, moves, {}, params);
  const auto object = build_object(write.set, params);
  const auto each = write.each.empty()
                        ? std::string{}
                        : fmt::format(" CROSS JOIN {} AS t", pg::quote(writer.pack().schema, write.each));
  const auto rows =
      writer.tx().query(fmt::format("SELECT k.place, {} FROM {}{} WHERE ({}) ORDER BY k.place", object, source,
                                    each, write.where.empty() ? "true" : write.where),
                        params);
  std::vector<Object> inserts;
  std::vector<std::size_t> owners;
  for (const auto row : rows) {
    owners.push_back(static_cast<std::size_t>(row.integer(0)));
    inserts.push_back(parse_json_object(row.text(1)));
  }
  writer.insert_rows(write.table, {write.key}, std::move(inserts));
  return owners;
}

}  // namespace

std::vector<std::size_t> apply_row_write(Writer& writer, const platform::Kind& kind,
                                         std::span<const StateMove> moves, const platform::RowWrite& write) {
  if (moves.empty()) return {};
  switch (write.action) {
    case platform::RowWrite::Action::update:
      return update_rows(writer, kind, moves, write);
    case platform::RowWrite::Action::insert:
      return insert_rows(writer, kind, moves, write);
    case platform::RowWrite::Action::remove:
      return remove_rows(writer, kind, moves, write);
  }
  throw std::logic_error{"a write without an action"};
}

}  // namespace admctl::ops
