// Drilling an incident as an operator does: plant it, look at it, mend it, take it back.
#include <algorithm>

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/sha256.hpp"
#include "tests/support/database.hpp"
#include "tests/support/granted_roles.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

using Args = std::vector<std::string>;

RunResult on(const TestDatabase& database, Args args) {
  args.insert(args.begin(), {"--db", database.url()});
  return run_admctl(args);
}

Value page_of(const RunResult& run) {
  CAPTURE(run.err);
  REQUIRE(run.exit == 0);
  return parse_json(run.out);
}

std::string error_code(const RunResult& run) {
  return parse_json(run.err.substr(run.err.find('{'))).at("code").string_or("");
}

// Plants the scenario; returns the record it fell on.
std::string plant(const TestDatabase& database, const std::string& scenario) {
  return page_of(on(database, {"seed", "scenario", scenario, "-o", "json"}))
      .at("scenario")
      .at("record")
      .string_or("");
}

TEST_CASE("seed scenario --list names all twelve incidents with what mends them") {
  const TestDatabase database{Template::migrated};
  const auto list = page_of(on(database, {"seed", "scenario", "--list", "-o", "json"}));
  const auto& rows = *list.at("rows").as_array();
  REQUIRE(rows.size() == 12);
  CHECK(rows[0].at("scenario") == Value{"paid-still-waiting"});
  CHECK(rows[0].at("recovery") == Value{"to FUNDED"});
  CHECK(rows[2].at("scenario") == Value{"publisher-not-paid"});
  CHECK(rows[2].at("count") == Value{3});
  CHECK(rows[2].at("recovery") == Value{"confirm-release"});
}

TEST_CASE("an incident about many is planted into several records and says which") {
  const TestDatabase database{Template::seeded};
  const auto page = page_of(on(database, {"seed", "scenario", "publisher-not-paid", "-o", "json"}));
  const auto& records = *page.at("scenario").at("records").as_array();
  REQUIRE(records.size() == 3);
  CHECK(page.at("scenario").at("record") == records.front());
  CHECK(database.value("SELECT count(*) FROM deals WHERE status = 'COMPLETED' AND \"escrowStatus\" = 'HELD'") >=
        "3");
}

TEST_CASE("recover lists what applies, and with --all why the others do not") {
  const TestDatabase database{Template::seeded};
  const auto record = plant(database, "publisher-not-paid");
  const auto list = page_of(on(database, {"recover", record, "-o", "json"}));
  const auto& rows = *list.at("rows").as_array();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("recipe") == Value{"confirm-release"});
  CHECK(rows[0].at("inputs") == Value{Array{"releaseTxHash", "feeTxHash"}});
  CHECK(rows[1].at("recipe") == Value{"retry-release"});
  const auto all = page_of(on(database, {"recover", record, "--all", "-o", "json"}));
  CHECK(all.at("rows").as_array()->size() == 14);
  for (const auto& row : *all.at("rows").as_array()) CHECK_FALSE(row.at("condition").string_or("").empty());
  const auto shown = on(database, {"recover", record});
  CHECK(shown.err.find("admctl recover " + record +
                       " confirm-release --set releaseTxHash=... --set feeTxHash=...") != std::string::npos);
  // Only what is about to write names its target.
  CHECK(shown.err.find("writing to") == std::string::npos);
}

TEST_CASE("recover shows the plan, asks, mends in one operation, and undo takes it back") {
  const TestDatabase database{Template::seeded};
  const auto record = plant(database, "paid-still-waiting");
  const auto key = record.substr(record.find('/') + 1);
  const auto state = [&] { return database.value("SELECT status FROM deals WHERE \"dealNumber\" = " + key); };
  const Args command{"recover",  record, "paid-still-waiting", "--set", "txHash=" + sha256_hex("x"),
                     "--reason", "INC-1"};
  const auto with = [&](Args more) {
    auto args = command;
    args.insert(args.end(), more.begin(), more.end());
    return on(database, args);
  };
  const auto looked = on(database, {"inspect", record});
  CHECK(looked.exit == 0);
  CHECK(looked.out.find("AWAITING_PAYMENT") != std::string::npos);

  const auto rehearsed = page_of(with({"--dry-run", "-o", "json"}));
  CHECK(rehearsed.at("recover").at("changed") == Value{false});
  CHECK(rehearsed.at("recover").at("from") == Value{"AWAITING_PAYMENT"});
  CHECK(rehearsed.at("recover").at("to") == Value{"AWAITING_CREATIVE"});
  CHECK_FALSE(rehearsed.at("changes").as_array()->empty());
  CHECK(state() == "AWAITING_PAYMENT");

  const auto unanswered = with({});
  CHECK(unanswered.exit == static_cast<int>(Exit::usage));
  CHECK(unanswered.err.find("--yes") != std::string::npos);
  CHECK(unanswered.err.find("AWAITING_PAYMENT -> FUNDED") != std::string::npos);
  CHECK(unanswered.err.find("status 1 (funded) on chain") != std::string::npos);
  CHECK(state() == "AWAITING_PAYMENT");

  const auto done = page_of(with({"--yes", "--expect", "AWAITING_PAYMENT", "-o", "json"}));
  CHECK(done.at("recover").at("changed") == Value{true});
  CHECK(state() == "AWAITING_CREATIVE");
  const auto again = with({"--yes"});
  CHECK(again.exit == static_cast<int>(Exit::refused));
  const auto operation = done.at("recover").at("operation").string_or("");
  CHECK(on(database, {"op", "undo", operation, "--yes"}).exit == 0);
  CHECK(state() == "AWAITING_PAYMENT");
}

TEST_CASE("recover ends with the exit code that says what was wrong") {
  const TestDatabase database{Template::seeded};
  const auto record = plant(database, "cancelled-money-held");
  const auto json = [&](Args args) {
    args.insert(args.begin(), {"recover", record});
    args.insert(args.end(), {"-o", "json"});
    return on(database, args);
  };
  const auto missing = json({"confirm-refund", "--yes"});
  CHECK(missing.exit == 2);
  CHECK(error_code(missing) == "ADM-2341");
  const auto other =
      json({"mark-posted", "--set", "postedMessageId=1", "--set", "postedAt=2026-01-01", "--yes"});
  CHECK(other.exit == 6);
  CHECK(error_code(other) == "ADM-2340");
  const auto unknown = json({"confirm-refnd"});
  CHECK(unknown.exit == 3);
  CHECK(error_code(unknown) == "ADM-2344");
  CHECK(json({"confirm-refund", "--set", "txHash=a", "--yes", "--expect", "EXPIRED"}).exit == 5);
  CHECK(json({"confirm-refund", "--set", "txHash=a", "--force"}).exit == 2);
  CHECK(json({"confirm-refund", "--set", "txHash"}).exit == 2);
  CHECK(on(database, {"recover", "deal/999999"}).exit == 3);
  CHECK(json({"confirm-refund", "--set", "txHash=a", "--yes"}).exit == 0);
}

TEST_CASE("the same --key applies a recipe once and answers again with the first outcome") {
  const TestDatabase database{Template::seeded};
  const auto record = plant(database, "cancelled-money-held");
  const Args command{"recover", record,  "confirm-refund", "--set", "txHash=a",
                     "--yes",   "--key", "inc-9",          "-o",    "json"};
  const auto first = page_of(on(database, command));
  const auto second = page_of(on(database, command));
  CHECK(second.at("recover").at("operation") == first.at("recover").at("operation"));
  CHECK(second.at("recover").at("changed") == Value{false});
}

// A protected database whose deal waits for its refund, and the two roles it takes to force a recipe there.
struct Guarded {
  GrantedRoles roles{Template::seeded};
  std::string record = plant(roles.database(), "cancelled-money-held");
  std::string number = record.substr(record.find('/') + 1);
  // Of a deal that is not posted: the recipe does not apply.
  Args command{"recover",
               record,
               "mark-posted",
               "--set",
               "postedMessageId=4711",
               "--set",
               "postedAt=" + roles.database().value("SELECT to_char(\"createdAt\" + interval '1 second', "
                                                    "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM deals WHERE "
                                                    "\"dealNumber\" = " +
                                                    number),
               "--force",
               "--write",
               "--reason",
               "INC-7",
               "--ticket",
               "T-7"};

  Guarded() {
    roles.database().execute(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET admctl.protection = protected', "
        "current_database()); "
        "END $$");
  }
  RunResult ask(Args more = {}) const {
    auto args = command;
    args.insert(args.end(), more.begin(), more.end());
    return roles.as("operator", args);
  }
  std::string post() const {
    return roles.database().value("SELECT \"postedMessageId\" FROM deals WHERE \"dealNumber\" = " + number);
  }
  std::string plan() const {
    return roles.database().value("SELECT id FROM admctl.plan ORDER BY id DESC LIMIT 1");
  }
  std::string plans() const { return roles.database().value("SELECT count(*) FROM admctl.plan"); }
  std::string operations() const {
    return roles.database().value("SELECT count(*) FROM admctl.operation WHERE kind = 'recover'");
  }
};

TEST_CASE(
    "a recipe is forced on a protected database after another role approved it, once, and is taken back") {
  const Guarded guarded;
  const auto before = guarded.post();
  const auto asked = guarded.ask();
  CAPTURE(asked.err);
  CHECK(asked.exit == static_cast<int>(Exit::approval_needed));
  const auto plan = guarded.plan();
  CHECK(asked.err.find("admctl op approve " + plan) != std::string::npos);
  CHECK(asked.err.find("recipe mark-posted on " + guarded.record) != std::string::npos);
  // What is approved is shown to who asks.
  CHECK(asked.err.find("overridden: mark-posted does not apply") != std::string::npos);
  CHECK(guarded.post() == before);

  const auto page = page_of(guarded.roles.as("admin", {"op", "status", plan, "-o", "json"}));
  CHECK(page.at("plan").at("recipe") == Value{"mark-posted"});
  CHECK(page.at("plan").at("record") == Value{guarded.record});
  CHECK(page.at("plan").at("status") == Value{"waits for an approval"});
  CHECK(page.at("plan").at("given").at("postedMessageId") == Value{"4711"});
  CHECK(guarded.roles.as("operator", {"op", "resume", plan, "--yes"}).exit ==
        static_cast<int>(Exit::approval_needed));
  CHECK(guarded.roles.as("operator", {"op", "approve", plan, "--confirm=1"}).exit ==
        static_cast<int>(Exit::refused));
  const auto approved = guarded.roles.as("admin", {"op", "approve", plan, "--confirm=1"});
  CAPTURE(approved.err);
  CHECK(approved.exit == 0);
  CHECK(guarded.post() == before);

  const auto done = page_of(guarded.roles.as("operator", {"op", "resume", plan, "--yes", "-o", "json"}));
  CHECK(done.at("recover").at("recipe") == Value{"mark-posted"});
  CHECK(done.at("recover").at("forced") == Value{true});
  CHECK(guarded.post() == "4711");
  CHECK(guarded.roles.database().value("SELECT reason || ' ' || ticket || ' ' || forced::text FROM "
                                       "admctl.operation WHERE kind = 'recover'") == "INC-7 T-7 true");
  const auto again = guarded.roles.as("operator", {"op", "resume", plan, "--yes", "-o", "json"});
  CHECK(again.exit == 0);
  CHECK(again.out.find("carried out before") != std::string::npos);
  CHECK(guarded.operations() == "1");

  const auto undone = guarded.roles.as(
      "operator", {"op", "undo", plan, "--yes", "--write", "--reason", "x", "--ticket", "T-7"});
  CAPTURE(undone.err);
  CHECK(undone.exit == 0);
  CHECK(guarded.post() == before);
  CHECK(guarded.roles.as("reader", {"op", "verify"}).exit == 0);
}

TEST_CASE("an approved recipe is not carried out on a record that changed since, and its plan stays as it is") {
  const Guarded guarded;
  REQUIRE(guarded.ask().exit == static_cast<int>(Exit::approval_needed));
  REQUIRE(guarded.roles.as("admin", {"op", "approve", guarded.plan(), "--confirm=1"}).exit == 0);
  guarded.roles.database().execute(
      "UPDATE deals SET \"updatedAt\" = now() + interval '1 second' WHERE "
      "\"dealNumber\" = " +
      guarded.number);
  const auto moved = guarded.roles.as("operator", {"op", "resume", guarded.plan(), "--yes", "-o", "json"});
  CAPTURE(moved.err);
  CHECK(moved.exit == static_cast<int>(Exit::conflict));
  CHECK(error_code(moved) == "ADM-2119");
  CHECK(guarded.operations() == "0");
  CHECK(page_of(guarded.roles.as("reader", {"op", "status", guarded.plan(), "-o", "json"}))
            .at("plan")
            .at("left") == Value{1});
}

TEST_CASE("a forced recipe with a key is planned once, and the same command then tells what became of it") {
  const Guarded guarded;
  CHECK(guarded.ask({"--key", "inc-7"}).exit == static_cast<int>(Exit::approval_needed));
  CHECK(guarded.ask({"--key", "inc-7"}).exit == static_cast<int>(Exit::approval_needed));
  CHECK(guarded.plans() == "1");
  REQUIRE(guarded.roles.as("admin", {"op", "approve", guarded.plan(), "--confirm=1"}).exit == 0);
  CHECK(guarded.ask({"--key", "inc-7"}).exit == 0);
  CHECK(guarded.ask({"--key", "inc-7"}).exit == 0);
  CHECK(guarded.operations() == "1");
  auto other = guarded.command;
  std::ranges::replace(other, std::string{"postedMessageId=4711"}, std::string{"postedMessageId=4712"});
  other.insert(other.end(), {"--key", "inc-7"});
  CHECK(guarded.roles.as("operator", other).exit == static_cast<int>(Exit::conflict));
}

TEST_CASE("a recipe that applies needs no approval on a protected database") {
  const Guarded guarded;
  const auto run =
      guarded.roles.as("operator", {"recover", guarded.record, "confirm-refund", "--set", "txHash=a", "--yes",
                                    "--write", "--reason", "x", "--ticket", "T-7"});
  CAPTURE(run.err);
  CHECK(run.exit == 0);
  CHECK(guarded.plans() == "0");
}

}  // namespace
}  // namespace admctl::test
