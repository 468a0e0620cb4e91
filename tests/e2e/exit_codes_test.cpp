// Every exit code of the README that exists so far, as a script meets it.
#include <catch2/catch.hpp>
#include <csignal>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

using Args = std::vector<std::string>;

RunResult on(const TestDatabase& database, Args args, const RunOptions& options = {}) {
  args.insert(args.begin(), {"--db", database.url()});
  return run_admctl(args, options);
}

std::string code_of(const RunResult& run) {
  return parse_json(run.err.substr(run.err.find('{'))).at("code").string_or("");
}

TEST_CASE("exit 0: done, and done already") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "CREATED");
  const Args move{"transition", "deal/" + id, "--to", "CANCELLED", "--reason", "it's \"over\""};
  CHECK(on(database, move).exit == 0);
  const auto again = on(database, move);
  CHECK(again.exit == 0);
  CHECK(again.err.find("already") != std::string::npos);
}

TEST_CASE("exit 1: a file that cannot be written") {
  const TestDatabase database{Template::migrated};
  const auto run = on(database, {"audit", "export", "-f", "/no/such/folder/x.jsonl", "-o", "json"});
  CHECK(run.exit == 1);
  CHECK(run.err.find("/no/such/folder") != std::string::npos);
}

TEST_CASE("exit 2: a wrong command line, a missing flag, a value that does not fit") {
  const TestDatabase database{Template::seeded};
  CHECK(run_admctl({"inspekt"}).exit == 2);
  CHECK(on(database, {"transition", "deal/1", "--reason", "x"}).exit == 2);
  CHECK(on(database, {"transition", "deal/1", "--to", "FUNDED", "--force"}).exit == 2);
  CHECK(on(database, {"config", "set", "platform_fee_bps", "2001"}).exit == 2);
  CHECK(run_admctl({"--db", "postgresql://u:secret@[bad", "inspect", "deals"}).exit == 2);
}

TEST_CASE("exit 3: no such record, kind, key, operation or platform") {
  const TestDatabase database{Template::seeded};
  CHECK(on(database, {"inspect", "deal/999999"}).exit == 3);
  CHECK(on(database, {"inspect", "deels"}).exit == 3);
  CHECK(on(database, {"config", "get", "no_such_key"}).exit == 3);
  CHECK(on(database, {"op", "show", "ffffffff"}).exit == 3);
  CHECK(on(database, {"--platform", "nowhere", "inspect", "deals"}).exit == 3);
}

TEST_CASE("exit 4: cannot connect, no such database, missing privilege") {
  CHECK(run_admctl({"--db", "host=/no/such/socket dbname=x", "inspect", "deals"}).exit == 4);
  const TestDatabase database{Template::migrated};
  auto elsewhere = database.conninfo();
  elsewhere.set("dbname", "no_such_database");
  CHECK(run_admctl({"--db", elsewhere.to_url(), "inspect", "deals"}).exit == 4);

  const auto role = "reader_" + *database.conninfo().get("dbname");
  database.execute("CREATE ROLE " + role + " LOGIN");
  auto as_reader = database.conninfo();
  as_reader.set("user", role);
  const auto run = run_admctl({"--db", as_reader.to_url(), "-o", "json", "inspect", "deals"});
  database.execute("DROP ROLE " + role);
  CHECK(run.exit == 4);
  CHECK(code_of(run) == "ADM-4003");
}

TEST_CASE("exit 5: the record is not in the expected state") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "FUNDED");
  const auto run =
      on(database, {"transition", "deal/" + id, "--to", "CANCELLED", "--expect", "CREATED", "-o", "json"});
  CHECK(run.exit == 5);
  CHECK(code_of(run) == "ADM-2101");
}

TEST_CASE("exit 6: refused by the lifecycle, by a guard, by rows that are there") {
  const TestDatabase database{Template::seeded};
  insert_parties(database);
  const auto id = insert_deal(database, "CREATED");
  const auto illegal = on(database, {"transition", "deal/" + id, "--to", "COMPLETED", "-o", "json"});
  CHECK(illegal.exit == 6);
  CHECK(code_of(illegal) == "ADM-2103");
  const auto waiting = insert_deal(database, "AWAITING_PAYMENT");
  database.execute("UPDATE escrow_wallets SET \"cachedBalance\" = '0' WHERE \"dealId\" = '" + waiting + "'");
  CHECK(code_of(on(database, {"transition", "deal/" + waiting, "--to", "FUNDED", "-o", "json"})) == "ADM-2104");
  CHECK(on(database, {"seed", "demo", "--deals", "30"}).exit == 6);
}

TEST_CASE("exit 9: an edited ledger, an edited migration") {
  const TestDatabase database{Template::seeded};
  CHECK(on(database, {"op", "verify"}).exit == 0);
  database.execute(
      "ALTER TABLE admctl.operation DISABLE TRIGGER USER; UPDATE admctl.operation SET actor = 'mallory' WHERE "
      "seq = 3");
  const auto run = on(database, {"op", "verify", "-o", "json"});
  CHECK(run.exit == 9);
  CHECK(code_of(run) == "ADM-2108");
  database.execute(
      "UPDATE _prisma_migrations SET checksum = repeat('0', 64) WHERE migration_name LIKE '%_deals'");
  CHECK(on(database, {"migrate", "up"}).exit == 9);
}

TEST_CASE("exit 10: pending migrations, only with --exit-code") {
  const TestDatabase database{Template::empty};
  CHECK(on(database, {"migrate", "status"}).exit == 0);
  CHECK(on(database, {"migrate", "status", "--exit-code"}).exit == 10);
}

TEST_CASE("exit 11: declined at the prompt, and nothing is written") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "AWAITING_PAYMENT");
  const auto run = run_on_pty(
      {"--db", database.url(), "transition", "deal/" + id, "--to", "CREATED", "--force", "--reason", "a test"},
      {{"deal/" + id, "no thanks\n"}});
  CHECK(run.exit == 11);
  CHECK(database.value("SELECT status FROM deals") == "AWAITING_PAYMENT");
}

TEST_CASE("a severe question is answered by typing the record, or by --confirm, never by --yes") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "AWAITING_PAYMENT");
  const Args move{"--db",    database.url(), "transition", "deal/" + id, "--to",
                  "CREATED", "--force",      "--reason",   "a test"};
  auto with_yes = move;
  with_yes.emplace_back("--yes");
  const auto refused = run_admctl(with_yes);
  CHECK(refused.exit == 2);
  CHECK(refused.err.find("--confirm") != std::string::npos);
  CHECK(database.value("SELECT status FROM deals") == "AWAITING_PAYMENT");
  const auto typed = run_on_pty(move, {{"deal/" + id, "deal/" + id + "\n"}});
  CHECK(typed.exit == 0);
  CHECK(database.value("SELECT status FROM deals") == "CREATED");
}

TEST_CASE("exit 75: a lock that is not granted names who holds it") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "CREATED");
  auto holder = pg::Session::open(database.conninfo(), "the blocker");
  pg::Transaction held{holder};
  held.query("SELECT 1 FROM deals FOR UPDATE");
  const auto run = on(database, {"transition", "deal/" + id, "--to", "CANCELLED", "-o", "json"});
  CHECK(run.exit == 75);
  CHECK(run.err.find("the blocker") != std::string::npos);
}

TEST_CASE("exit 78: a pack that is not valid is named with file, line and column") {
  const TempFolder folder;
  folder.write("platform.yaml", "platform: shop\ntitle: Shop\nkindz: {}\n");
  const auto run = run_admctl({"--platform", folder.path().string(), "platform", "show"});
  CHECK(run.exit == 78);
  CHECK(run.err.find("platform.yaml:3:1") != std::string::npos);
}

TEST_CASE("exit 130 and 143: a signal while waiting leaves everything as it was") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "CREATED");
  auto holder = pg::Session::open(database.conninfo(), "the blocker");
  pg::Transaction held{holder};
  held.query("SELECT 1 FROM deals FOR UPDATE");
  for (const auto& [signal, exit] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}}) {
    RunningAdmctl run{{"--db", database.url(), "transition", "deal/" + id, "--to", "CANCELLED"}};
    run.wait_until([&] {
      return database.value(
                 "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
                 "current_database()") == "1";
    });
    run.send_signal(signal);
    CHECK(run.finish().exit == exit);
  }
  held.rollback();
  CHECK(database.value("SELECT status FROM deals") == "CREATED");
}

TEST_CASE("a password in the URL appears in no output and not in the ledger") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "CREATED");
  auto with_password = database.conninfo();
  with_password.set("password", "hunter2");
  const auto url = with_password.to_url(true);
  REQUIRE(url.find("hunter2") != std::string::npos);
  std::string all;
  for (const auto& args : {Args{"transition", "deal/" + id, "--to", "CANCELLED", "--reason", "x"},
                           Args{"op", "list", "-o", "json"}, Args{"target", "show"},
                           Args{"inspect", "deal/nosuch"}, Args{"audit", "list", "-o", "json"}}) {
    auto words = args;
    words.insert(words.begin(), {"--db", url});
    const auto run = run_admctl(words);
    all += run.out + run.err;
  }
  auto elsewhere = with_password;
  elsewhere.set("dbname", "no_such_database");
  all += run_admctl({"--db", elsewhere.to_url(true), "inspect", "deals"}).err;
  CHECK(all.find("hunter2") == std::string::npos);
  CHECK(database.value("SELECT count(*) FROM admctl.operation AS o WHERE o::text LIKE '%hunter2%'") == "0");
  CHECK(database.value("SELECT count(*) FROM audit_logs AS o WHERE o::text LIKE '%hunter2%'") == "0");
}

}  // namespace
}  // namespace admctl::test
