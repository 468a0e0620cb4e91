#include <fmt/format.h>

#include <memory>

#include "commands/audit_filter_flags.hpp"
#include "commands/audit_report.hpp"
#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "lib/audit/tail.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::commands {
namespace {

struct TailFlags : AuditFilterFlags {
  bool follow = false;
  std::int64_t lines = 10;
  std::string interval = "1s";
};

Report run_tail(Context& context, const TailFlags& flags) {
  const auto interval = parse_duration(flags.interval);
  if (!interval || *interval < Millis{10})
    throw Error{code::usage, "--interval is a duration of a second or more, such as 5s"};
  if (flags.lines < 0) throw Error{code::usage, "--lines is not negative"};
  const audit::TailRequest request{.sources = audit_sources_of(flags),
                                   .filter = audit_filter_of(context, flags),
                                   .earlier = flags.lines,
                                   .follow = flags.follow,
                                   .interval = *interval};
  const auto& pack = context.pack();
  const audit::TailHost host{[&context]() -> pg::Session& { return context.session(); },
                             [&context]() -> pg::Session& { return context.reconnect(); },
                             [&context](Millis time) { context.pause(time); }};
  Table table{.columns = audit_columns(), .live = flags.follow};
  table.source = [=, &pack](const RowSink& sink) {
    std::vector<Row> earlier;
    const audit::TailSink rows{[&](const audit::Record& record) { earlier.push_back(audit_row(record)); },
                               [&] {
                                 for (auto row = earlier.rbegin(); row != earlier.rend(); ++row) sink(*row);
                                 earlier.clear();
                               },
                               [&](const audit::Record& record) { sink(audit_row(record)); }};
    audit::tail(host, pack, request, rows);
  };
  return Report::list(std::move(table));
}

Run declare_tail(Flags& flags) {
  auto request = std::make_shared<TailFlags>();
  declare_audit_filter(flags, *request);
  flags.flag("-f,--follow", request->follow, "go on with new rows as they come, until interrupted");
  flags.option("--lines", request->lines, "how many rows to begin with", {.metavar = "N"});
  flags.option("--interval", request->interval, "how often to look for new rows", {.metavar = "DURATION"});
  return [request](Context& context) { return run_tail(context, *request); };
}

const Command tail_table[]{
    {.name = "audit tail",
     .summary = "the last audit rows, newest last, and what comes",
     .details =
         "With --follow every row that is committed is shown once, also when its transaction took long or its "
         "time is long past (those within a minute), and across lost connections. What admctl does shows at "
         "once; what others write, at the next look.",
     .examples = {{"admctl audit tail -f --action 'deal.*'", "watch the deals"},
                  {"admctl audit tail -f -o jsonl | jq -r .action", "for a program"}},
     .effect = Effect::reads,
     .declare = reading<declare_tail>},
};

}  // namespace

std::span<const Command> audit_tail_commands() { return tail_table; }

}  // namespace admctl::commands
