#include "lib/ops/row_writes.hpp"

#include <set>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::ops {
namespace {

std::vector<std::size_t> update_rows(Writer& writer, const platform::Kind& kind,
                                     std::span<const StateMove> moves, const platform::RowWrite& write) {
  pg::Params params;
  const auto source = expression_source(writer.facts(), kind, moves, {}, params);
  const auto object = build_object(write.set, params);
  const auto rows =
      writer.tx().query(fmt::format("SELECT k.place, t.{0}::text, {1} FROM {2} CROSS JOIN {3} AS t WHERE ({4}) "
                                    "ORDER BY t.{0} FOR UPDATE OF t",
                                    pg::quote(write.key), object, source,
                                    pg::quote(writer.pack().schema, write.table), write.where),
                        params);
  std::vector<KeyedRow> updates;
  std::vector<std::size_t> owners;
  std::set<std::string_view> seen;
  for (const auto row : rows) {
    if (!seen.insert(row.text(1)).second) {
      throw Error{code::shared_row,
                  fmt::format("two records change {} {}", write.table, row.text(1)),
                  {},
                  "move them one after the other"};
    }
    owners.push_back(static_cast<std::size_t>(row.integer(0)));
    updates.push_back({std::string{row.text(1)}, parse_json_object(row.text(2))});
  }
  writer.update_rows(write.table, write.key, updates);
  return owners;
}

std::vector<std::size_t> insert_rows(Writer& writer, const platform::Kind& kind,
                                     std::span<const StateMove> moves, const platform::RowWrite& write) {
  pg::Params params;
  const auto source = expression_source(writer.facts(), kind, moves, {}, params);
  const auto object = build_object(write.set, params);
  const auto rows = writer.tx().query(fmt::format("SELECT k.place, {} FROM {} WHERE ({}) ORDER BY k.place",
                                                  object, source, write.where.empty() ? "true" : write.where),
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
  return write.action == platform::RowWrite::Action::update ? update_rows(writer, kind, moves, write)
                                                            : insert_rows(writer, kind, moves, write);
}

}  // namespace admctl::ops
