#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/inspect_list.hpp"
#include "commands/inspect_picture.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/page.hpp"
#include "lib/lifecycle/watch.hpp"

namespace admctl::commands {
namespace {

struct PageFlags {
  lifecycle::PageParts parts;
  PictureFlags picture;
  bool watch = false;
  std::vector<std::string> until;
  std::string timeout = "10m";
  std::string interval = "2s";
};

struct InspectRequest {
  std::string what;
  ListFlags list;
  PageFlags page;
};

// How a watch ended: known only once its rows are written.
using Ending = std::shared_ptr<std::optional<Error>>;

Report watch(Context& context, const lifecycle::RecordAddress& address, const PageFlags& flags) {
  const auto& pack = context.pack();
  const auto request = std::make_shared<const lifecycle::WatchRequest>(
      lifecycle::WatchRequest{address, flags.until, duration_of("--timeout", flags.timeout),
                              std::max(Millis{10}, duration_of("--interval", flags.interval))});
  const auto watched = [&] {
    pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(pack.schema)};
    return lifecycle::prepare_watch(tx, pack, *request);
  }();
  const lifecycle::WatchHost host{[&context]() -> pg::Session& { return context.session(); },
                                  [&context]() -> pg::Session& { return context.reconnect(); },
                                  [&context](Millis time) { context.pause(time); }};
  const Ending ending = std::make_shared<std::optional<Error>>();
  Table table{.columns = lifecycle::watch_columns(), .live = true};
  table.source = [=, &pack](const RowSink& sink) {
    try {
      lifecycle::watch(host, pack, *request, watched, sink);
    } catch (const Error& error) {
      // What is written must be whole, a JSON document closed, before the error is told.
      if (error.code() == code::interrupted) throw;
      *ending = error;
    }
  };
  auto report = Report::list(std::move(table));
  report.suggest("admctl inspect " + watched.name);
  report.finish = [ending] {
    if (*ending) throw Error{**ending};
  };
  return report;
}

void refuse_flags_of(std::string_view other, const std::vector<std::string>& given) {
  if (given.empty()) return;
  throw Error{code::usage,
              fmt::format("{} {} for {}", join(given, ", "), given.size() == 1 ? "is" : "are", other)};
}

std::vector<std::string> given_page_flags(const PageFlags& flags) {
  auto given = given_picture_flags(flags.picture);
  if (flags.parts.timeline) given.emplace_back("--timeline");
  if (flags.parts.related) given.emplace_back("--related");
  if (flags.watch) given.emplace_back("--watch");
  if (!flags.until.empty()) given.emplace_back("--until-state");
  return given;
}

Report run(Context& context, const InspectRequest& request) {
  const auto& pack = context.pack();
  if (request.what.find('/') == std::string::npos) {
    const auto& kind = lifecycle::find_kind(pack, request.what);
    refuse_flags_of("a single record; a kind was named", given_page_flags(request.page));
    return list_report(context, kind, request.list);
  }
  refuse_flags_of("lists; a single record was named", given_list_flags(request.list));
  const auto address = lifecycle::parse_address(pack, request.what);
  if (const auto given = given_picture_flags(request.page.picture); !given.empty()) {
    if (given_page_flags(request.page) != given) {
      throw Error{code::usage, given.front() + " stands alone", {}, "leave out the other flags about the page"};
    }
    return picture_report(context, address, request.page.picture);
  }
  if (request.page.watch) return watch(context, address, request.page);
  if (!request.page.until.empty()) throw Error{code::usage, "--until-state goes with --watch"};
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(pack.schema)};
  return lifecycle::record_page(tx, pack, address, request.page.parts);
}

Run declare(Flags& flags) {
  auto request = std::make_shared<InspectRequest>();
  auto& page = request->page;
  flags.required("KIND[/KEY]", request->what,
                 "a kind to list, or one record: by number, id or beginning of an id");
  declare_list_flags(flags, request->list);
  flags.flag("--timeline", page.parts.timeline, "of a record: only what happened to it, all of it");
  flags.flag("--related", page.parts.related, "of a record: only the rows that belong to it, all of them");
  declare_picture_flags(flags, page.picture);
  flags.flag("--watch", page.watch, "follow a record: a line for every change, until it ends");
  flags.option("--until-state", page.until, "with --watch: until it is in one of these", {.metavar = "STATE"});
  flags.option("--timeout", page.timeout, "with --watch: give up after so long, with exit code 124",
               {.metavar = "TIME"});
  flags.option("--interval", page.interval, "with --watch: look so often", {.metavar = "TIME"});
  return [request](Context& context) { return run(context, *request); };
}

const Command inspect_command{
    .name = "inspect",
    .summary = "list records of a kind, or show one on a page",
    .details =
        "A list is filtered by conditions that all must hold; its last line tells how to get the next page.\n\n"
        "A page shows the record's terms, parties, money as people read it, problems, related rows, the "
        "timeline, "
        "the time in its state against the limit, and the legal next moves with what each guard says. -o json "
        "carries all of it.",
    .examples = {{"admctl inspect deals --stuck", "deals that are overdue in their state"},
                 {"admctl inspect deals --state AWAITING_PAYMENT,FUNDED --since 7d --sort created",
                  "by state and age"},
                 {"admctl inspect deals --party @alice --where 'agreedPrice>=100TON'",
                  "of somebody, by a column"},
                 {"admctl inspect deal/1042", "everything about one deal"},
                 {"admctl inspect deal/1042 --html deal.html", "the same as a file for a browser"},
                 {"admctl inspect deal/1042 --watch --until-state FUNDED --timeout 5m", "wait for a payment"}},
    .effect = Effect::reads,
    .declare = reading<declare>,
    .fleet = true,
};

}  // namespace

std::span<const Command> inspect_commands() { return {&inspect_command, 1}; }

}  // namespace admctl::commands
