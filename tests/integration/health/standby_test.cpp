#include <catch2/catch.hpp>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/replica.hpp"
#include "lib/ops/write.hpp"
#include "lib/pg/replication.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/examine.hpp"
#include "tests/support/local_cluster.hpp"
#include "tests/support/replica_pair.hpp"

namespace admctl::test {
namespace {

using health::Severity;
using Names = std::vector<std::string>;

pg::StandbyState state_of(const pg::Conninfo& where) {
  auto session = pg::Session::open(where, "test");
  pg::Transaction tx{session, pg::Transaction::Options::snapshot()};
  return pg::read_standby_state(tx);
}

TEST_CASE("doctor knows a primary with its standby, and a standby that lost its primary") {
  const ReplicaPair pair;
  const auto primary = findings_of(pair.primary("postgres"), "replication");
  CHECK(primary.front().what == "a primary with 1 standby: standby");
  const auto standby = findings_of(pair.standby("postgres"), "replication");
  CHECK(names_of(standby) == Names{});
  CHECK(standby.front().what == "a standby that follows its primary, no lag");
  CHECK(state_of(pair.standby("postgres")).lag == Millis{0});
  CHECK_FALSE(state_of(pair.primary("postgres")).standby);
  for (const auto* check : {"connection", "versions", "clock", "transactions", "locks", "indexes", "sequences",
                            "vacuum", "ledger"}) {
    CAPTURE(check);
    CHECK(findings_of(pair.standby("postgres"), check).front().severity == Severity::ok);
  }

  ReplicaPair::ask(pair.primary("postgres"), "CREATE TABLE seen (id int)");
  pair.wait_for_replay();
  pair.cut_standby_off();
  const auto alone = finding_named(findings_of(pair.standby("postgres"), "replication"), "not-receiving");
  CHECK(alone.severity == Severity::error);
  CHECK(findings_of(pair.primary("postgres"), "replication").front().what == "a primary without standbys");
  CHECK(comes_true([&] { return state_of(pair.standby("postgres")).lag > Millis{0}; }));
}

TEST_CASE("doctor finds replication slots that nobody reads, and old prepared transactions") {
  const ReplicaPair pair;
  const auto where = pair.primary("postgres");
  ReplicaPair::ask(where, "SELECT pg_create_physical_replication_slot('gone', true)");
  const auto slot = finding_named(findings_of(where, "replication", {.slot_bytes = 0}), "slot-inactive");
  CHECK(slot.remedy == "SELECT pg_drop_replication_slot('gone');");
  CHECK(names_of(findings_of(where, "replication")) == Names{});

  {
    auto session = pg::Session::open(where, "test");
    pg::Transaction tx{session};
    tx.query("CREATE TABLE half (id int)");
    tx.query("PREPARE TRANSACTION 'half done'");
  }
  std::vector<health::Finding> findings;
  CHECK(comes_true([&] {
    findings = findings_of(where, "transactions", {.long_transaction = Millis{0}});
    return names_of(findings) == Names{"prepared-transaction"};
  }));
  CHECK(findings.front().remedy == "ROLLBACK PREPARED 'half done';");
  ReplicaPair::ask(where, findings.front().remedy);
}

TEST_CASE("a write to a standby is refused with the way to the primary") {
  const ReplicaPair pair;
  const TestDatabase standby{pair.standby("postgres")};
  auto session = standby.session();
  const auto error = error_of([&] {
    ops::write(session, admarket(), request("test"),
               [](ops::Writer& writer) { writer.tx().query("CREATE TABLE never (id int)"); });
  });
  CHECK(error.code() == code::standby_refuses);
  CHECK(error.exit() == Exit::no_access);
  CHECK(error.message().find(" is a standby: nothing can be written to it") != std::string::npos);
  CHECK(error.hint().find("target_session_attrs=read-write") != std::string::npos);
}

TEST_CASE(
    "a commit that was lost in a failover is not taken for done, though its transaction id was used again") {
  ReplicaPair pair;
  ReplicaPair::ask(pair.primary("postgres"), "CREATE TABLE seen (id int)");
  auto session = pg::Session::open(pair.either("postgres"), "test");
  const auto write = [&](const std::string& id, const ops::WriteOptions& options) {
    return ops::write(
        session, admarket(), request("test"),
        [&](ops::Writer& writer) {
          writer.tx().query("INSERT INTO public.seen VALUES ($1::int)", {id});
          writer.keep_without_changes();
          writer.record_without_changes();
        },
        options);
  };
  write("1", {});
  pair.wait_for_replay();
  pair.cut_standby_off();
  ops::WriteOptions options;
  options.on_step = [&](std::string_view step) {
    if (step != "commit") return;
    pair.crash_primary();
    pair.promote_standby();
    // Others get the ids that the lost transaction had, and those after it.
    for (int i = 0; i < 20; ++i) ReplicaPair::ask(pair.standby("postgres"), "INSERT INTO seen VALUES (0)");
  };
  const auto error = error_of([&] { write("2", options); });
  INFO(code_name(error.code()) << "\n" << error.message() << "\n" << error.detail());
  CHECK(error.code() == code::connection_lost);
  CHECK(ReplicaPair::ask(pair.standby("postgres"), "SELECT count(*) FROM seen WHERE id > 0") == "1");
}

TEST_CASE("a database that is set to be read only says so when it is written to") {
  const TestDatabase database{Template::migrated};
  database.execute(
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', "
      "current_database()); END $$");
  auto session = database.session();
  const auto error = error_of([&] {
    ops::write(session, admarket(), request("test"),
               [](ops::Writer& writer) { writer.tx().query("CREATE TABLE never (id int)"); });
  });
  CHECK(error.code() == code::read_only);
  CHECK(error.detail().find("default_transaction_read_only is on") != std::string::npos);
}

}  // namespace
}  // namespace admctl::test
