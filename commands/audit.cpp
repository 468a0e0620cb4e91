#include <memory>

#include "commands/audit_report.hpp"
#include "commands/groups.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::commands {
namespace {

struct FilterFlags {
  std::optional<std::string> since;
  std::optional<std::string> until;
  audit::Filter filter;
};

struct ListRequest : FilterFlags {
  std::int64_t limit = 50;
};

struct ExportFlags : FilterFlags {
  std::string format = "jsonl";
  std::string file = "-";
  bool overwrite = false;
};

audit::Filter filter_of(const Context& context, const FilterFlags& flags) {
  auto filter = flags.filter;
  const auto now = context.clock().now();
  if (flags.since) filter.since = audit::parse_moment(*flags.since, now, "--since");
  if (flags.until) filter.until = audit::parse_moment(*flags.until, now, "--until");
  return filter;
}

Report run_list(Context& context, const ListRequest& request) {
  if (request.limit < 1) throw Error{code::usage, "--limit must be at least 1"};
  const auto filter = filter_of(context, request);
  auto& session = context.session();
  const auto& pack = context.pack();
  return audit_list(pack, [&session, &pack, filter, limit = request.limit](const audit::TakeRecord& take) {
    audit::list(session, pack, filter, limit, take);
  });
}

Report run_export(Context& context, const ExportFlags& flags) {
  audit::ExportRequest request;
  request.filter = filter_of(context, flags);
  request.format = flags.format == "csv" ? audit::Format::csv : audit::Format::jsonl;
  request.csv_safe = context.csv_safe();
  request.progress = [&context](std::size_t rows) { context.talk().progress("exporting audit rows", rows, 0); };
  if (flags.file == "-") {
    const auto result = audit::export_rows(context.session(), context.pack(), request,
                                           [&](std::string_view bytes) { context.write_stdout(bytes); });
    return audit_exported(result, flags.file);
  }
  const auto existing = flags.overwrite ? Existing::replace : Existing::refuse;
  return audit_exported(audit::export_file(context.session(), context.pack(), request, flags.file, existing),
                        flags.file);
}

void declare_filter(Flags& flags, FilterFlags& into) {
  flags.option("--since", into.since, "from this time on: a time, a date or an age such as 24h",
               {.metavar = "TIME"});
  flags.option("--until", into.until, "before this time", {.metavar = "TIME"});
  flags.option("--actor", into.filter.actor, "only this actor or operator", {.metavar = "NAME"});
  flags.option("--action", into.filter.action, "only this action; * stands for any text", {.metavar = "GLOB"});
  flags.option("--resource", into.filter.resource, "only this resource, or one row of it",
               {.metavar = "NAME[/ID]"});
  flags.option("--operation", into.filter.operation, "only this operation of admctl", {.metavar = "ID"});
}

Run declare_list(Flags& flags) {
  auto request = std::make_shared<ListRequest>();
  declare_filter(flags, *request);
  flags.option("--limit", request->limit, "at most so many", {.metavar = "N"});
  return [request](Context& context) { return run_list(context, *request); };
}

Run declare_export(Flags& flags) {
  auto request = std::make_shared<ExportFlags>();
  declare_filter(flags, *request);
  flags.option("--format", request->format, "what a row becomes",
               {.metavar = "FORMAT", .choices = {"jsonl", "csv"}});
  flags.option("-f,--file", request->file, "where to; - is standard output", {.metavar = "FILE"});
  flags.flag("--overwrite", request->overwrite, "replace FILE if it exists");
  return [request](Context& context) { return run_export(context, *request); };
}

const Command audit_table[]{
    {.name = "audit list",
     .summary = "who did what, newest first",
     .details = "Rows of the platform's audit table; of admctl's own ledger when the platform has none.",
     .examples = {{"admctl audit list --since 24h --action 'deal.*'", "a day of one kind of action"},
                  {"admctl audit list --resource deals/cmf3x0 -o jsonl",
                   "everything about one row, for machines"}},
     .effect = Effect::reads,
     .declare = declare_list},
    {.name = "audit export",
     .summary = "write audit rows of one moment to a file or standard output",
     .details = "All rows come from one snapshot, oldest first. A file is complete or not there at all; an "
                "existing one "
                "is kept unless --overwrite. Secret columns are masked, also inside logged values.",
     .examples = {{"admctl audit export --since 2026-01-01 --until 2026-02-01 -f january.jsonl", "a month"},
                  {"admctl audit export --format csv --csv-safe -f audit.csv", "for a spreadsheet"},
                  {"admctl audit export | jq .action", "to another program"}},
     .effect = Effect::reads,
     .declare = declare_export},
};

}  // namespace

std::span<const Command> audit_commands() { return audit_table; }

}  // namespace admctl::commands
