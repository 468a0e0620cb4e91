#include "commands/exit_codes.hpp"

#include <algorithm>

namespace admctl::commands {
namespace {

constexpr ExitMeaning meanings[] = {
    {Exit::ok, "done, or already done"},
    {Exit::failure, "failed for another reason"},
    {Exit::usage, "the command line is wrong"},
    {Exit::not_found, "not found"},
    {Exit::no_access, "cannot connect, authenticate, or lacks a privilege"},
    {Exit::conflict, "a state, revision or row moved meanwhile"},
    {Exit::refused, "refused by a guard, a policy or a limit"},
    {Exit::approval_needed, "an approval is needed; the plan is recorded"},
    {Exit::partial, "part of a batch failed"},
    {Exit::verification, "verification failed: tampering, a gap, an edited migration"},
    {Exit::differences, "differences, pending work or problems; only with --exit-code"},
    {Exit::declined, "declined at the prompt"},
    {Exit::outcome_unknown, "it is not known whether the commit happened"},
    {Exit::bug, "bug in admctl"},
    {Exit::try_again, "try again: a lock was held or retries were exhausted"},
    {Exit::bad_config, "a configuration or a pack is wrong"},
    {Exit::wait_timeout, "a wait timed out"},
    {Exit::interrupted, "ended by SIGINT"},
    {Exit::terminated, "ended by SIGTERM"},
};

}  // namespace

std::span<const ExitMeaning> exit_meanings() { return meanings; }

std::string_view meaning_of(Exit exit) {
  const auto* it = std::ranges::find(meanings, exit, &ExitMeaning::exit);
  return it == std::end(meanings) ? std::string_view{} : it->meaning;
}

}  // namespace admctl::commands
