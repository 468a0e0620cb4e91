// Through PgBouncer in transaction mode: no statement may count on the session of the one before it.
#include <catch2/catch.hpp>

#include "lib/core/json_text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/pgbouncer.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

class Pooled {
 public:
  explicit Pooled(Template from) : database_{from}, pooler_{database_.conninfo()} {}

  const TestDatabase& database() const { return database_; }
  std::vector<std::string> words(std::vector<std::string> words) const {
    words.insert(words.begin(), {"--db", pooler_.conninfo().to_url()});
    return words;
  }
  RunResult run(std::vector<std::string> command) const { return run_admctl(words(std::move(command))); }

 private:
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

TEST_CASE("seeding, moves, batches, their undo, settings and audit work through a pooler") {
  const Pooled pooled{Template::migrated};
  const auto good = [&](std::vector<std::string> command) {
    const auto result = pooled.run(std::move(command));
    CAPTURE(result.err);
    CHECK(result.exit == 0);
    return result;
  };
  good({"seed", "categories"});
  good({"seed", "config"});
  good({"seed", "demo", "--deals", "120", "--seed", "1"});
  const auto states =
      "SELECT md5(string_agg(id || status || \"statusHistory\"::text, ',' ORDER BY id)) FROM deals";
  const auto before = pooled.database().value("SELECT count(*) FROM deals WHERE status = 'CREATED'");
  REQUIRE(before != "0");
  const auto image = pooled.database().value(states);
  const auto moved = good({"transition", "deals", "--state", "CREATED", "--to", "CANCELLED", "--reason",
                           "drill", "--confirm=" + before, "-o", "json"});
  CHECK(pooled.database().value("SELECT count(*) FROM deals WHERE status = 'CREATED'") == "0");
  const auto plan = pooled.database().value("SELECT id FROM admctl.plan");
  good({"op", "undo", plan, "--reason", "drill over", "--yes"});
  CHECK(pooled.database().value(states) == image);
  good({"inspect", "deals", "--stuck"});
  good({"check"});
  good({"audit", "export", "--source", "audit,events,ledger"});
  CHECK(good({"op", "verify"}).exit == 0);
}

}  // namespace
}  // namespace admctl::test
