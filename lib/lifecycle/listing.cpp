#include "lib/lifecycle/listing.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/lifecycle/stage.hpp"

namespace admctl::lifecycle {
namespace {

std::vector<std::string> checked_states(const platform::Kind& kind, const std::vector<std::string>& given) {
  std::vector<std::string> names;
  for (const auto& state : kind.lifecycle.states) names.push_back(state.name);
  for (const auto& state : given) {
    if (std::ranges::find(names, state) == names.end()) {
      throw Error{code::unknown_state, fmt::format("a {} has no state '{}'", kind.name, state),
                  "states: " + join(names, ", "), "write the state as listed." + did_you_mean(state, names)};
    }
  }
  return given;
}

std::string build_query(const platform::Pack& pack, const platform::Kind& kind, const ListRequest& request,
                        pg::Params& params) {
  std::string where = "true";
  if (!request.states.empty()) {
    std::string states;
    for (const auto& state : checked_states(kind, request.states)) {
      states += fmt::format("{}{}", states.empty() ? "" : ", ", pg::bind(params, state));
    }
    where += fmt::format(" AND r.{} IN ({})", pg::quote(kind.state), states);
  }
  const auto start = stage_start_sql(kind, params);
  if (request.stuck_age) {
    where += fmt::format(" AND {} AND {} < now() AT TIME ZONE 'UTC' - {}::float8 * interval '1 millisecond'",
                         not_terminal_sql(kind, params), start,
                         pg::bind(params, std::to_string(request.stuck_age->count())));
  } else if (request.stuck) {
    where += fmt::format(" AND {} + {} < now() AT TIME ZONE 'UTC'", start, stage_limit_sql(kind, params));
  }
  const auto order = kind.created
                         ? fmt::format("r.{} DESC, r.{}", pg::quote(*kind.created), pg::quote(kind.key))
                         : fmt::format("r.{}", pg::quote(kind.key));
  return fmt::format("SELECT to_jsonb(r), {} FROM {} AS r WHERE {} ORDER BY {} LIMIT {}", start,
                     pg::quote(pack.schema, kind.table), where, order,
                     pg::bind(params, std::to_string(request.limit)));
}

}  // namespace

Table list_records(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                   const ListRequest& request) {
  const auto types = column_types(tx, pack, kind.table);
  Table table;
  table.columns.push_back({"record", heading(kind.name), false, false});
  for (const auto& column : kind.list)
    table.columns.push_back({camel_case(column), heading(column), false, false});
  table.columns.push_back({"stateSince", "IN STATE SINCE", false, false});
  table.columns.push_back({"key", "KEY", false, true});

  pg::Params params;
  const auto query = build_query(pack, kind, request, params);
  const auto rows = tx.query(query, params);
  for (const auto each : rows) {
    const auto image = parse_json(each.text(0));
    const auto& object = *image.as_object();
    Row row{Cell{address_of(kind, object)}};
    for (const auto& column : kind.list) {
      auto cell = to_cell(pack, kind.table, column, image.at(column), types);
      if (column == kind.state) cell.kind = Cell::Kind::state;
      row.push_back(std::move(cell));
    }
    row.push_back(Cell::time(parse_time(each.text(1))));
    row.emplace_back(image.at(kind.key));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace admctl::lifecycle
