// Batches and plans from the command line, and the process killed at every step of the core.
#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

constexpr int killed = 128 + 9;

struct Deals {
  explicit Deals(int count) {
    insert_parties(database);
    for (int i = 0; i < count; ++i) keys.push_back(insert_deal(database, "CREATED"));
  }

  RunResult run(std::vector<std::string> args, const RunOptions& options = {}) const {
    args.insert(args.begin(), {"--db", database.url()});
    return run_admctl(args, options);
  }
  std::string count(const std::string& state) const {
    return database.value("SELECT count(*) FROM deals WHERE status = '" + state + "'");
  }
  std::string plan() const { return database.value("SELECT id FROM admctl.plan ORDER BY id DESC LIMIT 1"); }

  TestDatabase database{Template::migrated};
  std::vector<std::string> keys;
};

std::string text(const RunResult& run, const char* section, const char* field) {
  return parse_json(run.out).at(section).at(field).string_or("");
}

TEST_CASE("a transition of many shows count and sample, asks for the count, and tells how to take it back") {
  const Deals deals{5};
  const std::vector<std::string> move{"transition", "deals",     "--state",  "CREATED",
                                      "--to",       "CANCELLED", "--reason", "x"};
  const auto unasked = deals.run(move);
  CHECK(unasked.exit == 2);
  CHECK(unasked.err.find("... and 2 more") != std::string::npos);
  CHECK(unasked.err.find("--confirm=5") != std::string::npos);
  CHECK(deals.count("CREATED") == "5");

  auto dry = move;
  dry.insert(dry.end(), {"--dry-run", "-o", "json"});
  const auto rehearsed = deals.run(dry);
  CHECK(rehearsed.exit == 0);
  CHECK(parse_json(rehearsed.out).at("plan").at("wouldMove") == Value{5});
  CHECK(deals.count("CREATED") == "5");

  auto confirmed = move;
  confirmed.insert(confirmed.end(), {"--confirm=5", "-o", "json"});
  const auto done = deals.run(confirmed);
  CAPTURE(done.err);
  CHECK(done.exit == 0);
  CHECK(text(done, "plan", "status") == "done");
  CHECK(deals.count("CANCELLED") == "5");
  const auto undone = deals.run({"op", "undo", deals.plan(), "--yes", "--reason", "x"});
  CHECK(undone.exit == 0);
  CHECK(deals.count("CREATED") == "5");
  CHECK(deals.run({"op", "verify"}).exit == 0);
}

TEST_CASE("more records than --max, or none named, are refused before anything is written") {
  const Deals deals{4};
  const auto many = deals.run({"transition", "deals", "--state", "CREATED", "--to", "CANCELLED", "--max", "3",
                               "--reason", "x", "--confirm=4"});
  CHECK(many.exit == static_cast<int>(Exit::refused));
  CHECK(many.err.find("ADM-2115") != std::string::npos);
  const auto all = deals.run({"transition", "deals", "--to", "CANCELLED", "--reason", "x"});
  CHECK(all.exit == static_cast<int>(Exit::usage));
  CHECK(all.err.find("all deals would be meant") != std::string::npos);
  CHECK(deals.count("CREATED") == "4");
}

TEST_CASE("keys come from a file, unknown ones are all named, and part of a batch failing is exit 8") {
  const Deals deals{3};
  const TempFolder folder;
  const auto file = folder.path() / "ids.txt";
  folder.write("ids.txt", deals.keys[0] + "\n# a comment\n\n1\ndeal/" + deals.keys[2] + "\nnobody\n4711\n");
  const std::vector<std::string> move{"transition",  "deals",      "--file",   file.string(),
                                      "--to",        "CANCELLED",  "--reason", "x",
                                      "--confirm=3", "--on-error", "continue"};
  const auto unknown = deals.run(move);
  CHECK(unknown.exit == static_cast<int>(Exit::not_found));
  CHECK(unknown.err.find("deal/nobody") != std::string::npos);
  CHECK(unknown.err.find("deal/4711") != std::string::npos);

  folder.write("ids.txt", deals.keys[0] + "\n" + deals.keys[1] + "\n" + deals.keys[2] + "\n");
  deals.database.execute("UPDATE deals SET status = 'COMPLETED' WHERE id = '" + deals.keys[1] + "'");
  const auto part = deals.run(move);
  CAPTURE(part.out, part.err);
  CHECK(part.exit == static_cast<int>(Exit::partial));
  CHECK(part.out.find("may not go from COMPLETED to CANCELLED") != std::string::npos);
  CHECK(deals.count("CANCELLED") == "2");
}

TEST_CASE("on a protected database a bulk move is recorded and waits for an approval with exit 7") {
  const Deals deals{2};
  deals.database.execute(
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET admctl.protection = protected', current_database()); "
      "END $$");
  const auto bulk = deals.run({"transition", "deals", "--state", "CREATED", "--to", "CANCELLED", "--write",
                               "--reason", "x", "--ticket", "T-1"});
  CAPTURE(bulk.err);
  CHECK(bulk.exit == static_cast<int>(Exit::approval_needed));
  CHECK(bulk.err.find("admctl op approve " + deals.plan()) != std::string::npos);
  const auto forced = deals.run(
      {"transition", "deal/1", "--to", "COMPLETED", "--force", "--write", "--reason", "x", "--ticket", "T-1"});
  CHECK(forced.exit == static_cast<int>(Exit::approval_needed));
  CHECK(deals.run({"op", "resume", deals.plan(), "--yes"}).exit == static_cast<int>(Exit::approval_needed));
  CHECK(deals.run({"op", "approve", deals.plan(), "--confirm=1"}).exit == static_cast<int>(Exit::refused));
  CHECK(deals.count("CREATED") == "2");
  CHECK(deals.run({"op", "status", deals.plan()}).out.find("waits for an approval") != std::string::npos);
}

TEST_CASE("plans are listed with how far they are, and those that wait for an approval by themselves") {
  const Deals deals{4};
  CHECK(parse_json(deals.run({"op", "plans", "-o", "json"}).out).at("rows").as_array()->empty());
  const std::vector<std::string> move{"transition", "deals",    "--file",   "-",           "--to",
                                      "CANCELLED",  "--reason", "INC-12",   "--confirm=2", "-o",
                                      "json",       "--write",  "--ticket", "T-1"};
  REQUIRE(deals.run(move, {.input = deals.keys[0] + "\n" + deals.keys[1] + "\n"}).exit == 0);
  const auto done = deals.plan();
  deals.database.execute(
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET admctl.protection = ''protected''', "
      "current_database()); END $$");
  REQUIRE(deals.run(move, {.input = deals.keys[2] + "\n" + deals.keys[3] + "\n"}).exit == 7);
  const auto waiting = deals.plan();

  const auto listed = parse_json(deals.run({"op", "plans", "-o", "json"}).out);
  REQUIRE(listed.at("rows").as_array()->size() == 2);
  const auto& first = (*listed.at("rows").as_array())[0];
  CHECK(first.at("plan") == Value{waiting});
  CHECK(first.at("status") == Value{"waits for an approval"});
  CHECK(first.at("left") == Value{2});
  CHECK(first.at("reason") == Value{"INC-12"});
  const auto& second = (*listed.at("rows").as_array())[1];
  CHECK(second.at("plan") == Value{done});
  CHECK(second.at("status") == Value{"done"});
  CHECK(second.at("done") == Value{2});
  for (const std::string flag : {"--waiting", "--unfinished"}) {
    CHECK(deals.run({"op", "plans", flag, "-o", "name"}).out == waiting + "\n");
  }
  CHECK(text(deals.run({"op", "show", waiting, "-o", "json"}), "plan", "plan") == waiting);
  CHECK(deals.run({"op", "plans", "--limit", "0"}).exit == 2);
}

TEST_CASE("a process killed at any step of the core leaves all or nothing, and the same --key makes it once") {
  for (const std::string step : {"begin", "ledger", "body", "append", "commit", "done"}) {
    CAPTURE(step);
    const Deals deals{1};
    const std::vector<std::string> move{"transition", "deal/1", "--to",  "CANCELLED",
                                        "--reason",   "x",      "--key", "once"};
    const auto cut = deals.run(move, {.env = {{"ADMCTL_FAULT", step}}});
    CHECK(cut.exit == killed);
    const bool committed = step == "done";
    CHECK(deals.count("CANCELLED") == (committed ? "1" : "0"));
    CHECK(deals.database.value("SELECT count(*) FROM deal_events") == (committed ? "1" : "0"));
    const auto again = deals.run(move);
    CAPTURE(again.err);
    CHECK(again.exit == 0);
    CHECK(deals.count("CANCELLED") == "1");
    CHECK(deals.database.value("SELECT count(*) FROM deal_events WHERE type = 'STATUS_CANCELLED'") == "1");
    CHECK(deals.database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'transition'") == "1");
    CHECK(deals.run({"op", "verify"}).exit == 0);
  }
}

TEST_CASE("a batch killed at any step of its second chunk is resumed without doing anything twice") {
  for (const std::string step : {"body", "append", "commit", "done"}) {
    CAPTURE(step);
    const Deals deals{9};
    const auto cut = deals.run({"transition", "deals", "--state", "CREATED", "--to", "CANCELLED", "--reason",
                                "x", "--chunk", "3", "--confirm=9"},
                               {.env = {{"ADMCTL_FAULT", step + "#2"}}});
    CHECK(cut.exit == killed);
    CHECK(deals.count("CANCELLED") == (step == "done" ? "6" : "3"));
    const auto status = deals.run({"op", "status", deals.plan()});
    CHECK(status.out.find("part done") != std::string::npos);
    const auto resumed = deals.run({"op", "resume", deals.plan(), "--yes"});
    CAPTURE(resumed.err);
    CHECK(resumed.exit == 0);
    CHECK(deals.count("CANCELLED") == "9");
    CHECK(deals.database.value("SELECT count(*) FROM deal_events WHERE type = 'STATUS_CANCELLED'") == "9");
    CHECK(deals.run({"op", "verify"}).exit == 0);
  }
}

TEST_CASE("two operators moving the same deal at once: one wins, the other is told of the conflict") {
  const Deals deals{1};
  const auto move = [&](const std::string& to) {
    return std::make_unique<RunningAdmctl>(std::vector<std::string>{"--db", deals.database.url(), "transition",
                                                                    "deal/1", "--to", to, "--expect", "CREATED",
                                                                    "--reason", "x"});
  };
  auto first = move("CANCELLED");
  auto second = move("NEGOTIATING");
  const auto a = first->finish();
  const auto b = second->finish();
  CAPTURE(a.err, b.err);
  CHECK(std::min(a.exit, b.exit) == 0);
  CHECK(std::max(a.exit, b.exit) == static_cast<int>(Exit::conflict));
  CHECK(deals.database.value("SELECT count(*) FROM deal_events") == "1");
}

TEST_CASE("fifty processes on fifty deals make fifty moves and one whole chain") {
  const Deals deals{50};
  std::vector<std::unique_ptr<RunningAdmctl>> running;
  for (int number = 1; number <= 50; ++number) {
    running.push_back(std::make_unique<RunningAdmctl>(
        std::vector<std::string>{"--db", deals.database.url(), "transition", "deal/" + std::to_string(number),
                                 "--to", "CANCELLED", "--reason", "x"},
        RunOptions{.deadline_seconds = 240}));
  }
  for (auto& each : running) {
    const auto result = each->finish();
    CAPTURE(result.err);
    CHECK(result.exit == 0);
  }
  CHECK(deals.count("CANCELLED") == "50");
  CHECK(deals.database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'transition'") == "50");
  CHECK(deals.run({"op", "verify"}).exit == 0);
}

TEST_CASE("the ledger is listed by record, ticket, time and force") {
  const Deals deals{2};
  CHECK(deals.run({"transition", "deal/1", "--to", "CANCELLED", "--reason", "x", "--ticket", "INC-1"}).exit ==
        0);
  CHECK(deals
            .run({"transition", "deal/2", "--to", "CREATIVE_APPROVED", "--force", "--reason", "x",
                  "--confirm=deal/2"})
            .exit == 0);
  const auto listed = [&](std::vector<std::string> filter) {
    filter.insert(filter.begin(), {"op", "list", "--kind", "transition", "-o", "json"});
    const auto page = parse_json(deals.run(filter).out);
    std::vector<std::string> subjects;
    for (const auto& row : *page.at("rows").as_array()) subjects.push_back(row.at("subject").string_or(""));
    return subjects;
  };
  using Subjects = std::vector<std::string>;
  CHECK(listed({}) == Subjects{"deal/2", "deal/1"});
  CHECK(listed({"--record", "deal/1"}) == Subjects{"deal/1"});
  CHECK(listed({"--record", "deal/" + deals.keys[1]}) == Subjects{"deal/2"});
  CHECK(listed({"--for-ticket", "INC-1"}) == Subjects{"deal/1"});
  CHECK(listed({"--forced"}) == Subjects{"deal/2"});
  CHECK(listed({"--since", "1h"}).size() == 2);
  CHECK(listed({"--until", "1h"}).empty());
  CHECK(deals.run({"op", "list", "--since", "soon"}).exit == 2);
}

}  // namespace
}  // namespace admctl::test
