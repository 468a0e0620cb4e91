#include "commands/inspect_list.hpp"

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/listing.hpp"

namespace admctl::commands {
namespace {

constexpr std::int64_t usual_limit = 50;
// A list is held in memory; longer ones are read in pages.
constexpr std::int64_t most_rows = 10'000;

// The command line of the next page: what was asked for, with the cursor.
std::string next_page(const platform::Kind& kind, const ListFlags& flags, const std::string& cursor) {
  const auto& filter = flags.filter;
  std::vector<std::string> words{"admctl", "inspect", kind.plural};
  const auto add = [&](std::string_view flag, const std::optional<std::string>& value) {
    if (value) words.insert(words.end(), {std::string{flag}, *value});
  };
  if (!filter.states.empty()) add("--state", join(filter.states, ","));
  if (!filter.not_states.empty()) add("--not-state", join(filter.not_states, ","));
  if (filter.stuck) words.push_back(filter.stuck->empty() ? "--stuck" : "--stuck=" + *filter.stuck);
  add("--since", filter.since);
  add("--until", filter.until);
  for (const auto& condition : filter.where) add("--where", condition);
  add("--party", filter.party);
  add("--problem", filter.problem);
  add("--sort", flags.sort);
  if (flags.limit) add("--limit", std::to_string(*flags.limit));
  add("--after", cursor);
  return redact_command(words);
}

}  // namespace

std::optional<Time> moment_of(std::string_view flag, const std::optional<std::string>& text, Time now) {
  if (!text) return std::nullopt;
  const auto time = parse_moment(*text, now);
  if (time) return time;
  throw Error{code::usage,
              fmt::format("{}: '{}' is not a time", flag, *text),
              {},
              "write a date (2026-02-16), a time (2026-02-16T12:00:00Z) or an age (24h, 7d)"};
}

Millis duration_of(std::string_view flag, std::string_view text) {
  if (const auto duration = parse_duration(text)) return *duration;
  throw Error{code::usage,
              fmt::format("{}: '{}' is not a duration", flag, text),
              {},
              "write it as 90m, 48h, 7d or 1d12h"};
}

void declare_filter_flags(Flags& flags, FilterFlags& into) {
  flags.option("--state", into.states, "only in one of these states", {.metavar = "STATE"});
  flags.option("--not-state", into.not_states, "only in none of these states", {.metavar = "STATE"});
  flags.flag("--stuck", into.stuck,
             "only longer in their state than its limit, or than this if they have not ended",
             {.metavar = "AGE"});
  flags.option("--since", into.since, "only created then or later: a time, date or age", {.metavar = "TIME"});
  flags.option("--until", into.until, "only created before then", {.metavar = "TIME"});
  flags.option("--where", into.where,
               "only where a column is so: COLUMN=VALUE, also != < > <= >=, COLUMN= (empty), COLUMN=null",
               {.metavar = "CONDITION", .commas = false});
  flags.option("--party", into.party, "only with this party: by id or name", {.metavar = "USER"});
  flags.option("--problem", into.problem, "only those that break this invariant", {.metavar = "ID"});
}

lifecycle::Filter to_filter(const FilterFlags& flags, Time now) {
  lifecycle::Filter filter;
  filter.states = flags.states;
  filter.not_states = flags.not_states;
  filter.stuck = flags.stuck && flags.stuck->empty();
  if (flags.stuck && !flags.stuck->empty()) filter.stuck_age = duration_of("--stuck", *flags.stuck);
  filter.since = moment_of("--since", flags.since, now);
  filter.until = moment_of("--until", flags.until, now);
  filter.where = flags.where;
  filter.party = flags.party;
  filter.problem = flags.problem;
  return filter;
}

std::vector<std::string> given_filter_flags(const FilterFlags& flags) {
  std::vector<std::string> given;
  if (!flags.states.empty()) given.emplace_back("--state");
  if (!flags.not_states.empty()) given.emplace_back("--not-state");
  if (flags.stuck) given.emplace_back("--stuck");
  if (flags.since) given.emplace_back("--since");
  if (flags.until) given.emplace_back("--until");
  if (!flags.where.empty()) given.emplace_back("--where");
  if (flags.party) given.emplace_back("--party");
  if (flags.problem) given.emplace_back("--problem");
  return given;
}

void declare_list_flags(Flags& flags, ListFlags& into) {
  declare_filter_flags(flags, into.filter);
  flags.option("--sort", into.sort, "by key, label, created, updated or a column; -COLUMN: descending",
               {.metavar = "COLUMN"});
  flags.option("--limit", into.limit, "at most so many rows (default 50)", {.metavar = "N"});
  flags.option("--after", into.after, "go on after the page that printed this cursor", {.metavar = "CURSOR"});
}

std::vector<std::string> given_list_flags(const ListFlags& flags) {
  auto given = given_filter_flags(flags.filter);
  if (flags.sort) given.emplace_back("--sort");
  if (flags.limit) given.emplace_back("--limit");
  if (flags.after) given.emplace_back("--after");
  return given;
}

Report list_report(Context& context, const platform::Kind& kind, const ListFlags& flags) {
  lifecycle::ListRequest request{to_filter(flags.filter, context.clock().now()), flags.sort, flags.after,
                                 flags.limit.value_or(usual_limit)};
  if (request.limit < 1 || request.limit > most_rows) {
    throw Error{code::usage,
                fmt::format("--limit must be from 1 to {}", most_rows),
                {},
                "a longer list is read page by page with --after"};
  }
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(context.pack().schema)};
  auto listing = lifecycle::list_records(tx, context.pack(), kind, request);
  const auto count = listing.table.rows.size();
  const auto first = count > 0 ? listing.table.rows.front().front().value.string_or("") : std::string{};
  auto report = Report::list(std::move(listing.table));
  report.note(count_of(count, kind.name, kind.plural) + (listing.next ? ", and there are more" : ""));
  for (const auto& column : listing.unindexed) {
    report.note(fmt::format("no index begins with {}: every row in question was read", column));
  }
  if (listing.by_key) {
    report.note(fmt::format(
        "highest key first: no index gives the newest {}; --sort -created reads all of them", kind.plural));
  }
  if (!first.empty()) report.suggest("admctl inspect " + first);
  if (listing.next) report.suggest(next_page(kind, flags, *listing.next));
  return report;
}

}  // namespace admctl::commands
