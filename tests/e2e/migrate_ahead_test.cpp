// Looking ahead and filling, as a script does: lint, plan, rehearse, schema diff, backfill.
#include <catch2/catch.hpp>

#include <csignal>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/embedded_home.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("lint of a folder reports places in the format that is asked for and ends with 10 when told to") {
  const TempFolder folder;
  folder.write("m/1_first/migration.sql", "CREATE TABLE t (id bigint PRIMARY KEY, a integer);\n");
  folder.write("m/2_index/migration.sql", "SELECT 1;\nCREATE INDEX t_a ON t (a);\n");
  const auto dir = (folder.path() / "m").string();
  const auto path = dir + "/2_index/migration.sql";
  const auto run = run_admctl({"migrate", "lint", "--dir", dir, "--format", "gcc", "--severity", "warning"});
  CHECK(run.out == path +
                       ":2:1: error: CREATE INDEX stops writes to t until the index is built [ADM-L020 "
                       "index-not-concurrently]\n");
  CHECK(run.exit == 0);
  CHECK(run_admctl({"migrate", "lint", "--dir", dir, "--exit-code"}).exit ==
        static_cast<int>(Exit::differences));
  CHECK(run_admctl({"migrate", "lint", "--dir", dir, "--exit-code", "1_first"}).exit == 0);
  const auto github = run_admctl({"migrate", "lint", "--dir", dir, "--format", "github", "2_index"});
  CHECK(contains(github.out,
                 "::error file=" + path + ",line=2,col=1,title=ADM-L020 index-not-concurrently::CREATE"));
  const auto json = parse_json(run_admctl({"migrate", "lint", "--dir", dir, "--format", "json"}).out);
  CHECK(json.at("rows").as_array()->size() == 2);
  folder.write("m/2_index/migration.sql",
               "-- admctl:allow ADM-L020, ADM-L006: it is small\nCREATE INDEX t_a ON t (a);\n");
  const auto allowed = run_admctl({"migrate", "lint", "--dir", dir, "--exit-code"});
  CHECK(allowed.exit == 0);
  CHECK(contains(allowed.err, "2 allowed with a reason"));
}

TEST_CASE("rules of lint are listed and explained like error codes") {
  const auto list = run_admctl({"migrate", "lint", "--list", "-o", "json"});
  CHECK(parse_json(list.out).at("rows").as_array()->size() >= 30);
  const auto run = run_admctl({"explain", "L034"});
  CHECK(run.exit == 0);
  CHECK(contains(run.out, "set-not-null"));
  CHECK(contains(run.out, "VALIDATE CONSTRAINT"));
  CHECK(run_admctl({"explain", "ADM-L999"}).exit == static_cast<int>(Exit::usage));
}

TEST_CASE("plan names locks, sizes and findings of what is pending on the target") {
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE TABLE t (id bigint PRIMARY KEY, a integer); INSERT INTO t SELECT n FROM "
      "generate_series(1, 1000) AS n; ANALYZE t");
  const TempFolder folder;
  folder.write("m/1_index/migration.sql",
               "CREATE INDEX t_a ON t (a);\nCREATE TABLE n (id bigint PRIMARY KEY);\n");
  const auto dir = (folder.path() / "m").string();
  const auto run =
      run_admctl({"--db", database.url(), "migrate", "plan", "--dir", dir, "-o", "json", "--exit-code"});
  CAPTURE(run.out, run.err);
  CHECK(run.exit == static_cast<int>(Exit::differences));
  const auto report = parse_json(run.out);
  const auto& rows = *report.at("rows").as_array();
  REQUIRE(rows.size() == 2);
  const auto& lock = rows[0].at("locks").as_array()->front();
  CHECK(lock.at("table").string_or("") == "t");
  CHECK(lock.at("mode").string_or("") == "SHARE");
  CHECK(lock.at("work").string_or("") == "reads");
  CHECK(*lock.at("rows").as_int() == 1000);
  CHECK(rows[0].at("findings") == Value{Array{"ADM-L006", "ADM-L020"}});
  CHECK(rows[1].at("locks").as_array()->empty());
  CHECK(database.value("SELECT to_regclass('n') IS NULL") == "t");
}

TEST_CASE("rehearse and schema diff work on a scratch database and leave the target as it was") {
  const TestDatabase database{Template::migrated};
  const EmbeddedHome home;
  const auto options = home.options();
  const auto same = run_admctl({"--db", database.url(), "schema", "diff", "--exit-code"}, options);
  CAPTURE(same.out, same.err);
  CHECK(same.exit == 0);
  CHECK(contains(same.err, "no difference"));
  database.execute("ALTER TABLE deals ADD COLUMN by_hand integer");
  const auto other = run_admctl({"--db", database.url(), "schema", "diff", "--exit-code"}, options);
  CHECK(other.exit == static_cast<int>(Exit::differences));
  CHECK(contains(other.out, "deals.by_hand"));

  const TestDatabase empty{Template::empty};
  const auto run =
      run_admctl({"--db", empty.url(), "migrate", "rehearse", "--with-data", "10", "-o", "json"}, options);
  CAPTURE(run.out, run.err);
  CHECK(run.exit == 0);
  const auto report = parse_json(run.out);
  CHECK(*report.at("steps").at("works").as_bool());
  CHECK(report.at("statements").as_array()->size() > 100);
  CHECK(empty.value("SELECT to_regclass('deals') IS NULL") == "t");
}

TEST_CASE("on a scratch database literals mean what they mean on the target") {
  const TestDatabase database{Template::empty};
  database.execute(
      "DO $$BEGIN EXECUTE format('ALTER DATABASE %1$I SET DateStyle = ''SQL, DMY''', current_database()); "
      "END$$");
  const TempFolder folder;
  folder.write("m/1_a/migration.sql", "CREATE TABLE t (d date DEFAULT '31/12/2099');\n");
  const auto dir = (folder.path() / "m").string();
  const EmbeddedHome home;
  const auto options = home.options();
  const auto run = run_admctl({"--db", database.url(), "migrate", "rehearse", "--dir", dir}, options);
  CAPTURE(run.out, run.err);
  CHECK(run.exit == 0);
  CHECK(run_admctl({"--db", database.url(), "migrate", "up", "--dir", dir}, options).exit == 0);
  const auto same =
      run_admctl({"--db", database.url(), "schema", "diff", "--dir", dir, "--exit-code"}, options);
  CAPTURE(same.out, same.err);
  CHECK(same.exit == 0);
}

TEST_CASE("a backfill that is killed twice changes every row exactly once") {
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE TABLE t (id bigint PRIMARY KEY, n integer NOT NULL DEFAULT 0); INSERT INTO t (id) SELECT n "
      "FROM generate_series(1, 60000) AS n");
  const TempFolder folder;
  folder.write("fill.yaml", "table: t\nkey: id\nset: {n: n + 1}\nbatch: 100\nmax_batch: 100\nworkers: 2\n");
  const std::vector<std::string> args{"--db", database.url(), "migrate", "backfill",
                                      (folder.path() / "fill.yaml").string()};
  const auto passed = [&] {
    if (database.value("SELECT to_regclass('admctl.backfill_range') IS NULL") == "t") return 0L;
    return std::stol("0" + database.value("SELECT sum(scanned) FROM admctl.backfill_range"));
  };
  for (const long part : {6000L, 20'000L}) {
    RunningAdmctl run{args};
    run.wait_until([&] { return passed() >= part; });
    run.send_signal(SIGKILL);
    CHECK(run.finish().exit == 128 + SIGKILL);
    CHECK(passed() < 60'000);
  }
  const auto last = run_admctl(args);
  CAPTURE(last.err);
  CHECK(last.exit == 0);
  CHECK(database.value("SELECT string_agg(DISTINCT n::text, ',') FROM t") == "1");
  CHECK(database.value("SELECT sum(changed) FROM admctl.backfill_range") == "60000");
  const auto status =
      parse_json(run_admctl({"--db", database.url(), "migrate", "backfill", "status", "-o", "json"}).out);
  CHECK(status.at("rows").as_array()->front().at("state").string_or("") == "done");
}

}  // namespace
}  // namespace admctl::test
