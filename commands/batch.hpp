// `transition` of many records, and what it shares with `op resume`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/command.hpp"
#include "commands/inspect_list.hpp"
#include "lib/ops/plan.hpp"

namespace admctl::commands {

// How a plan is run.
struct RunFlags {
  std::optional<std::int64_t> rate;
  std::int64_t chunk = 1000;
  std::string on_error = "stop";
};

struct TransitionFlags {
  std::vector<std::string> records;  // addresses, or one kind
  std::string to;
  std::vector<std::string> set;
  std::optional<std::string> expect;
  std::optional<std::string> expect_revision;
  bool force = false;
  FilterFlags filter;
  std::optional<std::string> file;
  std::int64_t max = 100;
  RunFlags run;
};

void declare_run_flags(Flags& flags, RunFlags& into);
void declare_batch_flags(Flags& flags, TransitionFlags& into);

// Whether the target's database demands a second pair of eyes for forced and bulk operations.
bool needs_approval(Context& context);

// Records the plan of one forced move and throws code::approval_needed.
Report plan_one(Context& context, const TransitionFlags& flags);
// Selects, freezes, shows, asks and runs.
Report move_many(Context& context, const TransitionFlags& flags);

// Runs what is left of a plan. Its exit is Exit::partial when an item was not done.
Report run_plan(Context& context, const ops::Plan& plan, const RunFlags& flags);

// "part done", "waits for an approval" ...
std::string plan_status(const ops::PlanSummary& plan);

// A plan and how far it is.
Report plan_report(Context& context, const ops::Plan& plan);

}  // namespace admctl::commands
