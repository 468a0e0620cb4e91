#include <memory>

#include "commands/audit_filter_flags.hpp"
#include "commands/audit_report.hpp"
#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::commands {
namespace {

struct ListRequest : AuditFilterFlags {
  std::int64_t limit = 50;
};

Report run_list(Context& context, const ListRequest& request) {
  if (request.limit < 1) throw Error{code::usage, "--limit must be at least 1"};
  const auto filter = audit_filter_of(context, request);
  auto& session = context.session();
  const auto& pack = context.pack();
  return audit_list([&session, &pack, filter, sources = audit_sources_of(request),
                     limit = request.limit](const audit::TakeRecord& take) {
    audit::list(session, pack, sources, filter, limit, take);
  });
}

Run declare_list(Flags& flags) {
  auto request = std::make_shared<ListRequest>();
  declare_audit_filter(flags, *request);
  flags.option("--limit", request->limit, "at most so many", {.metavar = "N"});
  return [request](Context& context) { return run_list(context, *request); };
}

const Command audit_table[]{
    {.name = "audit list",
     .summary = "who did what, newest first",
     .details =
         "Rows of the platform's audit table, of its event tables and of admctl's own ledger, in one order "
         "of time.",
     .examples = {{"admctl audit list --since 24h --action 'deal.*'", "a day of one kind of action"},
                  {"admctl audit list deal/1042", "everything about one record"},
                  {"admctl audit list --source ledger -o jsonl", "what admctl did, for machines"}},
     .effect = Effect::reads,
     .declare = reading<declare_list>,
     .fleet = true},
};

}  // namespace

std::span<const Command> audit_commands() { return audit_table; }

}  // namespace admctl::commands
