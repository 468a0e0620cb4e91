#include <memory>

#include <fmt/format.h>

#include "commands/batch.hpp"
#include "commands/changes.hpp"
#include "commands/groups.hpp"
#include "commands/inspect_list.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/lifecycle/key_search.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/ops/ledger.hpp"

namespace admctl::commands {
namespace {

struct ListRequest {
  ops::OperationFilter filter;
  std::optional<std::string> record;
  std::optional<std::string> since;
  std::optional<std::string> until;
};

Report run_list(Context& context, const ListRequest& request) {
  auto filter = request.filter;
  if (filter.limit < 1) throw Error{code::usage, "--limit must be at least 1"};
  const auto now = context.clock().now();
  if (const auto since = moment_of("--since", request.since, now)) filter.since = to_rfc3339(*since);
  if (const auto until = moment_of("--until", request.until, now)) filter.until = to_rfc3339(*until);
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  if (request.record) {
    const auto address = lifecycle::parse_address(context.pack(), *request.record);
    filter.table = address.kind->table;
    filter.key = to_json(
        Object{{address.kind->key, lifecycle::resolve_key(tx, context.pack(), *address.kind, address.key)}});
  }
  Table table{{{"operation", "OPERATION"},
               {"finished", "FINISHED"},
               {"kind", "KIND"},
               {"subject", "SUBJECT"},
               {"actor", "ACTOR"},
               {"reason", "REASON"},
               {"forced", "FORCED"},
               {"undoes", "UNDOES", false, true},
               {"command", "COMMAND", false, true}},
              {},
              {}};
  for (const auto& operation : ops::list_operations(tx, filter)) {
    table.rows.push_back({Cell{operation.id}, Cell::time(parse_time(operation.finished_at)),
                          Cell{operation.kind}, Cell{operation.summary.at("subject")}, Cell{operation.actor},
                          Cell{operation.reason}, Cell{operation.forced}, Cell{operation.undoes},
                          Cell{operation.command}});
  }
  auto report = Report::list(std::move(table));
  if (!ops::has_ledger(tx)) report.note("no operation has been written to this database yet");
  return report;
}

Report run_show(Context& context, const std::string& id) {
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  if (const auto plan = ops::find_plan(tx, id)) {
    tx.rollback();
    return plan_report(context, *plan);
  }
  const auto operation = ops::find_operation(tx, id);
  const auto undone = ops::find_undo_of(tx, operation.id);
  Report report;
  report.fields("operation", "",
                {{"id", "OPERATION", operation.id},
                 {"kind", "KIND", operation.kind},
                 {"actor", "ACTOR", operation.actor},
                 {"dbRole", "DATABASE ROLE", operation.db_role},
                 {"osUser", "OS USER", operation.os_user},
                 {"host", "HOST", operation.host},
                 {"command", "COMMAND", operation.command},
                 {"reason", "REASON", operation.reason},
                 {"ticket", "TICKET", operation.ticket},
                 {"key", "IDEMPOTENCY KEY", operation.idempotency_key},
                 {"forced", "FORCED", operation.forced},
                 {"summary", "SUMMARY", Cell{operation.summary, to_json(operation.summary)}},
                 {"started", "STARTED", Cell::time(parse_time(operation.started_at))},
                 {"finished", "FINISHED", Cell::time(parse_time(operation.finished_at))},
                 {"undoes", "UNDOES", operation.undoes},
                 {"undoneBy", "UNDONE BY", undone ? Value{undone->id} : Value{}},
                 {"position", "POSITION IN CHAIN", operation.seq},
                 {"hash", "HASH", operation.hash}});
  report.table("changes", "Changes", changes_table(context.pack(), ops::load_changes(tx, operation.id)));
  if (!undone && !operation.undoes) report.suggest("admctl op undo " + operation.id + " --dry-run");
  return report;
}

Run declare_list(Flags& flags) {
  auto request = std::make_shared<ListRequest>();
  auto& filter = request->filter;
  flags.option("--kind", filter.kind, "only this kind of operation", {.metavar = "KIND"});
  flags.option("--actor", filter.actor, "only this actor", {.metavar = "NAME"});
  // --ticket is the global flag of commands that write.
  flags.option("--for-ticket", filter.ticket, "only for this ticket", {.metavar = "TICKET"});
  flags.option("--record", request->record, "only what touched this record", {.metavar = "KIND/KEY"});
  flags.option("--since", request->since, "only finished then or later: a time, date or age",
               {.metavar = "TIME"});
  flags.option("--until", request->until, "only finished before then", {.metavar = "TIME"});
  flags.flag("--forced", filter.forced, "only those that overrode something");
  flags.option("--limit", filter.limit, "at most so many", {.metavar = "N"});
  return [request](Context& context) { return run_list(context, *request); };
}

Run declare_show(Flags& flags) {
  auto id = std::make_shared<std::string>();
  flags.required("OPERATION", *id, "the id of an operation or a plan, or a unique beginning of it");
  return [id](Context& context) { return run_show(context, *id); };
}

const Command op_table[]{
    {.name = "op list",
     .summary = "operations of the ledger, newest first",
     .details = "",
     .examples = {{"admctl op list --kind transition --limit 10", "the last ten transitions"},
                  {"admctl op list --record deal/1042", "everything done to one deal"},
                  {"admctl op list --forced --since 7d", "what was forced this week"}},
     .effect = Effect::reads,
     .declare = reading<declare_list>,
     .fleet = true},
    {.name = "op show",
     .summary = "who did what, why, with every change",
     .details = "",
     .examples = {{"admctl op show 01997f2e", "by a unique beginning of the id"}},
     .effect = Effect::reads,
     .declare = reading<declare_show>},
};

}  // namespace

std::span<const Command> op_commands() { return op_table; }

}  // namespace admctl::commands
