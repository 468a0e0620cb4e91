#include "lib/lifecycle/listing.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/paging.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/lifecycle/stage.hpp"
#include "lib/lifecycle/where.hpp"
#include "lib/ops/expression.hpp"

namespace admctl::lifecycle {
namespace {

struct Plan {
  std::string from;  // SQL of the rows, named r
  std::string end;   // SQL of their order and number
  pg::Params params;
  Order order;
  std::vector<std::string> unindexed;
  bool nothing = false;  // no state can match
};

bool is_by_created(const platform::Kind& kind, const Order& order) {
  return kind.created && order.column->name == *kind.created;
}

// A cursor is opaque but not sealed: somebody may have made one up.
Place checked_place(pg::Transaction& tx, const platform::Kind& kind, const Order& order,
                    std::string_view cursor) {
  auto place = parse_cursor(kind, order, cursor);
  const bool fits =
      is_value_of(tx, *order.key, place.key) && (!place.value || is_value_of(tx, *order.column, *place.value));
  if (fits) return place;
  throw Error{code::bad_cursor, "--after does not fit this list", "it names no place in it",
              "take the cursor that the list before printed"};
}

Plan plan_list(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
               const TableShape& shape, const ListRequest& request) {
  Plan plan{{}, {}, {}, parse_order(pack, kind, shape, request.sort), {}};
  auto& params = plan.params;
  const bool by_created = is_by_created(kind, plan.order);
  auto selection = select_records(tx, pack, kind, shape, request.filter, by_created, params);
  plan.nothing = selection.branches.empty();
  plan.unindexed = std::move(selection.unindexed);
  if (!by_created && !request.filter.party && !shape.has_index(plan.order.column->name)) {
    plan.unindexed.push_back(plan.order.column->name);
  }
  if (request.after) {
    selection.common +=
        " AND " + after_sql(plan.order, checked_place(tx, kind, plan.order, *request.after), params);
  }
  const auto table = pg::quote(pack.schema, kind.table);
  const auto limit = pg::bind(params, std::to_string(request.limit + 1)) + "::bigint";
  const auto order = plan.order.sql(pack, shape);
  // Every branch gives its first rows in order; the first of those are the first of all.
  for (const auto& branch : selection.branches) {
    plan.from +=
        fmt::format("{}(SELECT r.* FROM {} AS r WHERE {} AND {} ORDER BY {} LIMIT {})",
                    plan.from.empty() ? "" : " UNION ALL ", table, branch, selection.common, order, limit);
  }
  plan.end = fmt::format("ORDER BY {} LIMIT {}", order, limit);
  return plan;
}

Query page_query(const platform::Kind& kind, const Plan& plan) {
  Query query{{}, plan.params};
  query.sql = fmt::format("SELECT to_jsonb(r), ({})::text, {}, {}::text FROM ({}) AS r {}", plan.order.value,
                          stage_start_sql(kind, query.params), ops::state_sql(kind), plan.from, plan.end);
  return query;
}

Row row_of(const platform::Pack& pack, const platform::Kind& kind, const ColumnTypes& types,
           pg::RowView found) {
  const auto image = parse_json(found.text(0));
  Row row{Cell{address_of(kind, *image.as_object())}};
  for (const auto& column : kind.list) {
    row.push_back(column == kind.state ? Cell::state(std::string{found.text(3)})
                                       : to_cell(pack, kind.table, column, image.at(column), types));
  }
  row.push_back(Cell::time(parse_time(found.text(2))));
  row.emplace_back(image.at(kind.key));
  return row;
}

}  // namespace

Query list_query(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                 const ListRequest& request) {
  return page_query(kind, plan_list(tx, pack, kind, table_shape(tx, pack, kind.table), request));
}

std::optional<Query> matching_query(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                                    const ListRequest& request, std::string_view columns) {
  auto plan = plan_list(tx, pack, kind, table_shape(tx, pack, kind.table), request);
  if (plan.nothing) return std::nullopt;
  return Query{fmt::format("SELECT {} FROM ({}) AS r {}", columns, plan.from, plan.end),
               std::move(plan.params)};
}

Listing list_records(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                     const ListRequest& request) {
  const auto shape = table_shape(tx, pack, kind.table);
  const auto types = shape.types();
  Listing listing;
  listing.table.columns.push_back({"record", heading(kind.name), false, false});
  for (const auto& column : kind.list)
    listing.table.columns.push_back({camel_case(column), heading(column), false, false});
  listing.table.columns.push_back({"stateSince", "IN STATE SINCE", false, false});
  listing.table.columns.push_back({"key", "KEY", false, true});

  auto plan = plan_list(tx, pack, kind, shape, request);
  listing.unindexed = std::move(plan.unindexed);
  listing.by_key = !request.sort && is_shown_by_key(kind, shape);
  if (plan.nothing) return listing;
  const auto query = page_query(kind, plan);
  const auto rows = tx.query(query.sql, query.params);
  const auto shown = std::min(rows.size(), static_cast<std::size_t>(request.limit));
  for (std::size_t i = 0; i < shown; ++i) listing.table.rows.push_back(row_of(pack, kind, types, rows[i]));
  if (rows.size() > shown && shown > 0) {
    const auto& key = listing.table.rows.back().back().value;
    listing.next = to_cursor(kind, plan.order, {rows[shown - 1].get(1), text_of(key)});
  }
  return listing;
}

}  // namespace admctl::lifecycle
