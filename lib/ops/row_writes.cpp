#include "lib/ops/row_writes.hpp"

#include <fmt/format.h>

#include "lib/core/json_text.hpp"

namespace admctl::ops {
namespace {

std::string build_object(const platform::Expressions& set, pg::Params& params) {
  std::string members;
  for (const auto& [column, expression] : set) {
    members += fmt::format("{}{}::text, {}", members.empty() ? "" : ", ", pg::bind(params, column), expression);
  }
  return fmt::format("jsonb_build_object({})", members);
}

void update_rows(Writer& writer, const platform::Kind& kind, const StateMove& move,
                 const platform::RowWrite& write) {
  pg::Params params;
  const auto source = expression_source(writer, kind, move, Value{Object{}}, params);
  const auto object = build_object(write.set, params);
  const auto rows = writer.tx().query(
      fmt::format("SELECT t.{0}::text, {1} FROM {2} CROSS JOIN {3} AS t WHERE r.{4} = {5} AND ({6}) "
                  "ORDER BY t.{0} FOR UPDATE OF t",
                  pg::quote(write.key), object, source, pg::quote(writer.pack().schema, write.table),
                  pg::quote(kind.key), pg::bind(params, move.key), write.where),
      params);
  for (const auto row : rows) {
    writer.update(write.table, {{write.key, std::string{row.text(0)}}}, *parse_json(row.text(1)).as_object());
  }
}

void insert_row(Writer& writer, const platform::Kind& kind, const StateMove& move,
                const platform::RowWrite& write) {
  pg::Params params;
  const auto source = expression_source(writer, kind, move, Value{Object{}}, params);
  const auto object = build_object(write.set, params);
  const auto image = writer.tx().value(
      fmt::format("SELECT {} FROM {} WHERE r.{} = {} AND ({})", object, source, pg::quote(kind.key),
                  pg::bind(params, move.key), write.where.empty() ? "true" : write.where),
      params);
  if (image) writer.insert(write.table, {write.key}, *parse_json(*image).as_object());
}

}  // namespace

void apply_row_write(Writer& writer, const platform::Kind& kind, const StateMove& move,
                     const platform::RowWrite& write) {
  if (write.action == platform::RowWrite::Action::update)
    update_rows(writer, kind, move, write);
  else
    insert_row(writer, kind, move, write);
}

void audit_changes(Writer& writer, std::string_view action, const Object& metadata) {
  // Writing an audit row adds to the list that is walked.
  const auto changes = writer.changes();
  for (const auto& change : changes) {
    if (change.trail) continue;
    write_audit(writer, action, change.table, row_key(change).front().second, change.before, change.after,
                metadata);
  }
}

}  // namespace admctl::ops
