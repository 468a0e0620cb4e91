#include "lib/lifecycle/page.hpp"

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/guard.hpp"
#include "lib/lifecycle/stage.hpp"

namespace admctl::lifecycle {
namespace {

constexpr std::int64_t related_limit = 20;
constexpr std::int64_t timeline_limit = 200;

// The record as read for a page, and what all sections need.
struct Page {
  pg::Transaction& tx;
  const platform::Pack& pack;
  const platform::Kind& kind;
  std::string key;
  Value image;
  std::string state;
  std::optional<Time> since;
  std::optional<Millis> limit;
  Time now;
  ColumnTypes types;

  Cell cell(std::string_view column) const {
    return to_cell(pack, kind.table, column, image.at(column), types);
  }
};

Page load(pg::Transaction& tx, const platform::Pack& pack, const RecordAddress& address) {
  const auto& kind = *address.kind;
  auto types = column_types(tx, pack, kind.table);
  const auto key = resolve_key(tx, pack, kind, address.key);
  pg::Params params;
  const auto start = stage_start_sql(kind, params);
  const auto limit = stage_limit_sql(kind, params);
  const auto rows = tx.query(
      fmt::format("SELECT to_jsonb(r), {}, (extract(epoch FROM {}) * 1000)::bigint, now() AT TIME ZONE 'UTC' "
                  "FROM {} AS "
                  "r WHERE r.{} = {}",
                  start, limit, pg::quote(pack.schema, kind.table), pg::quote(kind.key), pg::bind(params, key)),
      params);
  if (rows.empty())
    throw Error{code::no_such_record, fmt::format("{}/{} was deleted meanwhile", kind.name, address.key)};
  const auto row = rows.front();
  Page page{tx,
            pack,
            kind,
            key,
            parse_json(row.text(0)),
            {},
            parse_time(row.text(1)),
            {},
            parse_time(row.text(3)).value_or(Time{}),
            std::move(types)};
  page.state = page.image.at(kind.state).string_or("");
  if (!row.is_null(2)) page.limit = Millis{row.integer(2)};
  return page;
}

std::vector<Field> record_fields(const Page& page) {
  std::vector<Field> fields;
  const auto& kind = page.kind;
  if (kind.label) fields.push_back({camel_case(*kind.label), heading(*kind.label), page.cell(*kind.label)});
  fields.push_back({"key", "KEY", Cell{page.image.at(kind.key)}});
  fields.push_back({"state", "STATE", Cell::state(page.state)});
  if (const auto* state = kind.lifecycle.find_state(page.state)) {
    fields.push_back({"meaning", "MEANING", Cell{state->meaning}});
  }
  fields.push_back({"stateSince", "IN STATE SINCE", Cell::time(page.since)});
  if (page.limit && page.since) {
    const auto age = page.now - *page.since;
    const auto text =
        age > *page.limit
            ? fmt::format("{} over its limit of {}", format_duration(age - *page.limit),
                          format_duration(*page.limit))
            : fmt::format("{} left of {}", format_duration(*page.limit - age), format_duration(*page.limit));
    fields.push_back({"limit", "LIMIT", Cell{text}});
    fields.push_back({"stuck", "STUCK", Cell{age > *page.limit}});
  }
  for (const auto& column : kind.terms)
    fields.push_back({camel_case(column), heading(column), page.cell(column)});
  return fields;
}

Table parties_table(const Page& page) {
  Table table{{{"role", "ROLE"}, {"id", "ID"}, {"who", "WHO"}}, {}, {}};
  for (const auto& party : page.kind.parties) {
    const auto& id = page.image.at(party.column);
    std::string who;
    if (!id.is_null()) {
      const auto image =
          page.tx.value(fmt::format("SELECT to_jsonb(t) FROM {} AS t WHERE t.{} = $1",
                                    pg::quote(page.pack.schema, party.table), pg::quote(party.key)),
                        {id.as_string() ? *id.as_string() : to_json(id)});
      const auto other = image ? parse_json(*image) : Value{};
      for (const auto& column : party.show) {
        const auto& value = other.at(column);
        if (value.is_null()) continue;
        if (!who.empty()) who += ", ";
        who += value.as_string() ? *value.as_string() : to_json(value);
      }
      if (!image) who = "(no such row)";
    }
    table.rows.push_back({Cell{party.role}, Cell{id}, Cell{who}});
  }
  return table;
}

Table related_table(const Page& page, const platform::Related& related) {
  const auto types = column_types(page.tx, page.pack, related.table);
  Table table;
  for (const auto& column : related.show)
    table.columns.push_back({camel_case(column), heading(column), false, false});
  const auto& own = page.image.at(related.equals);
  if (own.is_null()) return table;
  const auto order = related.order ? fmt::format(" ORDER BY t.{}", pg::quote(*related.order)) : std::string{};
  const auto rows = page.tx.query(
      fmt::format("SELECT to_jsonb(t) FROM {} AS t WHERE t.{} = $1{} LIMIT {}",
                  pg::quote(page.pack.schema, related.table), pg::quote(related.column), order, related_limit),
      {own.as_string() ? *own.as_string() : to_json(own)});
  for (const auto each : rows) {
    const auto image = parse_json(each.text(0));
    Row row;
    for (const auto& column : related.show) {
      row.push_back(to_cell(page.pack, related.table, column, image.at(column), types));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table timeline(const Page& page) {
  Table table{{{"time", "TIME"}, {"event", "EVENT"}, {"actor", "ACTOR"}, {"data", "DATA"}}, {}, {}};
  const auto& trail = page.kind.trail;
  const auto rows = page.tx.query(
      fmt::format("SELECT e.{0}, e.{1}::text, e.{2}::text, e.{3} FROM {4} AS e WHERE e.{5} = $1 ORDER BY e.{0} "
                  "LIMIT {6}",
                  pg::quote(trail.event_time), pg::quote(trail.event_type), pg::quote(trail.event_actor_type),
                  pg::quote(trail.event_data), pg::quote(page.pack.schema, trail.event_table),
                  pg::quote(trail.event_record), timeline_limit),
      {page.key});
  for (const auto row : rows) {
    const auto data = row.is_null(3) ? Value{} : parse_json(row.text(3));
    const bool nothing = data.as_object() && data.as_object()->empty();
    Cell shown = nothing || data.is_null() ? Cell{data, ""} : Cell{data, to_json(data)};
    table.rows.push_back(
        {Cell::time(parse_time(row.text(0))), Cell{row.get(1)}, Cell{row.get(2)}, std::move(shown)});
  }
  return table;
}

Table moves_table(const Page& page) {
  Table table{{{"to", "TO"},
               {"roles", "ROLES"},
               {"verdict", "VERDICT"},
               {"effects", "OUTSIDE THE DATABASE", false, true}},
              {},
              {}};
  const ops::OperationFacts facts{&page.pack, "", to_sql_timestamp(page.now), "", {}, {}};
  for (const auto& to : page.kind.lifecycle.next_states(page.state)) {
    const auto* rule = page.kind.lifecycle.find_transition(page.state, to);
    std::vector<std::string> refusals;
    const ops::StateMove move{page.key, page.state, to};
    const auto verdicts = evaluate_guards(page.tx, facts, page.kind, {&move, 1}, *rule);
    for (const auto& verdict : verdicts.front()) {
      if (!verdict.holds) refusals.push_back(verdict.guard->sentence);
    }
    table.rows.push_back({Cell::state(to), Cell{join(rule->roles, ", ")},
                          Cell{refusals.empty() ? "allowed" : "refused: " + join(refusals, "; ")},
                          Cell{join(rule->effects, "; ")}});
  }
  return table;
}

}  // namespace

Report record_page(pg::Transaction& tx, const platform::Pack& pack, const RecordAddress& address) {
  const auto page = load(tx, pack, address);
  const auto name = address_of(page.kind, *page.image.as_object());
  Report report;
  report.fields("record", name, record_fields(page));
  if (!page.kind.parties.empty()) report.table("parties", "Parties", parties_table(page));
  for (const auto& related : page.kind.related) {
    auto table = related_table(page, related);
    if (table.rows.size() == related_limit) {
      report.note(fmt::format("{}: only the first {} are shown", related.name, related_limit));
    }
    report.table(camel_case(related.name), heading(related.name), std::move(table));
  }
  if (!page.kind.trail.event_table.empty()) report.table("timeline", "Timeline", timeline(page));
  report.table("moves", "Moves from " + page.state, moves_table(page));
  const auto next = page.kind.lifecycle.next_states(page.state);
  if (!next.empty()) {
    report.suggest(fmt::format("admctl transition {} --to {} --expect {} --reason \"...\" --dry-run", name,
                               next.front(), page.state));
  }
  return report;
}

}  // namespace admctl::lifecycle
