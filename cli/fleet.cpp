#include "cli/fleet.hpp"

#include <algorithm>
#include <csignal>

#include <fmt/format.h>

#include "cli/fleet_children.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

using Outcome = FleetResult::Outcome;

constexpr std::chrono::milliseconds pause{100};

Outcome outcome_of(int exit) {
  switch (static_cast<Exit>(exit)) {
    case Exit::ok:
      return Outcome::ok;
    case Exit::differences:
      return Outcome::differences;
    case Exit::interrupted:
    case Exit::terminated:
      return Outcome::interrupted;
    default:
      return Outcome::failed;
  }
}

std::optional<Value> json_of(const std::string& text) {
  try {
    return parse_json(text);
  } catch (const Error&) {
    return std::nullopt;
  }
}

// Its notes, or how many rows there are.
std::string summary_of(const Value& document) {
  std::vector<std::string> notes;
  if (const auto* list = document.at("notes").as_array()) {
    for (const auto& note : *list) notes.push_back(note.string_or(""));
  }
  if (!notes.empty()) return join(notes, "; ");
  const auto* rows = document.at("rows").as_array();
  return rows ? count_of(rows->size(), "row") : std::string{};
}

// The error is the last thing that is said.
void take_error(FleetResult& result, const std::string& err) {
  auto lines = split(err, '\n');
  std::erase_if(lines, [](const std::string& line) { return trim(line).empty(); });
  if (lines.empty()) return;
  const auto error = json_of(lines.back());
  if (!error || !error->as_object()) {
    result.summary = lines.back();
    return;
  }
  result.code = error->at("code").string_or("");
  result.summary = error->at("message").string_or("");
  if (const auto detail = error->at("detail").string_or(""); !detail.empty())
    result.summary += ": " + detail.substr(0, detail.find('\n'));
}

bool succeeded(const FleetResult& result) {
  return result.outcome == Outcome::ok || result.outcome == Outcome::differences ||
         result.outcome == Outcome::done_before;
}

std::vector<std::string> arguments_for(const FleetRun& run, const std::string& target) {
  const auto rest = run.command.begin() + static_cast<std::ptrdiff_t>(run.words);
  std::vector<std::string> out{run.command.begin(), rest};
  for (const auto* word : {"--output", "json", "--no-input", "--color", "never", "--target"})
    out.emplace_back(word);
  out.push_back(target);
  if (run.yes) out.emplace_back("--yes");
  out.insert(out.end(), rest, run.command.end());
  return out;
}

}  // namespace

std::string_view word_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::differences:
      return "differences";
    case Outcome::failed:
      return "failed";
    case Outcome::interrupted:
      return "interrupted";
    case Outcome::not_started:
      return "not started";
    case Outcome::done_before:
      return "done before";
  }
  return "unknown";
}

FleetResult result_of(std::string target, int exit, const std::string& out, const std::string& err) {
  FleetResult result{.target = std::move(target), .outcome = outcome_of(exit), .exit = exit};
  if (!out.empty()) {
    const auto document = json_of(out);
    result.document = document ? *document : Value{out};
    if (document && document->as_object()) result.summary = summary_of(*document);
  }
  const bool has_answer = succeeded(result) || !result.document.is_null();
  if (!has_answer) take_error(result, err);
  return result;
}

std::vector<FleetResult> run_fleet(const FleetRun& run, FleetRecord& record,
                                   const std::function<void(const FleetRecord&)>& save, Signals& signals) {
  std::vector<FleetResult> results;
  std::vector<std::size_t> left;
  for (const auto& target : record.targets) {
    const bool done = std::ranges::find(record.done, target) != record.done.end();
    if (!done) left.push_back(results.size());
    results.push_back({.target = target, .outcome = done ? Outcome::done_before : Outcome::not_started});
  }
  FleetSchedule schedule{left.size(), run.options};
  FleetChildren children;
  signals.watch([] {});
  bool told = false;
  while (!schedule.is_over()) {
    if (signals.received() != 0 && !told) {
      told = true;
      schedule.stop();
      children.signal_all(signals.received());
    }
    while (const auto next = schedule.next()) {
      const auto number = left[*next];
      children.start(number, arguments_for(run, record.targets[number]), run.input);
    }
    for (const auto& ended : children.wait(pause)) {
      auto result = result_of(record.targets[ended.number], ended.exit, ended.out, ended.err);
      result.took = ended.took;
      schedule.ended(succeeded(result));
      if (succeeded(result)) {
        record.done.push_back(result.target);
        save(record);
      }
      run.on_end(result);
      results[ended.number] = std::move(result);
    }
  }
  signals.unwatch();
  for (auto& result : results) {
    if (result.outcome != Outcome::not_started) continue;
    result.summary = told                       ? "interrupted before"
                     : schedule.canary_failed() ? "a canary failed"
                                                : "another one failed (--fail-fast)";
  }
  return results;
}

Table fleet_table(const std::vector<FleetResult>& results, bool documents) {
  Table table{{{"target", "TARGET"},
               {"outcome", "OUTCOME"},
               {"exit", "EXIT", true},
               {"durationMs", "TOOK", true},
               {"summary", "SUMMARY", false, false, true},
               {"code", "CODE", false, true}}};
  if (documents) table.columns.push_back({"document", "DOCUMENT"});
  for (const auto& result : results) {
    Cell took;
    if (result.took) {
      const auto ms = result.took->count();
      took =
          Cell{Value{static_cast<std::int64_t>(ms)}, fmt::format("{:.1f} s", static_cast<double>(ms) / 1000)};
    }
    Row row{result.target,
            Cell::state(std::string{word_of(result.outcome)}),
            result.exit ? Value{*result.exit} : Value{},
            std::move(took),
            result.summary,
            result.code.empty() ? Value{} : Value{result.code}};
    if (documents) row.emplace_back(result.document);
    table.rows.push_back(std::move(row));
  }
  return table;
}

Exit exit_of(const std::vector<FleetResult>& results) {
  if (!std::ranges::all_of(results, succeeded)) return Exit::partial;
  const bool differ = std::ranges::any_of(
      results, [](const FleetResult& result) { return result.outcome == Outcome::differences; });
  return differ ? Exit::differences : Exit::ok;
}

}  // namespace admctl::cli
