#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/listing.hpp"
#include "lib/lifecycle/page.hpp"

namespace admctl::commands {
namespace {

struct InspectRequest {
  std::string what;
  std::vector<std::string> states;
  bool stuck = false;
  std::optional<std::string> stuck_for;
  std::int64_t limit = 50;
};

Report list(Context& context, const platform::Kind& kind, const InspectRequest& request) {
  lifecycle::ListRequest wanted;
  wanted.states = request.states;
  wanted.stuck = request.stuck;
  wanted.limit = request.limit;
  if (request.limit < 1) throw Error{code::usage, "--limit must be at least 1"};
  if (request.stuck_for) {
    wanted.stuck_age = parse_duration(*request.stuck_for);
    if (!wanted.stuck_age) {
      throw Error{code::usage,
                  fmt::format("'{}' is not a duration", *request.stuck_for),
                  {},
                  "write it as 90m, 48h, 7d or 1d12h"};
    }
  }
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(context.pack().schema)};
  auto table = lifecycle::list_records(tx, context.pack(), kind, wanted);
  const auto count = table.rows.size();
  const auto first = count > 0 ? table.rows.front().front().value.string_or("") : std::string{};
  auto report = Report::list(std::move(table));
  report.note(count_of(count, kind.name, kind.plural));
  if (count == static_cast<std::size_t>(request.limit)) report.note("there may be more: raise --limit");
  if (!first.empty()) report.suggest("admctl inspect " + first);
  return report;
}

Report run(Context& context, const InspectRequest& request) {
  const auto& pack = context.pack();
  if (request.what.find('/') == std::string::npos) {
    return list(context, lifecycle::find_kind(pack, request.what), request);
  }
  if (!request.states.empty() || request.stuck || request.stuck_for) {
    throw Error{code::usage, "--state, --stuck and --stuck-for filter lists; a single record was named"};
  }
  const auto address = lifecycle::parse_address(pack, request.what);
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(pack.schema)};
  return lifecycle::record_page(tx, pack, address);
}

Run declare(Flags& flags) {
  auto request = std::make_shared<InspectRequest>();
  flags.required("KIND[/KEY]", request->what, "a kind to list, or one record: by number or id");
  flags.option("--state", request->states, "only these states", {.metavar = "STATE"});
  flags.flag("--stuck", request->stuck, "only records longer in their state than its limit");
  flags.option("--stuck-for", request->stuck_for,
               "only records longer than this in a state that is not terminal", {.metavar = "AGE"});
  flags.option("--limit", request->limit, "at most so many rows", {.metavar = "N"});
  return [request](Context& context) { return run(context, *request); };
}

const Command inspect_command{
    .name = "inspect",
    .summary = "list records of a kind, or show one on a page",
    .details =
        "A page shows the record's terms, parties, money as people read it, related rows, the timeline, the "
        "time "
        "in its state against the limit, and the legal next moves with what each guard says.",
    .examples = {{"admctl inspect deals --stuck", "deals that are overdue in their state"},
                 {"admctl inspect deals --state AWAITING_PAYMENT,FUNDED --limit 10", "by state"},
                 {"admctl inspect deal/1042", "everything about one deal"}},
    .effect = Effect::reads,
    .declare = declare,
};

}  // namespace

std::span<const Command> inspect_commands() { return {&inspect_command, 1}; }

}  // namespace admctl::commands
