#include "commands/audit_filter_flags.hpp"

#include <algorithm>

#include "lib/lifecycle/key_search.hpp"
#include "lib/lifecycle/record.hpp"

namespace admctl::commands {

void declare_audit_filter(Flags& flags, AuditFilterFlags& into) {
  flags.optional("KIND/KEY", into.record, "only what happened to this record");
  flags.option("--source", into.sources, "where from; all that the platform has when not given",
               {.metavar = "SOURCE", .choices = {"audit", "events", "ledger"}});
  flags.option("--since", into.since, "from this time on: a time, a date or an age such as 24h",
               {.metavar = "TIME"});
  flags.option("--until", into.until, "before this time", {.metavar = "TIME"});
  flags.option("--actor", into.filter.actor, "only this actor or operator", {.metavar = "NAME"});
  flags.option("--action", into.filter.action, "only this action; * stands for any text", {.metavar = "GLOB"});
  flags.option("--resource", into.filter.resource, "only this resource, or one row of it",
               {.metavar = "NAME[/ID]"});
  flags.option("--operation", into.filter.operation, "only this operation of admctl", {.metavar = "ID"});
}

audit::Filter audit_filter_of(Context& context, const AuditFilterFlags& flags) {
  auto filter = flags.filter;
  const auto now = context.clock().now();
  if (flags.since) filter.since = audit::parse_moment(*flags.since, now, "--since");
  if (flags.until) filter.until = audit::parse_moment(*flags.until, now, "--until");
  if (flags.record) {
    const auto& pack = context.pack();
    const auto address = lifecycle::parse_address(pack, *flags.record);
    pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(pack.schema)};
    filter.record = audit::RecordFilter{address.kind->name, address.kind->table, address.kind->key,
                                        lifecycle::find_key(tx, pack, *address.kind, address.key)};
  }
  return filter;
}

std::vector<audit::SourceKind> audit_sources_of(const AuditFilterFlags& flags) {
  std::vector<audit::SourceKind> out;
  for (const auto kind : {audit::SourceKind::audit, audit::SourceKind::events, audit::SourceKind::ledger}) {
    if (std::ranges::find(flags.sources, audit::source_name(kind)) != flags.sources.end()) out.push_back(kind);
  }
  return out;
}

}  // namespace admctl::commands
