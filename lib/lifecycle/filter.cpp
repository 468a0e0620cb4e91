#include "lib/lifecycle/filter.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/party_search.hpp"
#include "lib/lifecycle/stage.hpp"
#include "lib/lifecycle/where.hpp"
#include "lib/ops/expression.hpp"

namespace admctl::lifecycle {
namespace {

struct Builder {
  pg::Transaction& tx;
  const platform::Pack& pack;
  const platform::Kind& kind;
  const TableShape& shape;
  const Filter& filter;
  pg::Params& params;

  std::string state_column() const { return ops::state_sql(kind); }
};

void check_states(const platform::Kind& kind, const std::vector<std::string>& given) {
  const auto names = kind.lifecycle.state_names();
  for (const auto& state : given) {
    if (std::ranges::find(names, state) != names.end()) continue;
    throw Error{code::unknown_state, fmt::format("a {} has no state '{}'", kind.name, state),
                "states: " + join(names, ", "), "write the state as listed." + did_you_mean(state, names)};
  }
}

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

std::string state_list(Builder& b, const std::vector<std::string>& states) {
  std::string out;
  for (const auto& state : states)
    out += fmt::format("{}{}", out.empty() ? "" : ", ", pg::bind(b.params, state));
  return out;
}

// The states that records are in, whether the lifecycle knows them or not: a few probes of the index, however
// many rows there are.
std::vector<std::string> present_states(Builder& b) {
  const auto state = pg::quote(b.kind.state);
  const auto table = pg::quote(b.pack.schema, b.kind.table);
  const auto rows = b.tx.query(
      fmt::format("WITH RECURSIVE found AS ((SELECT r.{0} AS state FROM {1} AS r WHERE r.{0} IS NOT NULL ORDER "
                  "BY r.{0} LIMIT 1) "
                  "UNION ALL SELECT (SELECT r.{0} FROM {1} AS r WHERE r.{0} > found.state ORDER BY r.{0} LIMIT "
                  "1) FROM found "
                  "WHERE found.state IS NOT NULL) SELECT state::text FROM found WHERE state IS NOT NULL",
                  state, table));
  std::vector<std::string> states;
  for (const auto row : rows) states.emplace_back(row.text(0));
  return states;
}

// What stuck means for records in this state, as the least age since creation: a stage cannot have begun before
// its record. nullopt: records in this state are never stuck.
std::optional<Millis> least_age(const Builder& b, std::string_view state) {
  const auto* known = b.kind.lifecycle.find_state(state);
  if (!b.filter.stuck_age) return known ? known->limit : std::nullopt;
  return known && known->terminal ? std::nullopt : b.filter.stuck_age;
}

bool wants_stuck(const Filter& filter) { return filter.stuck || filter.stuck_age; }

std::string older_than(Builder& b, Millis age) {
  return fmt::format("r.{} < now() AT TIME ZONE 'UTC' - {}::float8 * interval '1 millisecond'",
                     pg::quote(*b.kind.created), pg::bind(b.params, std::to_string(age.count())));
}

std::string stuck_sql(Builder& b) {
  const auto start = stage_start_sql(b.kind, b.params);
  if (!b.filter.stuck_age) {
    return fmt::format("{} + {} < now() AT TIME ZONE 'UTC'", start, stage_limit_sql(b.kind, b.params));
  }
  return fmt::format("{} AND {} < now() AT TIME ZONE 'UTC' - {}::float8 * interval '1 millisecond'",
                     not_terminal_sql(b.kind, b.params), start,
                     pg::bind(b.params, std::to_string(b.filter.stuck_age->count())));
}

// One range of (state, created) per state.
std::vector<std::string> state_branches(Builder& b) {
  std::vector<std::string> branches;
  for (const auto& state : b.filter.states.empty() ? present_states(b) : b.filter.states) {
    if (contains(b.filter.not_states, state)) continue;
    const auto age = least_age(b, state);
    if (wants_stuck(b.filter) && !age) continue;
    auto branch = fmt::format("{} = {}", b.state_column(), pg::bind(b.params, state));
    if (wants_stuck(b.filter)) branch += " AND " + older_than(b, *age);
    branches.push_back(std::move(branch));
  }
  const bool any_state = b.filter.states.empty() && !wants_stuck(b.filter);
  if (any_state && b.shape.column(b.kind.state).nullable) branches.push_back(b.state_column() + " IS NULL");
  return branches;
}

std::string state_conditions(Builder& b) {
  std::string out;
  if (!b.filter.states.empty()) {
    out += fmt::format(" AND {} IN ({})", b.state_column(), state_list(b, b.filter.states));
  }
  if (!b.filter.not_states.empty()) {
    out += fmt::format(" AND ({0} IS NULL OR {0} NOT IN ({1}))", b.state_column(),
                       state_list(b, b.filter.not_states));
  }
  return out;
}

// One branch per column in which the party may be; a record that has it in two is in the first.
std::vector<std::string> party_branches(Builder& b) {
  std::vector<std::string> branches;
  std::string before;
  for (const auto& match : find_party(b.tx, b.pack, b.kind, *b.filter.party)) {
    const auto column = "r." + pg::quote(match.column);
    const auto key = pg::bind(b.params, match.key) + "::text::" + b.shape.column(match.column).plain;
    branches.push_back(fmt::format("{} = {}{}", column, key, before));
    before += fmt::format(" AND {} IS DISTINCT FROM {}", column, key);
  }
  return branches;
}

std::string problem_sql(const Builder& b) {
  const auto* invariant = b.pack.find_invariant(*b.filter.problem);
  std::vector<std::string> ids;
  for (const auto& each : b.pack.invariants) ids.push_back(each.id);
  if (!invariant) {
    throw Error{code::unknown_invariant,
                fmt::format("{} has no invariant '{}'", b.pack.platform, *b.filter.problem),
                ids.empty() ? "" : "invariants: " + join(ids, ", "),
                "write the id as listed." + did_you_mean(*b.filter.problem, ids)};
  }
  std::string any;
  std::vector<std::string> others;
  for (const auto& check : invariant->checks) {
    const auto separator = any.empty() ? "" : " OR ";
    if (check.kind == b.kind.name) {
      any += fmt::format("{}({})", separator, check.violated);
    } else if (check.owner_kind == b.kind.name) {
      any += fmt::format("{}r.{} IN (SELECT ({})::text::{} FROM {} AS r WHERE {})", separator,
                         pg::quote(b.kind.key), check.owner_key, b.shape.column(b.kind.key).plain,
                         pg::quote(b.pack.schema, check.table), check.violated);
    } else if (!check.kind.empty()) {
      others.push_back(check.kind);
    }
  }
  if (any.empty()) {
    throw Error{code::usage, fmt::format("{} is no problem of a {}", invariant->id, b.kind.name),
                invariant->title, others.empty() ? "" : "it is one of: " + join(others, ", ")};
  }
  return " AND (" + any + ")";
}

std::string created_conditions(Builder& b) {
  std::string out;
  const auto bound = [&](std::string_view op, Time time) {
    if (!b.kind.created) {
      throw Error{
          code::usage,
          fmt::format("--since and --until: the platform keeps no time at which a {} was made", b.kind.name)};
    }
    out += fmt::format(" AND r.{} {} {}", pg::quote(*b.kind.created), op,
                       pg::bind(b.params, to_sql_timestamp(time)));
  };
  if (b.filter.since) bound(">=", *b.filter.since);
  if (b.filter.until) bound("<", *b.filter.until);
  return out;
}

bool has_state_index(const Builder& b) {
  if (!b.kind.created || !b.kind.state_reads.empty()) return false;
  const std::array columns{b.kind.state, *b.kind.created};
  return b.shape.has_index(columns) && !b.shape.has_index(*b.kind.created);
}

}  // namespace

bool Filter::empty() const {
  return states.empty() && not_states.empty() && !stuck && !stuck_age && !since && !until && where.empty() &&
         !party && !problem;
}

Selection select_records(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                         const TableShape& shape, const Filter& filter, bool by_created, pg::Params& params) {
  check_states(kind, filter.states);
  check_states(kind, filter.not_states);
  Builder b{tx, pack, kind, shape, filter, params};
  Selection out;
  out.common = "true" + created_conditions(b);
  bool found_by_equality = false;
  for (const auto& text : filter.where) {
    auto condition = parse_condition(tx, pack, shape, text, params);
    out.common += " AND " + condition.sql;
    const bool indexed = shape.has_index(condition.column);
    found_by_equality = found_by_equality || (indexed && condition.equality);
    if (!indexed) out.unindexed.push_back(condition.column);
  }
  if (filter.problem) out.common += problem_sql(b);
  if (filter.party) {
    out.common += state_conditions(b);
    out.branches = party_branches(b);
  } else if (has_state_index(b) && (wants_stuck(filter) || (by_created && !filter.problem))) {
    out.branches = state_branches(b);
  } else {
    out.common += state_conditions(b);
    out.branches = {"true"};
  }
  if (wants_stuck(filter)) out.common += " AND " + stuck_sql(b);
  if (found_by_equality || filter.party) out.unindexed.clear();
  return out;
}

}  // namespace admctl::lifecycle
