#include <catch2/catch.hpp>

#include <future>

#include "lib/core/error.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/examine.hpp"
#include "tests/support/local_cluster.hpp"
#include "tests/support/test_server.hpp"

namespace admctl::test {
namespace {

using health::Severity;
using Names = std::vector<std::string>;

// A session that runs one statement after the other in a transaction of its own.
class OtherSession {
 public:
  explicit OtherSession(const TestDatabase& database)
      : session_{database.session()}, tx_{session_, without_limits()} {}
  void run(const std::string& sql) { tx_.query(sql); }
  // In a thread of its own; it may wait for a lock.
  void begin(const std::string& sql) {
    running_ = std::async(std::launch::async, [this, sql] {
      try {
        tx_.query(sql);
      } catch (const Error&) {
        // Its session was ended.
      }
    });
  }
  std::string pid() { return tx_.value("SELECT pg_backend_pid()").value_or(""); }

 private:
  static pg::Transaction::Options without_limits() {
    pg::Transaction::Options options;
    options.timeouts = {Millis{0}, Millis{0}, Millis{0}};
    return options;
  }

  pg::Session session_;
  pg::Transaction tx_;
  std::future<void> running_;
};

TEST_CASE("doctor draws a chain of three sessions that wait for each other, and names the one at its root") {
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE TABLE seats (id int PRIMARY KEY, taken int); INSERT INTO seats VALUES (1, 0), (2, 0)");
  OtherSession holder{database};
  OtherSession middle{database};
  OtherSession last{database};
  const auto root = holder.pid();
  const auto second = middle.pid();
  const auto third = last.pid();
  holder.run("UPDATE seats SET taken = 1 WHERE id = 1");
  middle.run("UPDATE seats SET taken = 2 WHERE id = 2");
  middle.begin("UPDATE seats SET taken = 2 WHERE id = 1");
  last.begin("UPDATE seats SET taken = 3 WHERE id = 2");

  std::vector<health::Finding> findings;
  CHECK(comes_true([&] {
    findings = findings_of(database.conninfo(), "locks", {.lock_wait = Millis{0}});
    return findings.front().evidence.find("tree") &&
           findings.front().evidence.find("tree")->string_or("").find("pid " + third) != std::string::npos;
  }));
  const auto finding = finding_named(findings, "lock-queue");
  CHECK(findings.size() == 1);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.what.find("pid " + root) == 0);
  CHECK(finding.what.find("keeps 2 sessions waiting") != std::string::npos);
  CHECK(finding.remedy == "SELECT pg_terminate_backend(" + root + ");");
  const auto tree = finding.evidence.find("tree")->string_or("");
  CAPTURE(tree);
  CHECK(tree.find("└─ pid " + second) != std::string::npos);
  CHECK(tree.find("   └─ pid " + third) != std::string::npos);
  CHECK(tree.find("UPDATE seats SET taken = 3 WHERE id = 2") != std::string::npos);
  CHECK(tree.find("waits") != std::string::npos);
  const auto& waiting = *finding.evidence.find("waiting")->as_array();
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].at("pid") == Value{std::stol(second)});
  CHECK((*waiting[0].at("waiting").as_array())[0].at("pid") == Value{std::stol(third)});

  // What the remedy says, from the root to the leaves.
  for (const auto& pid : {root, second, third}) database.execute("SELECT pg_terminate_backend(" + pid + ")");
}

TEST_CASE("doctor finds a session that is idle in its transaction, and a transaction that is open for long") {
  const TestDatabase database{Template::empty};
  OtherSession forgotten{database};
  const auto pid = forgotten.pid();
  std::vector<health::Finding> findings;
  CHECK(comes_true([&] {
    findings = findings_of(database.conninfo(), "transactions", {.idle_transaction = Millis{0}});
    return names_of(findings) == Names{"idle-in-transaction"};
  }));
  const auto finding = finding_named(findings, "idle-in-transaction");
  CHECK(finding.what.find("pid " + pid) == 0);
  CHECK(finding.remedy == "SELECT pg_terminate_backend(" + pid + ");");
  CHECK(finding.evidence.find("state")->string_or("") == "idle in transaction");

  CHECK(names_of(findings_of(database.conninfo(), "transactions", {.long_transaction = Millis{0}})) ==
        Names{"long-transaction"});
  CHECK(names_of(findings_of(database.conninfo(), "transactions")) == Names{});
}

TEST_CASE("doctor finds the index that a failed concurrent build left behind") {
  const TestDatabase database{Template::empty};
  database.execute("CREATE TABLE names (name text); INSERT INTO names VALUES ('a'), ('a')");
  auto session = database.session();
  CHECK(
      error_of([&] { session.execute_alone("CREATE UNIQUE INDEX CONCURRENTLY \"one Each\" ON names (name)"); })
          .message()
          .find("could not create unique index") != std::string::npos);
  const auto finding = finding_named(findings_of(database.conninfo(), "indexes"), "invalid-index");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.what == "index one Each on names is invalid: it does not keep duplicates out");
  CHECK(finding.remedy == "DROP INDEX CONCURRENTLY \"public\".\"one Each\";");

  session.execute_alone(finding.remedy);
  const auto after = findings_of(database.conninfo(), "indexes");
  CHECK(names_of(after) == Names{});
  CHECK(after.front().severity == Severity::ok);
}

TEST_CASE("doctor tells of indexes that do the same, and of large ones that nobody uses") {
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE TABLE t (id int PRIMARY KEY, a int, b int); CREATE INDEX one ON t (a); CREATE INDEX two ON t "
      "(a); "
      "CREATE INDEX partial ON t (a) WHERE b > 0; CREATE INDEX other_way ON t (a DESC); "
      "CREATE UNIQUE INDEX id_again ON t (id)");
  const auto findings = findings_of(database.conninfo(), "indexes", {.unused_index_bytes = 0});
  std::string same;
  std::string unused;
  for (const auto& finding : findings) {
    if (!finding.rule) continue;
    CHECK(finding.severity == Severity::info);
    const auto index = finding.evidence.find("index")->string_or("");
    (finding.rule->name == "duplicate-index" ? same : unused) += index + " ";
  }
  CHECK(same == "id_again two ");
  CHECK(unused.find("partial") != std::string::npos);
  CHECK(unused.find("t_pkey") == std::string::npos);
  CHECK(names_of(findings_of(database.conninfo(), "indexes")) == Names{"duplicate-index", "duplicate-index"});
}

TEST_CASE("doctor finds sequences near the end of what their column holds") {
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE TABLE small (id serial PRIMARY KEY); SELECT setval('small_id_seq', 1900000000); "
      "CREATE TABLE wide (id bigserial PRIMARY KEY); SELECT setval('wide_id_seq', 1900000000); "
      "CREATE SEQUENCE numbers; CREATE TABLE by_default (n smallint DEFAULT nextval('numbers')); "
      "SELECT setval('numbers', 32000); "
      "CREATE TABLE always (id int GENERATED ALWAYS AS IDENTITY); SELECT setval('always_id_seq', 1000)");
  const auto findings = findings_of(database.conninfo(), "sequences");
  CHECK(names_of(findings) == Names{"sequence-near-end", "sequence-near-end"});
  CHECK(findings[0].severity == Severity::error);
  CHECK(findings[0].what ==
        "sequence numbers, which fills by_default.n (smallint), has used 97.6% of its values");
  CHECK(findings[1].severity == Severity::warning);
  CHECK(findings[1].evidence.find("maxValue")->as_int() != nullptr);
  CHECK(*findings[1].evidence.find("maxValue")->as_int() == 2147483647);
  // The remedy is SQL that mends it.
  for (const auto& finding : findings) database.execute(finding.remedy);
  CHECK(names_of(findings_of(database.conninfo(), "sequences")) == Names{});
}

TEST_CASE("doctor finds a table full of dead rows") {
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE TABLE churn (id int) WITH (autovacuum_enabled = off); "
      "INSERT INTO churn SELECT generate_series(1, 20000)");
  database.execute("DELETE FROM churn");
  CHECK(comes_true(
      [&] { return names_of(findings_of(database.conninfo(), "vacuum")) == Names{"needs-vacuum"}; }));
  const auto finding = finding_named(findings_of(database.conninfo(), "vacuum"), "needs-vacuum");
  CHECK(finding.what.find("table churn has 20000 dead rows and 0 live ones; last vacuumed never") == 0);
  CHECK(finding.remedy == "VACUUM (ANALYZE, VERBOSE) \"public\".\"churn\";");
}

TEST_CASE("doctor says what a role without rights cannot see, and never calls it well") {
  const DatabaseServer server;
  const TestDatabase database{Template::migrated};
  const Role reader{server, "reader", "LOGIN"};
  auto where = database.conninfo();
  where.set("user", reader.name());
  const OtherSession somebody{database};

  const auto sequences = findings_of(where, "sequences");
  CHECK(names_of(sequences).front() == "not-checked");
  CHECK(sequences.front().severity == Severity::unknown);
  const auto blind = finding_named(sequences, "not-checked");
  CHECK(blind.remedy == "GRANT SELECT ON ALL SEQUENCES IN SCHEMA \"public\" TO \"" + reader.name() + "\";");
  database.execute(blind.remedy);
  CHECK(names_of(findings_of(where, "sequences")) == Names{});
  const auto transactions = finding_named(findings_of(where, "transactions"), "not-checked");
  CHECK(transactions.what.find("could not look at 1 session of other roles") == 0);
  CHECK(transactions.remedy == "GRANT pg_monitor TO \"" + reader.name() + "\";");

  const auto privileges = findings_of(where, "privileges");
  const auto unreadable = finding_named(privileges, "not-readable");
  CHECK(unreadable.severity == Severity::error);
  CHECK(unreadable.remedy.find("GRANT SELECT ON ") != std::string::npos);
  database.execute(unreadable.remedy);
  const auto again = names_of(findings_of(where, "privileges"));
  CHECK(std::find(again.begin(), again.end(), "not-readable") == again.end());
  CHECK(std::find(again.begin(), again.end(), "not-writable") != again.end());
}

TEST_CASE("doctor says how the connection is made, which versions talk and how far the clocks are apart") {
  const TestDatabase database{Template::empty};
  const auto connection = findings_of(database.conninfo(), "connection");
  CHECK(connection.front().severity == Severity::ok);
  CHECK(connection.front().evidence.find("database")->string_or("") == database.conninfo().get("dbname"));
  CHECK(findings_of(database.conninfo(), "tls").front().what == "a unix socket: nothing crosses a network");
  const auto versions = findings_of(database.conninfo(), "versions");
  CHECK(versions.front().evidence.find("libpq")->string_or("").size() > 2);
  CHECK(findings_of(database.conninfo(), "clock").front().severity == Severity::ok);
}

}  // namespace
}  // namespace admctl::test
