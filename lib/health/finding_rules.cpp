#include <algorithm>
#include <array>

#include "lib/core/text.hpp"
#include "lib/health/finding_rule.hpp"

namespace admctl::health {
namespace {

using enum Severity;

constexpr std::array rules{
    FindingRule{
        "ADM-D001", "not-checked", unknown, "a part could not be checked",
        "The role may not see it, or the server did not answer in time. It may be well or not: nobody "
        "has looked.",
        "Give the role what the finding names (mostly GRANT pg_monitor TO it), raise --timeout, or leave "
        "the check out with --skip."},
    FindingRule{
        "ADM-D002", "left-out", info, "a check does not apply here",
        "None of the platform's tables is in this database, so there is nothing to compare with the pack.",
        "Name the right platform with --platform, or the right database with --db."},
    FindingRule{"ADM-D010", "connections-short", warning, "nearly all connections are taken",
                "When none is left, new clients are refused: the application at its next restart, and you.",
                "End sessions that nobody needs, put a pooler in front, or raise max_connections."},
    FindingRule{"ADM-D020", "not-encrypted", warning, "the connection crosses a network without encryption",
                "Passwords and rows can be read, and changed, by whoever sits between.",
                "Use sslmode=verify-full in the URL, and let the server refuse others with hostssl in "
                "pg_hba.conf."},
    FindingRule{"ADM-D021", "server-not-proven", warning, "the server's certificate was not checked",
                "The connection is encrypted, but to whoever answered: somebody in between can pose as the "
                "server.",
                "Use sslmode=verify-full with sslrootcert naming the certificate of your authority."},
    FindingRule{"ADM-D030", "server-unsupported", error, "admctl does not support this server",
                "admctl is tested with PostgreSQL 13 and later; what it asks of the catalog may not be there.",
                "Upgrade the server with pg_upgrade or by logical replication."},
    FindingRule{"ADM-D031", "server-out-of-support", warning,
                "the PostgreSQL project no longer mends this server",
                "A major version gets fixes for five years. After that, holes and bugs stay.",
                "Plan an upgrade to a current major version: pg_upgrade, or logical replication."},
    FindingRule{"ADM-D040", "clock-skew", warning, "the server's clock and this machine's differ",
                "Ages of records, limits of stages and times in the audit log are computed with both. A clock "
                "that is off makes records look overdue or new.",
                "Let both machines follow NTP, and see with chronyc tracking or timedatectl which is off."},
    FindingRule{"ADM-D050", "not-readable", error, "the role may not read some of the platform's tables",
                "Commands that look at them fail with exit code 4.",
                "Let the owner of the tables run the GRANT that the finding shows."},
    FindingRule{"ADM-D051", "tables-missing", warning, "some or all of the platform's tables are not there",
                "Migrations are pending, or this is another platform's database.",
                "See 'admctl migrate status' and 'admctl target show'."},
    FindingRule{"ADM-D052", "not-writable", info, "the role may read, but not operate",
                "For a reader or an auditor that is as it should be. Transitions and settings need more.",
                "Connect as the operators' role, or let the owner run the GRANT that the finding shows."},
    FindingRule{"ADM-D053", "no-ledger-right", info,
                "the ledger, or its part for changes, is not there, and the role may not create it",
                "What cannot be recorded is not done: the first writing command of this role will be refused.",
                "Let the database's owner run what 'admctl schema grants --role operator' prints."},
    FindingRule{"ADM-D060", "standby-behind", warning, "a standby is far behind",
                "Reads from it are old, and a failover to it loses what it has not received or waits for its "
                "replay.",
                "Look for a long query or a lock on the standby that holds replay back, and at its disk and "
                "network."},
    FindingRule{"ADM-D061", "slot-inactive", warning, "a replication slot that nobody reads holds back WAL",
                "The server keeps all WAL since the slot's position. When its disk is full, it stops.",
                "Bring the consumer back, or drop the slot when it is gone for good:\n"
                "  SELECT pg_drop_replication_slot('name');"},
    FindingRule{"ADM-D062", "slot-lost", error, "a replication slot lost WAL that its consumer needs",
                "The consumer cannot go on from here: it has to be made anew.",
                "Drop the slot and rebuild the standby or the subscription.\n"
                "  SELECT pg_drop_replication_slot('name');"},
    FindingRule{"ADM-D063", "not-receiving", error, "this standby is not connected to its primary",
                "It shows an ever older state, and is no use for a failover.",
                "See its log, primary_conninfo and whether the primary runs and lets it in."},
    FindingRule{"ADM-D064", "synchronous-standby-missing", error,
                "commits wait for a synchronous standby that is not there",
                "Every COMMIT of every client waits until one is connected: the application stands still.",
                "Bring the standby back, or go on without it:\n"
                "  ALTER SYSTEM RESET synchronous_standby_names; SELECT pg_reload_conf();"},
    FindingRule{"ADM-D070", "long-transaction", warning, "a transaction has been open for long",
                "It keeps its locks, and dead rows of all tables cannot be removed as long as it may see them.",
                "Ask whoever it belongs to; cancel its query, or end the session.\n"
                "  SELECT pg_cancel_backend(pid);\n  SELECT pg_terminate_backend(pid);"},
    FindingRule{"ADM-D071", "idle-in-transaction", warning, "a session sits idle inside its transaction",
                "A client forgot to commit, or hangs between two statements. Its locks stay until it ends.",
                "End the session; set idle_in_transaction_session_timeout for the role so that it does not "
                "recur.\n  SELECT pg_terminate_backend(pid);"},
    FindingRule{"ADM-D072", "prepared-transaction", warning, "a prepared transaction waits for its end",
                "It outlives its session and restarts of the server, with all its locks.",
                "Find out what its coordinator decided, then:\n"
                "  COMMIT PREPARED 'gid';\n  ROLLBACK PREPARED 'gid';"},
    FindingRule{"ADM-D080", "lock-queue", warning, "sessions wait for a lock that another one holds",
                "Who comes later queues behind them, readers too when one of them wants an exclusive lock.",
                "End the transaction at the root of the tree, by its owner or here:\n"
                "  SELECT pg_terminate_backend(pid);"},
    FindingRule{"ADM-D090", "invalid-index", warning, "an index is invalid",
                "A concurrent build failed. The index costs every write, answers no query, and a UNIQUE one "
                "does not guard.",
                "Drop it, mend what made it fail (mostly duplicates), and build it again.\n"
                "  DROP INDEX CONCURRENTLY name;"},
    FindingRule{"ADM-D091", "duplicate-index", info, "two indexes do the same",
                "Both cost every write and space; one answers the queries.",
                "Drop the one that no constraint needs, by a migration.\n  DROP INDEX CONCURRENTLY name;"},
    FindingRule{"ADM-D092", "unused-index", info, "an index was not used since statistics began",
                "It costs writes and space. Statistics are of this server alone: a standby may use it, and a "
                "monthly report too.",
                "Make sure of both, then drop it by a migration.\n  DROP INDEX CONCURRENTLY name;"},
    FindingRule{"ADM-D100", "sequence-near-end", warning, "a sequence is near its last value",
                "After the last value, or the largest that its column takes, every insert fails.",
                "Widen the column, by a migration (it rewrites the table), and the sequence.\n"
                "  ALTER TABLE t ALTER COLUMN id TYPE bigint;\n  ALTER SEQUENCE s AS bigint;"},
    FindingRule{"ADM-D110", "transaction-ids-old", warning, "transaction ids grow old",
                "Autovacuum does not keep up. At two thousand million the server refuses all writes.",
                "Find what holds vacuum back (old transactions, slots, prepared transactions), then:\n"
                "  VACUUM (FREEZE, VERBOSE) table;"},
    FindingRule{
        "ADM-D111", "needs-vacuum", warning, "a table has many dead rows",
        "Queries read through them, and the table grows. Autovacuum is off for it, held back or too slow.",
        "Find old transactions with 'admctl doctor --only transactions', then:\n"
        "  VACUUM (ANALYZE, VERBOSE) table;"},
    FindingRule{"ADM-D120", "ledger-broken", error, "the ledger is not what admctl wrote",
                "Operations or changes were edited, removed or inserted: the trail proves nothing beyond that "
                "point.",
                "'admctl op verify' lists every place; compare with a backup and find out who may write to "
                "schema admctl."},
    FindingRule{"ADM-D130", "never-sealed", info, "the audit log was never sealed",
                "Until a signed checkpoint exists outside the database, whoever owns the database can rewrite "
                "its history unseen.",
                "admctl audit key generate --file audit.key, then admctl audit seal --key audit.key from a "
                "timer."},
    FindingRule{"ADM-D131", "seal-old", warning, "the last seal is old, and rows have come since",
                "What is not sealed can be changed unseen.",
                "admctl audit seal --key audit.key, from a timer."},
    FindingRule{"ADM-D140", "schema-missing", error, "tables or columns that the migrations made are gone",
                "Somebody changed the database by hand: the application fails where it needs them.",
                "'admctl schema diff' shows everything that differs; put it back by a migration."},
    FindingRule{"ADM-D141", "schema-extra", info, "tables or columns are there that no migration made",
                "Somebody made them by hand, or a migration did so in code that cannot be read in advance.",
                "'admctl schema diff' shows everything that differs; take them into a migration or drop them."},
    FindingRule{
        "ADM-D150", "migration-failed", error, "a migration failed and is unresolved",
        "No further migration runs before it is resolved, and part of it may be in effect.",
        "'admctl migrate status' says which, and whether 'migrate up' continues it or 'migrate resolve' "
        "is needed."},
    FindingRule{"ADM-D151", "migration-edited", error, "the file of an applied migration was changed",
                "The database is not what the files say; a new one made from them will differ.",
                "Put the file back as it was, and make the change a new migration. 'admctl migrate verify'."},
    FindingRule{"ADM-D152", "migration-unknown", warning, "the database has migrations that are not here",
                "These files are older than the database, or some were deleted.",
                "Update this checkout or admctl. 'admctl migrate verify' names them."},
    FindingRule{"ADM-D153", "migration-pending", warning, "migrations are pending",
                "An application that is newer than the database fails where it needs them.",
                "'admctl migrate plan', then 'admctl migrate up'."},
    FindingRule{"ADM-D154", "no-history", warning, "the database has tables, but no record of its migrations",
                "'migrate up' refuses, for it cannot tell what is applied.",
                "'admctl migrate baseline' records what is there."},
    FindingRule{"ADM-D160", "pack-misfit", error, "the pack does not fit the database",
                "Commands that use this part of the pack fail, or see the wrong thing.",
                "'admctl platform lint --live' shows each place; mend the pack or apply pending migrations."},
};

}  // namespace

std::string_view severity_name(Severity severity) {
  constexpr std::array<std::string_view, 5> names{"ok", "info", "warning", "error", "could not check"};
  return names[static_cast<std::size_t>(severity)];
}

std::span<const FindingRule> finding_rules() { return rules; }

const FindingRule* find_finding_rule(std::string_view name) {
  const auto wanted = to_lower(name);
  const auto found = std::ranges::find_if(rules, [&](const FindingRule& rule) {
    const auto id = to_lower(rule.id);
    return wanted == id || wanted == id.substr(4) || wanted == rule.name;
  });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace admctl::health
