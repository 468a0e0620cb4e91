#include "lib/lifecycle/record_path.hpp"

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::lifecycle {
namespace {

// A history is kept by the application; what is no array of objects is shown as none.
std::string history_sql(const platform::Kind& kind, pg::Params& params) {
  const auto& column = kind.trail.history_column;
  if (column.empty()) return "NULL::text";
  return fmt::format(
      "(SELECT jsonb_agg(e.entry ->> {0}::text ORDER BY e.place) FILTER (WHERE e.entry ->> {0}::text IS NOT "
      "NULL)"
      " FROM jsonb_array_elements(CASE jsonb_typeof(r.{1}) WHEN 'array' THEN r.{1} END) "
      "WITH ORDINALITY AS e (entry, place))::text",
      pg::bind(params, kind.trail.history_state), pg::quote(column));
}

std::vector<std::string> strings_of(const Value& value) {
  std::vector<std::string> out;
  if (const auto* array = value.as_array()) {
    for (const auto& entry : *array) out.push_back(entry.string_or(""));
  }
  return out;
}

}  // namespace

StateCounts count_by_state(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind) {
  column_types(tx, pack, kind.table);
  const auto rows =
      tx.query(fmt::format("SELECT coalesce(r.{0}::text, '(none)'), count(*) FROM {1} AS r GROUP BY r.{0}",
                           pg::quote(kind.state), pg::quote(pack.schema, kind.table)));
  StateCounts counts;
  for (const auto row : rows) counts[std::string{row.text(0)}] += row.integer(1);
  return counts;
}

Diagram record_diagram(pg::Transaction& tx, const platform::Pack& pack, const RecordAddress& address) {
  const auto& kind = *address.kind;
  column_types(tx, pack, kind.table);
  pg::Params params{resolve_key(tx, pack, kind, address.key)};
  const auto history = history_sql(kind, params);
  const auto rows = tx.query(
      fmt::format("SELECT coalesce(r.{}::text, '(none)'), {} FROM {} AS r WHERE r.{} = $1",
                  pg::quote(kind.state), history, pg::quote(pack.schema, kind.table), pg::quote(kind.key)),
      params);
  if (rows.empty()) throw Error{code::no_such_record, fmt::format("there is no {}/{}", kind.name, address.key)};
  const auto row = rows.front();
  auto path = row.is_null(1) ? std::vector<std::string>{} : strings_of(parse_json(row.text(1)));
  const auto& initial = kind.lifecycle.initial;
  if (!path.empty() && path.front() != initial && kind.lifecycle.find_transition(initial, path.front())) {
    path.insert(path.begin(), initial);
  }
  auto diagram = diagram_of(kind);
  diagram.title = fmt::format("{} of {}/{}", diagram.title, kind.name, address.key);
  mark_path(diagram, path, std::string{row.text(0)});
  return diagram;
}

}  // namespace admctl::lifecycle
