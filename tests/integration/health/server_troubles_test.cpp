// Troubles of a whole server, on servers of their own.
#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>

#include "lib/ops/ledger_schema.hpp"
#include "lib/pg/sql.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/examine.hpp"
#include "tests/support/local_cluster.hpp"
#include "tests/support/replica_pair.hpp"
#include "tests/support/test_server.hpp"
#include "tests/support/tls_server.hpp"

namespace admctl::test {
namespace {

using health::Severity;
using Names = std::vector<std::string>;

TEST_CASE("doctor finds a synchronous standby that is not there") {
  const ReplicaPair pair{Replication::synchronous};
  const auto where = pair.primary("postgres");
  // The primary hears a moment later that it streams.
  CHECK(comes_true([&] { return names_of(findings_of(where, "replication")) == Names{}; }));
  pair.cut_standby_off();
  const auto finding = finding_named(findings_of(where, "replication"), "synchronous-standby-missing");
  CHECK(finding.rule->id == "ADM-D064");
  CHECK(finding.severity == Severity::error);
  CHECK(finding.what == "synchronous_standby_names is 'standby', and no such standby is connected");
  CHECK(finding.evidence.find("synchronousStandbyNames")->string_or("") == "standby");
  CHECK(finding.remedy.find("ALTER SYSTEM RESET synchronous_standby_names") == 0);
}

TEST_CASE("doctor finds a replication slot whose WAL is gone") {
  const ReplicaPair pair;
  const auto where = pair.primary("postgres");
  ReplicaPair::ask(where, "SELECT pg_create_physical_replication_slot('gone', true)");
  ReplicaPair::ask(where, "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
  ReplicaPair::ask(where, "ALTER SYSTEM SET max_wal_size = '32MB'");
  ReplicaPair::ask(where, "SELECT pg_reload_conf()");
  ReplicaPair::ask(where, "CREATE TABLE wal (n int)");
  CHECK(comes_true([&] {
    ReplicaPair::ask(where, "INSERT INTO wal VALUES (1)");
    ReplicaPair::ask(where, "SELECT pg_switch_wal()");
    ReplicaPair::ask(where, "CHECKPOINT");
    return ReplicaPair::ask(where, "SELECT wal_status FROM pg_replication_slots") == "lost";
  }));
  const auto finding = finding_named(findings_of(where, "replication"), "slot-lost");
  CHECK(finding.rule->id == "ADM-D062");
  CHECK(finding.severity == Severity::error);
  CHECK(finding.what == "replication slot gone lost WAL that its consumer needs");
  CHECK(finding.remedy == "SELECT pg_drop_replication_slot('gone');");
  ReplicaPair::ask(where, finding.remedy);
  CHECK(names_of(findings_of(where, "replication")) == Names{});
}

TEST_CASE("doctor finds a standby whose replay is held back") {
  const ReplicaPair pair;
  ReplicaPair::ask(pair.primary("postgres"), "CREATE TABLE seen (id int)");
  pair.wait_for_replay();
  ReplicaPair::ask(pair.standby("postgres"), "SELECT pg_wal_replay_pause()");
  CHECK(comes_true(
      [&] { return ReplicaPair::ask(pair.standby("postgres"), "SELECT pg_is_wal_replay_paused()") == "t"; }));
  ReplicaPair::ask(pair.primary("postgres"), "INSERT INTO seen VALUES (1)");
  std::vector<health::Finding> findings;
  CHECK(comes_true([&] {
    findings = findings_of(pair.standby("postgres"), "replication", {.replica_lag = Millis{0}});
    return names_of(findings) == Names{"standby-behind"};
  }));
  CHECK(findings.front().severity == Severity::warning);
  CHECK(findings.front().what.find("this standby is ") == 0);
  CHECK(findings.front().evidence.find("lagMs")->as_int() != nullptr);
}

TEST_CASE("doctor finds that nearly all connections are taken") {
  const ReplicaPair pair;
  const auto where = pair.primary("postgres");
  CHECK(names_of(findings_of(where, "connection")) == Names{});
  std::vector<std::unique_ptr<pg::Session>> sessions;
  const auto most = std::stoul(ReplicaPair::ask(where,
                                                "SELECT current_setting('max_connections')::int - "
                                                "current_setting('superuser_reserved_connections')::int"));
  while (sessions.size() + 2 < most)
    sessions.push_back(std::make_unique<pg::Session>(pg::Session::open(where, "test")));
  const auto finding = finding_named(findings_of(where, "connection"), "connections-short");
  CHECK(finding.severity == Severity::warning);
  CHECK(*finding.evidence.find("maxConnections")->as_int() == static_cast<std::int64_t>(most));
}

pg::Conninfo conninfo_of(const TlsServer& server, const std::string& more) {
  return pg::Conninfo::parse(server.url() + more);
}

TEST_CASE("doctor finds a connection over a network that is not encrypted, and one to a server not proven") {
  const TlsServer server;
  const auto ca = "&sslrootcert=" + server.authority();
  CHECK(names_of(findings_of(conninfo_of(server, "&sslmode=verify-full" + ca), "tls")) == Names{});
  const auto unproven =
      finding_named(findings_of(conninfo_of(server, "&sslmode=require"), "tls"), "server-not-proven");
  CHECK(unproven.rule->id == "ADM-D021");
  CHECK(unproven.what.find("sslmode=require: the certificate of db.test was not checked") != std::string::npos);
  server.set_tls(false);
  const auto bare = finding_named(findings_of(conninfo_of(server, "&sslmode=prefer"), "tls"), "not-encrypted");
  CHECK(bare.rule->id == "ADM-D020");
  CHECK(bare.severity == Severity::warning);
  CHECK(bare.what == "the connection to db.test is not encrypted");
  CHECK(bare.remedy == "add sslmode=verify-full to the URL");
}

TEST_CASE("doctor finds a role that may not make the ledger that is not there") {
  const DatabaseServer server;
  const TestDatabase database{Template::migrated};
  database.execute("DROP SCHEMA IF EXISTS admctl CASCADE");
  const Role reader{server, "reader", "LOGIN"};
  auto where = database.conninfo();
  CHECK(names_of(findings_of(where, "privileges")) == Names{});
  where.set("user", reader.name());
  const auto finding = finding_named(findings_of(where, "privileges"), "no-ledger-right");
  CHECK(finding.severity == Severity::info);
  CHECK(finding.what.find("there is no ledger, and " + reader.name() + " may not create it") == 0);
  database.execute(finding.remedy);
  for (const auto& name : names_of(findings_of(where, "privileges"))) CHECK(name != "no-ledger-right");
  server.drop_owned_by(reader.name());
  database.execute("REVOKE ALL ON DATABASE \"" + *database.conninfo().get("dbname") + "\" FROM \"" +
                   reader.name() + "\"");
}

TEST_CASE("doctor finds a role that may write the ledger but not add the table that its first changes need") {
  const DatabaseServer server;
  const TestDatabase database{Template::empty};
  auto session = database.session();
  const auto script = [&] {
    pg::Transaction tx{session};
    ops::ensure_ledger(tx);
    tx.commit();
    pg::Transaction reading{session};
    return ops::ledger_script(reading);
  }();
  const Role operating{server, "operating", "LOGIN"};
  const auto role = pg::quote(operating.name());
  database.execute("GRANT USAGE ON SCHEMA admctl TO " + role +
                   "; GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA admctl TO " + role +
                   "; GRANT UPDATE ON admctl.chain_head TO " + role);
  auto where = database.conninfo();
  CHECK(std::ranges::count(names_of(findings_of(where, "privileges")), "no-ledger-right") == 0);
  where.set("user", operating.name());
  const auto finding = finding_named(findings_of(where, "privileges"), "no-ledger-right");
  CHECK(finding.what.find("which " + operating.name() + " may not") != std::string::npos);
  CHECK(finding.remedy == "admctl schema grants --role operator");
  database.execute(script);
  CHECK(std::ranges::count(names_of(findings_of(where, "privileges")), "no-ledger-right") == 0);
  server.drop_owned_by(operating.name());
  database.execute("REVOKE ALL ON ALL TABLES IN SCHEMA admctl FROM " + role +
                   "; REVOKE ALL ON SCHEMA admctl FROM " + role);
}

TEST_CASE("doctor finds a migration in the history that no file has") {
  const TestDatabase database{Template::migrated};
  database.execute(
      "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, "
      "applied_steps_count) "
      "VALUES ('x', 'y', now(), '20300101000000_by_somebody', now(), 1)");
  const auto finding = finding_named(findings_of(database.conninfo(), "migrations"), "migration-unknown");
  CHECK(finding.what.find("20300101000000_by_somebody") != std::string::npos);
}

}  // namespace
}  // namespace admctl::test
