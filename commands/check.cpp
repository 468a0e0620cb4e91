#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/check_report.hpp"
#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/lifecycle/key_search.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/ops/check.hpp"

namespace admctl::commands {
namespace {

struct CheckRequest {
  std::optional<std::string> record;
  std::vector<std::string> ids;
  std::string severity = "warning";
  std::int64_t sample = 3;
  std::string timeout = "60s";

  platform::Severity minimum() const {
    return severity == "error" ? platform::Severity::error : platform::Severity::warning;
  }
};

Millis timeout_of(const CheckRequest& request) {
  const auto timeout = parse_duration(request.timeout);
  if (timeout && *timeout > Millis{0}) return *timeout;
  throw Error{code::usage,
              fmt::format("--timeout: '{}' is not a duration", request.timeout),
              {},
              "write it as 30s, 10m or 1h"};
}

Report check_all(Context& context, const CheckRequest& request) {
  if (request.sample < 0) throw Error{code::usage, "--sample must not be negative"};
  const auto timeout = timeout_of(request);
  const auto& pack = context.pack();
  const auto invariants = ops::select_invariants(pack, request.ids, request.minimum());
  auto& session = context.session();
  const auto progress = [&](const platform::Invariant& invariant, std::size_t done) {
    context.talk().progress(fmt::format("{} {}", invariant.id, invariant.title), done, invariants.size());
  };
  const auto outcomes = ops::check_database(session, pack, invariants, static_cast<std::size_t>(request.sample),
                                            timeout, progress);
  context.talk().progress_done();
  return database_check_report(outcomes);
}

Report check_record(Context& context, const CheckRequest& request) {
  const auto& pack = context.pack();
  const auto address = lifecycle::parse_address(pack, *request.record);
  const auto asked = ops::select_invariants(pack, request.ids, request.minimum());
  auto options = pg::Transaction::Options::snapshot(pack.schema);
  options.timeouts.statement = timeout_of(request);
  pg::Transaction tx{context.session(), options};
  const std::vector<std::string> keys{lifecycle::resolve_key(tx, pack, *address.kind, address.key)};
  auto found = ops::violations_of(tx, pack, *address.kind, keys, request.minimum());
  std::erase_if(found, [&](const ops::Violation& violation) {
    return std::ranges::find(asked, violation.invariant) == asked.end();
  });
  return record_check_report(found, *request.record);
}

Run declare(Flags& flags) {
  auto request = std::make_shared<CheckRequest>();
  flags.optional("KIND/KEY", request->record, "one record, by number or id; without it the whole database");
  flags.option("--id", request->ids, "only these invariants", {.metavar = "ID"});
  flags.option("--severity", request->severity, "only invariants of this severity or a graver one",
               {.metavar = "SEVERITY", .choices = {"error", "warning"}});
  flags.option("--sample", request->sample, "describe so many rows of each", {.metavar = "N"});
  flags.option("--timeout", request->timeout, "give up on an invariant after so long", {.metavar = "AGE"});
  return [request](Context& context) {
    return request->record ? check_record(context, *request) : check_all(context, *request);
  };
}

const Command check_command{
    .name = "check",
    .summary = "look for data that breaks the platform's invariants",
    .details =
        "Only reads, each invariant in a snapshot of its own, so it also runs on a replica. Problems are data, "
        "not failures: the command ends with 0, or with 10 under --exit-code. An invariant that did not end in "
        "time is reported as not checked, and the command ends with 75 whatever the others say. For one "
        "record, "
        "what only a look at whole tables would find is left out.",
    .examples = {{"admctl check", "every invariant, with records that break it and what to do"},
                 {"admctl check deal/1042", "what is wrong with one deal"},
                 {"admctl check --id A06,A11 --sample 20 --timeout 10m -o json", "two of them, for a report"},
                 {"admctl check --severity error --exit-code", "in a pipeline"}},
    .effect = Effect::reads,
    .declare = reading<declare>,
    .fleet = true,
};

}  // namespace

std::span<const Command> check_commands() { return {&check_command, 1}; }

}  // namespace admctl::commands
