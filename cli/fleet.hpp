// One command on many databases: this binary is run once for each of them.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/fleet_record.hpp"
#include "cli/fleet_schedule.hpp"
#include "cli/signals.hpp"
#include "lib/core/report.hpp"

namespace admctl::cli {

// What became of one database.
struct FleetResult {
  enum class Outcome {
    ok,
    differences,  // ended with 10, as --exit-code asks for
    failed,
    interrupted,  // by SIGINT or SIGTERM
    not_started,
    done_before,  // by the run that this one goes on with
  };
  std::string target;
  Outcome outcome = Outcome::not_started;
  std::optional<int> exit = {};
  std::optional<std::chrono::milliseconds> took = {};
  std::string summary = {};  // one line: what was done, or what went wrong
  std::string code = {};     // "ADM-2103" of an error
  Value document = {};       // what it printed: JSON, else text; null for nothing
};

std::string_view word_of(FleetResult::Outcome outcome);

struct FleetRun {
  std::vector<std::string> command;  // the words of the command, then its arguments
  std::size_t words = 0;             // so many of them are the command's
  bool yes = false;                  // answered for all
  std::string input;                 // standard input of each
  FleetSchedule::Options options;
  // Told of each as it ends.
  std::function<void(const FleetResult&)> on_end;
};

// Runs what `record` has not done yet and keeps it up to date, saving after every end through `save`. Results
// are in the order of record.targets. After SIGINT or SIGTERM nothing more is started, what runs is told once
// and waited for.
std::vector<FleetResult> run_fleet(const FleetRun& run, FleetRecord& record,
                                   const std::function<void(const FleetRecord&)>& save, Signals& signals);

// A row: target, outcome, exit, durationMs, summary, code and, with `documents`, document.
Table fleet_table(const std::vector<FleetResult>& results, bool documents);

// 0 when all went well (10 when some have differences), else 8.
Exit exit_of(const std::vector<FleetResult>& results);

// Fills in outcome, summary, code and document from what a run said and how it ended.
FleetResult result_of(std::string target, int exit, const std::string& out, const std::string& err);

}  // namespace admctl::cli
