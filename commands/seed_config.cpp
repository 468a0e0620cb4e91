#include "commands/changes.hpp"
#include "commands/groups.hpp"
#include "commands/seed_report.hpp"

namespace admctl::commands {
namespace {

Report run_config(Context& context) {
  return defaults_report(seed::seed_config(context.session(), context.pack(), context.request("seed.config"),
                                           waiting_options(context)));
}

const Command seed_config_command{
    .name = "seed config",
    .summary = "give the platform the settings it lacks, with their defaults",
    .details = "Only inserts keys that are missing; a value that is there is never changed.",
    .examples = {{"admctl seed config", "a second run adds nothing"}},
    .effect = Effect::writes,
    .declare = [](Flags&) -> Run { return run_config; },
};

}  // namespace

std::span<const Command> seed_config_commands() { return {&seed_config_command, 1}; }

}  // namespace admctl::commands
