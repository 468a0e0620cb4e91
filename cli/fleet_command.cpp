#include "cli/fleet_command.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/fleet_arguments.hpp"
#include "cli/target_resolution.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/target.hpp"
#include "lib/core/error.hpp"
#include "lib/core/id.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

void check_flags(const commands::GlobalFlags& flags) {
  if (flags.db || flags.target)
    throw Error{code::usage, "--targets names the databases; --db and --target name one", {}, "leave it out"};
  if (flags.parallel < 1) throw Error{code::usage, "--parallel must be at least 1"};
  if (flags.canary.value_or(0) < 0) throw Error{code::usage, "--canary must not be negative"};
}

std::vector<std::string> words_of(const FleetPlace& place) {
  auto words = split(place.command.name, ' ');
  for (auto& word : without_fleet_flags(place.rest)) words.push_back(std::move(word));
  return words;
}

FleetRecord record_of(const FleetPlace& place, const std::string& command) {
  const auto& flags = place.invocation.flags;
  const auto files = targets::read_catalogue(target_places(place.invocation.environment));
  if (!flags.resume) {
    return {.id = make_uuid_v7(system_clock().now()),
            .command = command,
            .targets = files.select(flags.targets),
            .done = {}};
  }
  auto record = load_fleet(fleet_folder(place.invocation.environment), *flags.resume);
  if (record.command != command) {
    throw Error{code::fleet_run_differs, fmt::format("run {} was of another command", record.id),
                fmt::format("it was: {}\nthis is: {}", record.command, command),
                "give the same command and flags, or leave out --resume"};
  }
  if (!flags.targets.empty() && files.select(flags.targets) != record.targets) {
    throw Error{code::fleet_run_differs, fmt::format("run {} was of other targets", record.id),
                "they were: " + join(record.targets, ", "), "leave out --targets"};
  }
  return record;
}

std::vector<std::string> still_to_do(const FleetRecord& record) {
  auto left = record.targets;
  std::erase_if(
      left, [&](const std::string& name) { return std::ranges::find(record.done, name) != record.done.end(); });
  return left;
}

void announce(const FleetPlace& place, const std::vector<std::string>& left) {
  if (place.command.effect != commands::Effect::writes) return;
  const auto& flags = place.invocation.flags;
  const auto what = count_of(left.size(), "target") + ": " + join(left, ", ");
  place.talk.say((flags.dry_run ? "dry run on " : "writing to ") + what);
  if (!flags.dry_run) place.prompt.confirm(fmt::format("{} on {}?", place.command.name, what));
}

std::string line_of(const FleetResult& result) {
  auto line = fmt::format("{:<11}  {}", word_of(result.outcome), visible(result.target));
  if (result.took) line += fmt::format("  {:.1f} s", std::chrono::duration<double>(*result.took).count());
  return result.summary.empty() ? line : line + "  " + visible(result.summary);
}

}  // namespace

FleetAnswer run_fleet_command(FleetPlace place) {
  const auto& flags = place.invocation.flags;
  check_flags(flags);
  const bool writes = place.command.effect == commands::Effect::writes;
  FleetRun run{.command = words_of(place),
               .words = split(place.command.name, ' ').size(),
               .yes = writes,
               .input = {},
               .options = {.parallel = static_cast<std::size_t>(flags.parallel),
                           .canary = static_cast<std::size_t>(flags.canary.value_or(writes ? 1 : 0)),
                           .fail_fast = flags.fail_fast},
               .on_end = {}};
  const auto command = redact_command(run.command);
  auto record = record_of(place, command);
  const auto left = still_to_do(record);
  announce(place, left);
  if (reads_stdin(run.command)) run.input = place.read_stdin();
  std::size_t done = 0;
  const auto show = [&] {
    try {
      place.talk.progress(place.command.name, done, left.size());
    } catch (const Error&) {
      // The signal that this tells of is seen by run_fleet(), which ends what runs.
    }
  };
  run.on_end = [&](const FleetResult& result) {
    ++done;
    place.talk.say(line_of(result));
    show();
    place.on_end(result);
  };
  show();
  const auto folder = fleet_folder(place.invocation.environment);
  save_fleet(folder, record);
  FleetAnswer answer;
  answer.results = run_fleet(
      run, record, [&](const FleetRecord& now) { save_fleet(folder, now); }, place.signals);
  place.talk.progress_done();
  if (record.done.size() == record.targets.size())
    forget_fleet(folder, record.id);
  else
    answer.next = fmt::format("admctl {} --resume {}", command, record.id);
  return answer;
}

}  // namespace admctl::cli
