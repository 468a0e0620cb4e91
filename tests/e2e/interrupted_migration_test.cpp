// A runner that waits for somebody, and one that is killed while it does.
#include <catch2/catch.hpp>

#include <csignal>
#include <optional>

#include "tests/support/database.hpp"
#include "tests/support/local_cluster.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

// Table t, whose row somebody has changed and not committed; two migrations, of which the second needs him to
// end.
class HeldUpMigration {
 public:
  explicit HeldUpMigration(const std::string& second) {
    folder_.write("m/1_first/migration.sql",
                  "CREATE TABLE t (id bigint PRIMARY KEY, a integer);\nINSERT INTO t VALUES (1, 1);\n"
                  "CREATE TABLE log (what text);\nINSERT INTO log VALUES ('first');\n");
    REQUIRE(again().exit == 0);
    folder_.write("m/2_second/migration.sql", second + "\nINSERT INTO log VALUES ('second');\n");
    holder_.emplace(database_.session());
    held_.emplace(*holder_);
    held_->query("UPDATE t SET a = 2");
    run_.emplace(words());
  }

  const TestDatabase& database() const { return database_; }
  RunningAdmctl& run() { return *run_; }
  std::string holder_pid() { return *held_->value("SELECT pg_backend_pid()"); }
  void release() {
    held_->commit();
    held_.reset();
    holder_.reset();
  }
  RunResult again() const { return run_admctl(words()); }
  bool is_waiting() const {
    return database_.value(
               "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
               "application_name LIKE 'admctl%' AND wait_event_type = 'Lock'") != "0";
  }
  void check_applied_once() const {
    CHECK(database_.value("SELECT string_agg(what, ',' ORDER BY what) FROM log") == "first,second");
    CHECK(database_.value(
              "SELECT string_agg(migration_name, ',' ORDER BY migration_name) FROM _prisma_migrations "
              "WHERE finished_at IS NOT NULL") == "1_first,2_second");
    if (!database_.value("SELECT to_regclass('admctl.migration_progress')").empty())
      CHECK(database_.value("SELECT count(*) FROM admctl.migration_progress") == "0");
  }

 private:
  std::vector<std::string> words() const {
    return {"--db",      database_.url(), "migrate",     "up", "--dir", (folder_.path() / "m").string(),
            "--history", "prisma",        "--lock-wait", "40s"};
  }

  TestDatabase database_{Template::empty};
  TempFolder folder_;
  std::optional<pg::Session> holder_;
  std::optional<pg::Transaction> held_;
  std::optional<RunningAdmctl> run_;
};

TEST_CASE("a long index build tells its phase and whom it waits for") {
  HeldUpMigration held{"CREATE INDEX CONCURRENTLY t_a ON t (a);"};
  held.run().wait_for_err("building index: waiting for writers before build (pid " + held.holder_pid() + ")");
  held.release();
  const auto result = held.run().finish();
  CAPTURE(result.err);
  CHECK(result.exit == 0);
  held.check_applied_once();
  CHECK(held.database().value("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass") == "t");
}

TEST_CASE("a runner killed while an index is built is followed by one that does the rest once") {
  HeldUpMigration held{"CREATE INDEX CONCURRENTLY t_a ON t (a);"};
  held.run().wait_until([&] { return held.is_waiting(); });
  held.run().send_signal(SIGKILL);
  CHECK(held.run().finish().exit == 128 + SIGKILL);
  // The server does not know yet that its client is gone, and finishes the index.
  held.release();
  REQUIRE(comes_true([&] { return !held.is_waiting(); }));
  const auto result = held.again();
  CAPTURE(result.err);
  CHECK(result.exit == 0);
  held.check_applied_once();
  CHECK(held.database().value("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass") == "t");
}

TEST_CASE("a runner killed inside a transaction leaves nothing of its migration, and the next one applies it") {
  HeldUpMigration held{"-- admctl: lock_timeout=60s\nALTER TABLE t ADD b integer;"};
  held.run().wait_until([&] { return held.is_waiting(); });
  held.run().send_signal(SIGKILL);
  CHECK(held.run().finish().exit == 128 + SIGKILL);
  CHECK(held.database().value("SELECT count(*) FROM _prisma_migrations WHERE migration_name = '2_second'") ==
        "0");
  held.release();
  const auto result = held.again();
  CAPTURE(result.err);
  CHECK(result.exit == 0);
  held.check_applied_once();
  CHECK(held.database().value(
            "SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'b'") == "1");
}

}  // namespace
}  // namespace admctl::test
