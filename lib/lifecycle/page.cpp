#include "lib/lifecycle/page.hpp"

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/lifecycle/page_data.hpp"

namespace admctl::lifecycle {
namespace {

constexpr std::int64_t most_related = 1000;
constexpr std::size_t most_entries = 5000;
// What people see of it on a page.
constexpr std::size_t shown_related = 20;
constexpr std::size_t shown_entries = 30;

std::string limit_text(Millis age, Millis limit) {
  return age > limit
             ? fmt::format("{} over its limit of {}", format_duration(age - limit), format_duration(limit))
             : fmt::format("{} left of {}", format_duration(limit - age), format_duration(limit));
}

std::vector<Field> record_fields(const PageData& page) {
  std::vector<Field> fields;
  const auto& kind = page.kind;
  if (kind.label) fields.push_back({camel_case(*kind.label), heading(*kind.label), page.cell(*kind.label)});
  fields.push_back({"key", "KEY", Cell{page.image.at(kind.key)}});
  if (page.owner) fields.push_back({"owner", "PART OF", Cell{*page.owner}});
  fields.push_back({"state", "STATE", Cell::state(page.state)});
  if (const auto* state = kind.lifecycle.find_state(page.state)) {
    fields.push_back({"meaning", "MEANING", Cell{state->meaning}});
  }
  fields.push_back({"stateSince", "IN STATE SINCE", Cell::time(page.since)});
  if (page.limit && page.since) {
    const auto age = page.now - *page.since;
    fields.push_back({"limit", "LIMIT", Cell{limit_text(age, *page.limit)}});
    fields.push_back({"stuck", "STUCK", Cell{age > *page.limit}});
  }
  fields.push_back({"revision", "REVISION", Cell{page.revision}});
  for (const auto& column : kind.terms)
    fields.push_back({camel_case(column), heading(column), page.cell(column)});
  return fields;
}

void add_related(const PageData& page, bool whole, Report& report) {
  for (const auto& related : page.kind.related) {
    auto rows = read_related(page, related, most_related, whole);
    if (rows.cut) report.note(fmt::format("{}: only the first {} are here", related.name, most_related));
    if (rows.skipped) {
      report.note(
          fmt::format("{}: not read: {}; --related reads it all the same", related.name, *rows.skipped));
    }
    if (!whole) rows.table.brief = {.rows = shown_related};
    report.table(camel_case(related.name), heading(related.name), std::move(rows.table));
  }
}

void add_timeline(const PageData& page, bool whole, Report& report) {
  const auto timeline = read_timeline(page, most_entries, whole);
  for (const auto& line : timeline.skipped) report.note(line + "; --timeline reads it all the same");
  if (timeline.cut) report.note(fmt::format("timeline: only the newest {} entries are here", most_entries));
  auto table = timeline_table(timeline);
  if (!whole) table.brief = {.rows = shown_entries, .newest = true};
  report.table("timeline", "Timeline", std::move(table));
}

void add_ways_out(const PageData& page, const std::vector<LegalMove>& moves, Report& report) {
  report.table("moves", "Moves from " + page.state, moves_table(moves));
  if (auto text = refusals_text(moves); !text.empty()) {
    report.text("refusals", "What they need", std::move(text));
  }
  if (auto text = effects_text(moves); !text.empty()) {
    report.text("effects", "Outside the database", std::move(text));
  }
}

}  // namespace

Report record_page(pg::Transaction& tx, const platform::Pack& pack, const RecordAddress& address,
                   PageParts parts) {
  const auto page = load_page(tx, pack, address);
  Report report;
  if (parts.related || parts.timeline) {
    if (parts.related) add_related(page, true, report);
    if (parts.timeline) add_timeline(page, true, report);
    return report;
  }
  auto problems = read_problems(page);
  const auto recipes = applicable_recipes(page, problems);
  const auto moves = legal_moves(page);
  report.fields("record", page.name, record_fields(page));
  if (!page.kind.parties.empty()) report.table("parties", "Parties", parties_table(page));
  report.table("problems", "Problems", problems_table(problems));
  if (!recipes.empty()) report.table("recipes", "Recipes", recipes_table(page, recipes));
  add_related(page, false, report);
  add_timeline(page, false, report);
  add_ways_out(page, moves, report);
  for (const auto& line : problems.unchecked) report.note("not checked: " + line);
  if (auto command = next_command(page, recipes, problems, moves)) report.suggest(std::move(*command));
  return report;
}

}  // namespace admctl::lifecycle
