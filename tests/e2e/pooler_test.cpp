// Through PgBouncer in transaction mode: no statement may count on the session of the one before it.
#include <csignal>

#include <catch2/catch.hpp>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/embedded_home.hpp"
#include "tests/support/pgbouncer.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

class Pooled {
 public:
  explicit Pooled(Template from, int pool_size = 4)
      : database_{from}, pooler_{database_.conninfo(), pool_size} {}

  const TestDatabase& database() const { return database_; }
  std::vector<std::string> words(std::vector<std::string> words) const {
    words.insert(words.begin(), {"--db", pooler_.conninfo().to_url()});
    return words;
  }
  RunResult run(std::vector<std::string> command) const {
    return run_admctl(words(std::move(command)), home_.options());
  }
  // A run that must succeed.
  RunResult good(std::vector<std::string> command) const {
    auto result = run(std::move(command));
    CAPTURE(result.err);
    REQUIRE(result.exit == 0);
    return result;
  }
  // Another client of the same pooler.
  pg::Session client() const { return pg::Session::open(pooler_.conninfo(), "another client"); }
  // What the last client left in the server's session; empty when it is as the server gave it. With one
  // connection in the pool only.
  std::string left_behind() const {
    return client()
        .execute_alone(
            "SELECT concat_ws(', ', (SELECT string_agg('setting ' || name, ', ') FROM pg_settings WHERE source "
            "= "
            "'session' AND setting <> reset_val AND name NOT IN ('TimeZone', 'DateStyle', 'application_name', "
            "'client_encoding', "
            "'standard_conforming_strings')), "
            "(SELECT string_agg('listens to ' || c, ', ') FROM pg_listening_channels() AS c), "
            "(SELECT string_agg('table ' || relname, ', ') FROM pg_class WHERE relnamespace = "
            "pg_my_temp_schema() "
            "AND relkind = 'r'), "
            "(SELECT string_agg('lock', ', ') FROM pg_locks WHERE locktype = 'advisory' AND pid = "
            "pg_backend_pid()), "
            "(SELECT string_agg('statement ' || name, ', ') FROM pg_prepared_statements WHERE name NOT LIKE "
            "'admctl\\_%'))")
        .front()
        .get(0)
        .value_or("");
  }

 private:
  EmbeddedHome home_;  // schema diff starts a server
  TestDatabase database_;
  PgBouncer pooler_;
};

TEST_CASE("migrations run through a pooler under a lease, step by step where they must") {
  const Pooled pooled{Template::empty};
  const TempFolder folder;
  folder.write("m/1_first/migration.sql", "CREATE TABLE t (id bigint PRIMARY KEY, a integer);\n");
  folder.write("m/2_index/migration.sql",
               "CREATE INDEX CONCURRENTLY t_a ON t (a);\nINSERT INTO t VALUES (1, 1);\n");
  const auto dir = (folder.path() / "m").string();
  const auto up = pooled.run({"migrate", "up", "--dir", dir, "--history", "prisma"});
  CAPTURE(up.err);
  REQUIRE(up.exit == 0);
  CHECK(up.err.find("connection pooler in between: the lock is a lease") != std::string::npos);
  CHECK(pooled.database().value("SELECT string_agg(migration_name, ',' ORDER BY migration_name) "
                                "FROM _prisma_migrations WHERE finished_at IS NOT NULL") == "1_first,2_index");
  CHECK(pooled.database().value("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass") == "t");
  CHECK(pooled.database().value("SELECT count(*) FROM admctl.lease") == "0");
}

TEST_CASE("runners that start at once through a pooler apply each migration once") {
  const Pooled pooled{Template::empty};
  const TempFolder folder;
  folder.write("m/1_log/migration.sql", "CREATE TABLE log (n integer);\n");
  for (int i = 2; i < 8; ++i) {
    folder.write("m/" + std::to_string(i) + "_more/migration.sql",
                 "INSERT INTO log VALUES (" + std::to_string(i) + ");\n");
  }
  const auto words =
      pooled.words({"migrate", "up", "--dir", (folder.path() / "m").string(), "--history", "prisma"});
  std::vector<std::unique_ptr<RunningAdmctl>> runs;
  for (int i = 0; i < 6; ++i) runs.push_back(std::make_unique<RunningAdmctl>(words));
  for (auto& run : runs) {
    const auto result = run->finish();
    CAPTURE(result.err);
    CHECK(result.exit == 0);
  }
  CHECK(pooled.database().value("SELECT string_agg(n::text, ',' ORDER BY n) FROM log") == "2,3,4,5,6,7");
}

TEST_CASE(
    "seeding, moves, batches, their undo and settings work through a pooler and leave nothing in its session") {
  const Pooled pooled{Template::migrated, 1};
  const auto good = [&](std::vector<std::string> command) {
    INFO(join(command, " "));
    auto result = pooled.good(std::move(command));
    CHECK(pooled.left_behind() == "");
    return result;
  };
  good({"seed", "categories"});
  good({"seed", "config"});
  good({"seed", "demo", "--deals", "120", "--seed", "1"});
  good({"seed", "scenario", "paid-still-waiting"});
  const auto states =
      "SELECT md5(string_agg(id || status || \"statusHistory\"::text, ',' ORDER BY id)) FROM deals";
  const auto before = pooled.database().value("SELECT count(*) FROM deals WHERE status = 'CREATED'");
  REQUIRE(before != "0");
  const auto image = pooled.database().value(states);
  const auto deal =
      "deal/" + pooled.database().value("SELECT min(\"dealNumber\") FROM deals WHERE status = 'CREATED'");
  const auto moved =
      good({"transition", deal, "--to", "CANCELLED", "--expect", "CREATED", "--reason", "drill", "-o", "json"});
  const auto operation = parse_json(moved.out).at("transition").at("operation").string_or("");
  good({"op", "show", operation});
  good({"op", "undo", operation, "--reason", "drill over", "--yes"});
  CHECK(pooled.database().value(states) == image);
  good({"transition", "deals", "--state", "CREATED", "--to", "CANCELLED", "--reason", "drill",
        "--confirm=" + before, "-o", "json"});
  CHECK(pooled.database().value("SELECT count(*) FROM deals WHERE status = 'CREATED'") == "0");
  const auto plan = pooled.database().value("SELECT id FROM admctl.plan ORDER BY id DESC LIMIT 1");
  good({"op", "status", plan});
  good({"op", "undo", plan, "--reason", "drill over", "--yes"});
  CHECK(pooled.database().value(states) == image);
  good({"config", "set", "platform_fee_bps", "700", "--reason", "drill", "--yes"});
  CHECK(good({"config", "get", "platform_fee_bps", "--raw"}).out == "700\n");
  good({"config", "history", "platform_fee_bps"});
  good({"op", "list"});
  good({"op", "verify"});
}

TEST_CASE("looking, checking and the audit log work through a pooler and leave nothing in its session") {
  const Pooled pooled{Template::seeded, 1};
  const TempFolder folder;
  const auto path = [&](const std::string& name) { return (folder.path() / name).string(); };
  const auto good = [&](std::vector<std::string> command) {
    INFO(join(command, " "));
    auto result = pooled.good(std::move(command));
    CHECK(pooled.left_behind() == "");
    return result;
  };
  const auto deal = "deal/" + pooled.database().value("SELECT min(\"dealNumber\") FROM deals");
  good({"migrate", "status"});
  good({"migrate", "verify"});
  good({"inspect", "deals", "--stuck"});
  good({"inspect", deal});
  good({"lifecycle", "deal"});
  good({"recover", deal});
  good({"check"});
  good({"schema", "diff"});
  good({"target", "show"});
  good({"audit", "list", "--limit", "5"});
  good({"audit", "tail", "--lines", "3"});
  good({"audit", "key", "generate", "--file", path("key")});
  good({"audit", "seal", "--key", path("key")});
  good({"audit", "verify", "--public-key", path("key.pub")});
}

TEST_CASE("exports through a pooler are whole and take two connections at a time") {
  const Pooled pooled{Template::seeded, 2};
  const TempFolder folder;
  const auto path = [&](const std::string& name) { return (folder.path() / name).string(); };
  pooled.good({"audit", "key", "generate", "--file", path("key")});
  pooled.good(
      {"audit", "export", "-f", path("a.jsonl"), "--source", "audit,events,ledger", "--key", path("key")});
  pooled.good({"audit", "verify", path("a.jsonl"), "--public-key", path("key.pub")});
}

TEST_CASE("a tail through a pooler shows what comes and listens to nothing") {
  const Pooled pooled{Template::seeded, 1};
  const auto deal = pooled.database().value("SELECT min(\"dealNumber\") FROM deals WHERE status = 'CREATED'");
  RunningAdmctl tail{pooled.words(
      {"audit", "tail", "-f", "--lines", "1", "--interval", "1s", "-o", "jsonl", "--source", "audit,ledger"})};
  // What it begins with is there when it has looked for the first time.
  tail.wait_for_out("\n");
  pooled.good({"transition", "deal/" + deal, "--to", "CANCELLED", "--reason", "drill 4711", "--yes"});
  tail.wait_for_out("drill 4711");
  tail.send_signal(SIGINT);
  const auto ended = tail.finish();
  CHECK(ended.exit == 130);
  CHECK(pooled.left_behind() == "");
}

TEST_CASE("what other clients left in the pooler's session changes nothing") {
  const Pooled pooled{Template::seeded, 1};
  const TestDatabase& database = pooled.database();
  const auto deal = "deal/" + database.value("SELECT min(\"dealNumber\") FROM deals WHERE status = 'CREATED'");
  const auto direct = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"--db", database.url()});
    const auto run = run_admctl(words);
    CAPTURE(run.err);
    REQUIRE(run.exit == 0);
    return run.out;
  };
  const auto spoil = [&] {
    auto session = pooled.client();
    for (const auto* statement :
         {"SET search_path = nowhere", "SET \"TimeZone\" = 'Asia/Tokyo'", "SET \"DateStyle\" = 'SQL, DMY'",
          "SET \"IntervalStyle\" = 'sql_standard'", "SET extra_float_digits = -15",
          "SET bytea_output = 'escape'", "SET default_transaction_isolation = 'serializable'",
          "SET xmloption = 'document'"})
      session.execute_alone(statement);
  };
  const std::vector<std::string> page{"inspect", deal, "-o", "json", "--fields", "record,timeline"};
  const auto seen = direct(page);
  spoil();
  CHECK(pooled.good(page).out == seen);
  const std::vector<std::string> audit{"audit", "list", "--source", "audit", "-o", "json"};
  const auto listed = direct(audit);
  spoil();
  CHECK(pooled.good(audit).out == listed);
  spoil();
  pooled.good({"transition", deal, "--to", "CANCELLED", "--reason", "drill", "--yes"});
  CHECK(database.value("SELECT status FROM deals WHERE \"dealNumber\" = " + deal.substr(5)) == "CANCELLED");
  spoil();
  pooled.good({"op", "undo", database.value("SELECT id FROM admctl.operation ORDER BY seq DESC LIMIT 1"),
               "--yes", "--reason", "drill over"});
  CHECK(direct(page).find("\"CREATED\"") != std::string::npos);
  spoil();
  pooled.good({"op", "verify"});
  pooled.good({"check"});
}

TEST_CASE(
    "a temporary table that another client left in the pooler's session does not stand for the platform's") {
  const Pooled pooled{Template::seeded, 1};
  const auto deals = pooled.database().value("SELECT count(*) FROM deals");
  {
    auto session = pooled.client();
    session.execute_alone("CREATE TEMP TABLE deals AS SELECT * FROM public.deals LIMIT 0");
    session.execute_alone("CREATE TEMP TABLE escrow_wallets (id integer)");
    REQUIRE(session.execute_alone("SELECT count(*) FROM deals").front().text(0) == "0");
  }
  {
    auto session = pooled.client();
    pg::Transaction tx{session, pg::Transaction::Options::snapshot("public")};
    CHECK(tx.value("SELECT count(*) FROM deals") == deals);
    CHECK(tx.value("SELECT count(id) FROM escrow_wallets") != "0");
    // What the session made under a name of its own is still there.
    CHECK(tx.value("SELECT count(*) FROM pg_temp.deals") == "0");
  }
  CHECK(pooled.good({"check"}).exit == 0);
}

TEST_CASE("what a migration leaves in its session does not reach the other clients of a pooler") {
  const Pooled pooled{Template::empty, 1};
  const TempFolder folder;
  folder.write(
      "m/1_dump/migration.sql",
      "SET statement_timeout = 0;\nSET work_mem = '7MB';\nSELECT pg_catalog.set_config('search_path', '', "
      "false);\n"
      "CREATE TEMP TABLE scratch (n integer);\nINSERT INTO scratch VALUES (1);\n"
      "SELECT pg_advisory_lock(4711);\nLISTEN gossip;\nCREATE TABLE public.kept AS SELECT n FROM scratch;\n");
  folder.write("m/2_more/migration.sql", "ALTER TABLE kept ADD COLUMN m integer;\n");
  const auto up =
      pooled.good({"migrate", "up", "--dir", (folder.path() / "m").string(), "--history", "prisma"});
  CHECK(pooled.left_behind() == "");
  CHECK(pooled.database().value("SELECT count(*) FROM kept") == "1");
  auto session = pooled.client();
  CHECK(session.execute_alone("SHOW work_mem").front().text(0) != "7MB");
  CHECK(session.execute_alone("SHOW search_path").front().text(0) != "\"\"");
}

}  // namespace
}  // namespace admctl::test
