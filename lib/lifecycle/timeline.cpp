#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/page_data.hpp"
#include "lib/ops/row_history.hpp"
#include "lib/ops/writer.hpp"

namespace admctl::lifecycle {
namespace {

using Entries = std::vector<TimelineEntry>;

std::string text_or_empty(const Value& value) { return value.is_null() ? std::string{} : text_of(value); }

// The record's own history column, whose entries are objects of the application.
void add_history(const PageData& page, Entries& entries) {
  const auto& trail = page.kind.trail;
  const auto* history = trail.history_column.empty() ? nullptr : page.image.at(trail.history_column).as_array();
  if (!history) return;
  for (const auto& each : *history) {
    Object rest;
    if (const auto* members = each.as_object()) rest = *members;
    const auto time = each.at(trail.history_time);
    rest.erase(trail.history_state);
    const auto parsed = parse_time(text_or_empty(time));
    if (parsed) rest.erase(trail.history_time);
    // The one name of a member that is read by itself: whoever made the entry.
    auto actor = text_or_empty(each.at("actor"));
    rest.erase("actor");
    auto data = each.as_object() ? Value{std::move(rest)} : each;
    entries.push_back(
        {parsed, "history", text_or_empty(each.at(trail.history_state)), std::move(actor), std::move(data)});
  }
}

void add_events(const PageData& page, std::size_t limit, Entries& entries) {
  const auto& trail = page.kind.trail;
  if (trail.event_table.empty()) return;
  // Not every platform keeps who did it, and data.
  const auto kept = [](const std::string& column) {
    return column.empty() ? "NULL::jsonb" : "e." + pg::quote(column);
  };
  const auto rows = page.tx.query(
      fmt::format("SELECT e.{0}, e.{1}::text, ({2})::text, {3} FROM {4} AS e WHERE e.{5} = $1 "
                  "ORDER BY e.{0} DESC, e.{6} DESC LIMIT {7}",
                  pg::quote(trail.event_time), pg::quote(trail.event_type), kept(trail.event_actor_type),
                  kept(trail.event_data), pg::quote(page.pack.schema, trail.event_table),
                  pg::quote(trail.event_record), pg::quote(trail.event_key), limit + 1),
      {page.key});
  Entries found;
  for (const auto row : rows) {
    found.push_back({parse_time(row.text(0)), "event", row.get(1).value_or(""), row.get(2).value_or(""),
                     row.is_null(3) ? Value{} : parse_json(row.text(3))});
  }
  entries.insert(entries.end(), found.rbegin(), found.rend());
}

void add_source(const PageData& page, const platform::TimelineSource& source, std::size_t limit,
                Entries& entries) {
  const auto& own = page.image.at(source.equals);
  if (own.is_null()) return;
  const auto condition = source.where.empty() ? std::string{} : fmt::format(" AND ({})", source.where);
  const auto rows = page.tx.query(
      fmt::format("SELECT ({0})::text, ({1})::text FROM {2} AS t WHERE t.{3} = $1{4} AND ({0}) IS NOT NULL "
                  "ORDER BY ({0}) DESC, ({1})::text DESC LIMIT {5}",
                  source.time, source.what, pg::quote(page.pack.schema, source.table), pg::quote(source.column),
                  condition, limit + 1),
      {text_of(own)});
  Entries found;
  for (const auto row : rows) {
    found.push_back({parse_time(row.text(0)), source.name, row.get(1).value_or(""), {}, {}});
  }
  entries.insert(entries.end(), found.rbegin(), found.rend());
}

// "status, updatedAt" of an update.
std::string changed_columns(const ops::Change& change) {
  if (change.before.is_null()) return "created";
  if (change.after.is_null()) return "deleted";
  std::vector<std::string> names;
  if (const auto* after = change.after.as_object()) {
    for (const auto& [name, value] : after->members()) names.push_back(name);
  }
  return join(names, ", ");
}

// An image without its secrets, for the eyes of people.
Value masked(const PageData& page, const Value& image) {
  const auto* members = image.as_object();
  if (!members) return image;
  Object out;
  for (const auto& [name, value] : members->members()) {
    out[name] = to_cell(page.pack, page.kind.table, name, value, page.types).value;
  }
  return out;
}

void add_operations(const PageData& page, std::size_t limit, Entries& entries) {
  std::vector<ops::RowChange> changes;
  try {
    page.tx.savepoint([&] {
      changes = ops::row_history(page.tx, page.kind.table, ops::key_image({{page.kind.key, page.key}}),
                                 static_cast<std::int64_t>(limit) + 1);
    });
  } catch (const Error& error) {
    // Who may read the platform but not the ledger sees a page all the same.
    if (error.code() != code::no_privilege) throw;
  }
  std::ranges::reverse(changes);
  for (const auto& change : changes) {
    Object data{{"operation", change.operation}, {"reason", change.reason}, {"ticket", change.ticket}};
    data.erase_nulls();
    data["before"] = masked(page, change.change.before);
    data["after"] = masked(page, change.change.after);
    entries.push_back({parse_time(change.time), "operation",
                       fmt::format("{}: {}", change.kind, changed_columns(change.change)), change.actor,
                       std::move(data)});
  }
}

// What people read of the data: the reason of an operation, nothing of what is empty.
std::string shown_data(const TimelineEntry& entry) {
  if (entry.data.is_null()) return {};
  if (const auto* members = entry.data.as_object(); members && members->empty()) return {};
  if (entry.source == "operation") return text_or_empty(entry.data.at("reason"));
  return to_json(entry.data);
}

}  // namespace

Timeline read_timeline(const PageData& page, std::size_t limit, bool whatever_it_costs) {
  Timeline timeline;
  auto& entries = timeline.entries;
  add_history(page, entries);
  add_events(page, limit, entries);
  for (const auto& source : page.kind.timeline) {
    const auto skipped = whatever_it_costs ? std::nullopt : page.too_large(source.table, source.column);
    if (skipped)
      timeline.skipped.push_back(source.name + ": not read: " + *skipped);
    else
      add_source(page, source, limit, entries);
  }
  add_operations(page, limit, entries);
  // What has no time comes last, where it is seen.
  std::ranges::stable_sort(entries, [](const TimelineEntry& a, const TimelineEntry& b) {
    return a.time.value_or(Time::max()) < b.time.value_or(Time::max());
  });
  timeline.cut = entries.size() > limit;
  if (timeline.cut) entries.erase(entries.begin(), entries.end() - static_cast<std::ptrdiff_t>(limit));
  return timeline;
}

Table timeline_table(const Timeline& timeline) {
  Table table{
      .columns = {
          {"time", "TIME"}, {"source", "SOURCE"}, {"what", "WHAT"}, {"actor", "ACTOR"}, {"data", "DATA"}}};
  for (const auto& entry : timeline.entries) {
    table.rows.push_back({Cell::time(entry.time), Cell{entry.source}, Cell{entry.what}, Cell{entry.actor},
                          Cell{entry.data, shown_data(entry)}});
  }
  return table;
}

}  // namespace admctl::lifecycle
