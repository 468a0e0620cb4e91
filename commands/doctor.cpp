#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/doctor_checks.hpp"
#include "commands/doctor_report.hpp"
#include "commands/groups.hpp"
#include "commands/size_flag.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::commands {
namespace {

struct Request {
  std::vector<std::string> only;
  std::vector<std::string> skip;
  std::string timeout = "5s";
  std::string long_transaction = "5m";
  std::string idle = "1m";
  std::string lock_wait = "1s";
  std::string lag = "30s";
  std::string skew = "2s";
  std::string seal_age = "7d";
  std::string slot = "1G";
  std::int64_t sequence = 75;
};

Millis duration(const std::string& text, std::string_view flag) {
  if (text == "0") return Millis{0};
  if (const auto parsed = parse_duration(text)) return *parsed;
  throw Error{
      code::usage, fmt::format("{}: '{}' is not a duration", flag, text), {}, "write it as 30s, 10m or 1h"};
}

health::Limits limits_of(const Request& request) {
  health::Limits limits;
  limits.statement = duration(request.timeout, "--timeout");
  if (limits.statement <= Millis{0}) throw Error{code::usage, "--timeout must be longer than nothing"};
  limits.long_transaction = duration(request.long_transaction, "--long");
  limits.idle_transaction = duration(request.idle, "--idle");
  limits.lock_wait = duration(request.lock_wait, "--lock-wait");
  limits.replica_lag = duration(request.lag, "--lag");
  limits.clock_skew = duration(request.skew, "--skew");
  limits.seal_age = duration(request.seal_age, "--seal-age");
  limits.slot_bytes = static_cast<std::int64_t>(parse_size(request.slot, "--slot"));
  if (request.sequence < 1 || request.sequence > 100) throw Error{code::usage, "--sequence is 1 to 100"};
  limits.sequence_percent = request.sequence;
  return limits;
}

std::vector<health::Check> chosen(const Request& request) {
  const auto has = [](const std::vector<std::string>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
  };
  auto checks = doctor_checks();
  std::erase_if(checks, [&](const health::Check& check) {
    return has(request.skip, check.name) || (!request.only.empty() && !has(request.only, check.name));
  });
  if (checks.empty()) throw Error{code::usage, "--only and --skip leave nothing to check"};
  return checks;
}

Report run(Context& context, const Request& request) {
  const auto checks = chosen(request);
  const health::Subject subject{context.session(), context.pack(), context.clock(), limits_of(request)};
  std::size_t done = 0;
  const auto examined = health::examine(subject, checks, [&](std::string_view name) {
    context.talk().progress(fmt::format("looking at {}", name), done++, checks.size());
  });
  context.talk().progress_done();
  return doctor_report(examined);
}

Run declare(Flags& flags) {
  auto request = std::make_shared<Request>();
  std::vector<std::string_view> names;
  for (const auto& check : doctor_checks()) names.push_back(check.name);
  flags.option("--only", request->only, "only these checks", {.metavar = "CHECK", .choices = names});
  flags.option("--skip", request->skip, "all checks but these", {.metavar = "CHECK", .choices = names});
  flags.option("--timeout", request->timeout, "give up on a statement after so long", {.metavar = "AGE"});
  flags.option("--long", request->long_transaction, "a transaction open for longer is a warning",
               {.metavar = "AGE"});
  flags.option("--idle", request->idle, "one that sits idle for longer is a warning", {.metavar = "AGE"});
  flags.option("--lock-wait", request->lock_wait, "a longer wait for a lock is a warning", {.metavar = "AGE"});
  flags.option("--lag", request->lag, "a standby further behind is a warning", {.metavar = "AGE"});
  flags.option("--skew", request->skew, "clocks further apart are a warning", {.metavar = "AGE"});
  flags.option("--seal-age", request->seal_age, "an older seal of the audit log is a warning",
               {.metavar = "AGE"});
  flags.option("--slot", request->slot, "an inactive replication slot that holds more WAL is a warning",
               {.metavar = "SIZE"});
  flags.option("--sequence", request->sequence, "a sequence that used more percent of its values is a warning",
               {.metavar = "N"});
  return [request](Context& context) { return run(context, *request); };
}

const Command doctor_command{
    .name = "doctor",
    .summary = "examine the database: is anything wrong, or about to be?",
    .details =
        "Looks at the connection, the server, what the role may do, replication, open transactions, lock "
        "queues, "
        "indexes, sequences, vacuum, the ledger, seals, migrations, drift and the pack. Only reads, each check "
        "by "
        "itself and for a bounded time; it also runs on a standby and on a database that is not the "
        "platform's.\n\n"
        "Each finding has an id that 'admctl explain' knows, evidence and a remedy to paste. What the role may "
        "not "
        "see, or what did not answer in time, is 'could not check' and never 'ok'.\n\n"
        "Exit status: 4 when the role may not see a part, 75 when a part did not answer in time, whatever the "
        "others say; 10 with --exit-code when there are warnings or errors; else 0.",
    .examples = {{"admctl doctor", "everything, before a release or at three in the morning"},
                 {"admctl doctor --only locks,transactions --long 30s", "who holds up the others?"},
                 {"admctl doctor --skip seals --exit-code -o json", "from a monitoring job"}},
    .effect = Effect::reads,
    .declare = declare,
};

}  // namespace

std::span<const Command> doctor_commands() { return {&doctor_command, 1}; }

}  // namespace admctl::commands
