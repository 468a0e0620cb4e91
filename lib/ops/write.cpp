#include "lib/ops/write.hpp"

#include <algorithm>
#include <random>
#include <thread>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/codes/replica.hpp"
#include "lib/core/error.hpp"
#include "lib/core/id.hpp"
#include "lib/ops/ledger.hpp"
#include "lib/ops/policy.hpp"
#include "lib/pg/error_translation.hpp"

namespace admctl::ops {
namespace {

using std::chrono::milliseconds;

constexpr int reconnect_attempts = 8;
constexpr std::string_view invalid_parameter = "22023";

pg::Transaction::Options transaction_options(const platform::Pack& pack, const WriteOptions& options) {
  pg::Transaction::Options out;
  out.timeouts = options.timeouts;
  out.formats = options.formats;
  out.schema = pack.schema;
  out.waits_for_disk = options.waits_for_disk;
  return out;
}

Outcome replay(pg::Transaction& tx, const Request& request, Operation earlier) {
  if (earlier.kind != request.kind) {
    throw Error{code::key_reused,
                fmt::format("the idempotency key '{}' belongs to another command", *request.idempotency_key),
                fmt::format("operation {} ({}): {}", earlier.id, earlier.kind, earlier.command),
                "choose another --key for this command"};
  }
  Outcome outcome;
  outcome.changes = load_changes(tx, earlier.id);
  outcome.operation = std::move(earlier);
  outcome.replayed = true;
  return outcome;
}

Operation make_operation(const Request& request, const Writer& writer, std::string_view role,
                         std::string_view started) {
  Operation operation;
  operation.id = writer.id();
  operation.kind = request.kind;
  operation.command = request.command;
  operation.actor = request.actor;
  operation.db_role = role;
  operation.os_user = request.os_user;
  operation.host = request.host;
  operation.reason = request.reason;
  operation.ticket = request.ticket;
  operation.idempotency_key = request.idempotency_key;
  operation.forced = writer.forced();
  operation.undoes = writer.undoes();
  operation.summary = writer.summary();
  operation.started_at = started;
  return operation;
}

void step(const WriteOptions& options, std::string_view name) {
  if (options.on_step) options.on_step(name);
}

// One attempt, from BEGIN to just before COMMIT. Sets `transaction` when there is something to commit.
Outcome run(pg::Transaction& tx, const platform::Pack& pack, const Request& request,
            const std::function<void(Writer&)>& body, const WriteOptions& options, const std::string& id,
            std::string& transaction) {
  refuse_forbidden(tx, request);
  step(options, "ledger");
  ensure_ledger(tx);
  if (request.idempotency_key) {
    if (auto earlier = find_by_idempotency_key(tx, *request.idempotency_key)) {
      return replay(tx, request, std::move(*earlier));
    }
  }
  // Rows of the application have milliseconds.
  Writer writer{tx, pack, request, id, tx.begun().substr(0, tx.begun().size() - 3)};
  step(options, "body");
  body(writer);

  Outcome outcome;
  outcome.dry_run = request.dry_run;
  outcome.changes = writer.changes();
  if (outcome.changes.empty() && !writer.has_bulk() && !writer.records_without_changes()) {
    // A body that found everything as it should be leaves no trace.
    if (!writer.keeps_without_changes()) return outcome;
    transaction = tx.value("SELECT pg_current_xact_id()").value_or("");
    return outcome;
  }
  step(options, "append");
  auto started = tx.begun() + 'Z';
  std::ranges::replace(started, ' ', 'T');
  outcome.operation = make_operation(request, writer, tx.role(), started);
  if (!request.dry_run) transaction = append(tx, outcome.operation, outcome.changes);
  return outcome;
}

void pause(int attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const int longest = std::min(2000, 25 << std::min(attempt, 6));
  std::this_thread::sleep_for(milliseconds{std::uniform_int_distribution<int>{longest / 2, longest}(random)});
}

// Who may be in the way: sessions that have had locks on the pack's tables for longer than a moment.
std::string lock_holders(pg::Session& session) {
  std::string out;
  pg::Transaction tx{session};
  const auto rows = tx.query(
      "SELECT DISTINCT a.pid, a.usename, a.application_name, a.state, "
      "extract(epoch FROM now() - a.xact_start)::bigint AS age, left(a.query, 60) AS query "
      "FROM pg_stat_activity AS a JOIN pg_locks AS l ON l.pid = a.pid AND l.granted AND l.relation IS NOT NULL "
      "WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.xact_start IS NOT NULL "
      "ORDER BY age DESC LIMIT 3");
  for (const auto row : rows) {
    out += fmt::format("{}pid {} ({}, {}, {}, transaction open for {} s): {}", out.empty() ? "" : "\n",
                       row.text("pid"), row.text("usename"), row.text("application_name"), row.text("state"),
                       row.text("age"), row.text("query"));
  }
  return out.empty() ? "the holder is gone or not visible to this role" : out;
}

enum class Fate { committed, aborted, in_progress };

Fate fate_of(pg::Transaction& tx, const std::string& operation, const std::string& transaction) {
  const auto is_there = [&] {
    // The first operation of all makes the ledger itself.
    return has_ledger(tx) &&
           tx.value("SELECT 1 FROM admctl.operation WHERE id = $1::uuid", {operation}).has_value();
  };
  if (!operation.empty() && is_there()) return Fate::committed;
  // A standby may not have replayed it yet.
  if (tx.value("SELECT pg_is_in_recovery()") == "t") return Fate::in_progress;
  // The server may still be at it: a missing row alone proves nothing.
  std::optional<std::string> status;
  try {
    tx.savepoint([&] { status = tx.value("SELECT pg_xact_status($1::xid8)", {transaction}); });
  } catch (const pg::SqlError& error) {
    // "is in the future": a standby took over that never got the transaction.
    if (error.sqlstate() != invalid_parameter) throw;
    return Fate::aborted;
  }
  if (status == "aborted") return Fate::aborted;
  if (status != "committed") return Fate::in_progress;
  // After a failover the id may be that of another transaction: the row decides.
  return operation.empty() || is_there() ? Fate::committed : Fate::aborted;
}

// After a connection that broke during COMMIT: what became of the operation?
Outcome resolve_commit(pg::Session& session, Outcome outcome, const std::string& transaction) {
  const auto& id = outcome.operation.id;
  auto fate = Fate::in_progress;
  for (int attempt = 0; attempt < reconnect_attempts && fate == Fate::in_progress; ++attempt) {
    if (attempt > 0) pause(6);
    try {
      // Any of several hosts: the one that takes writes may be another by now.
      session = pg::Session::open(session.where(), "admctl resolve commit");
      pg::Transaction tx{session};
      fate = fate_of(tx, id, transaction);
    } catch (const Error&) {
      // Not reaching the database is no answer: it is asked again, and in the end called unknown.
      fate = Fate::in_progress;
    }
  }
  if (fate == Fate::committed) return outcome;
  if (fate == Fate::aborted) {
    throw Error{code::connection_lost,
                "the connection broke before COMMIT took effect: nothing was written",
                {},
                "run the command again"};
  }
  throw Error{code::outcome_unknown,
              "the connection broke while COMMIT was under way, and the database does not tell",
              {},
              "when it is back, 'admctl op show " + id + "' tells whether it happened"}
      .with_operation(id);
}

// What servers that take no writes answer, depending on the statement.
bool may_be_read_only(const Error& error) {
  const auto* sql = dynamic_cast<const pg::SqlError*>(&error);
  return sql && (sql->sqlstate() == "25006" || sql->sqlstate() == "0A000" || sql->sqlstate() == "55000");
}

// Throws when the server is a standby, or the database is set to be read only; says what to do instead.
void explain_read_only(pg::Session& session, const Error& error) {
  pg::Transaction tx{session};
  if (tx.value("SELECT pg_is_in_recovery()") == "t") {
    throw Error{code::standby_refuses,
                session.where().describe() + " is a standby: nothing can be written to it", error.message(),
                "name the primary in --db, or all hosts and let libpq choose: "
                "postgresql://db1,db2/app?target_session_attrs=read-write"};
  }
  if (error.code() != code::read_only) return;
  throw Error{code::read_only, session.where().describe() + " takes no writes now",
              error.message() + "\ndefault_transaction_read_only is " +
                  tx.value("SELECT current_setting('default_transaction_read_only')").value_or(""),
              "somebody set it for the database or the role: ask them; then, as the owner: ALTER DATABASE ... "
              "RESET default_transaction_read_only"};
}

bool lost_idempotency_race(const Error& error, const Request& request) {
  return request.idempotency_key && error.code() == code::constraint_violated &&
         error.detail().find("operation_idempotency_key") != std::string::npos;
}

}  // namespace

Outcome write(pg::Session& session, const platform::Pack& pack, const Request& request,
              const std::function<void(Writer&)>& body, const WriteOptions& options) {
  for (int attempt = 1;; ++attempt) {
    const auto id = make_uuid_v7(system_clock().now());
    Outcome outcome;
    std::string transaction;
    try {
      step(options, "begin");
      pg::Transaction tx{session, transaction_options(pack, options)};
      outcome = run(tx, pack, request, body, options, id, transaction);
      if (outcome.replayed || outcome.dry_run || transaction.empty()) {
        tx.rollback();
        return outcome;
      }
      step(options, "commit");
      tx.commit();
      step(options, "done");
      return outcome;
    } catch (const Error& error) {
      if (error.code() == code::outcome_unknown)
        return resolve_commit(session, std::move(outcome), transaction);
      if (may_be_read_only(error)) explain_read_only(session, error);
      const bool conflict = error.code() == code::serialization || lost_idempotency_race(error, request);
      const bool locked = error.code() == code::lock_timeout;
      if (!conflict && !locked) throw;
      const auto holders = locked ? lock_holders(session) : std::string{};
      if (attempt >= options.attempts) {
        if (!locked) throw;
        throw Error{code::lock_timeout, "a lock was not granted: somebody else is using the rows", holders,
                    "wait for that transaction to end, or end it with SELECT pg_terminate_backend(pid)"};
      }
      if (options.on_wait) {
        options.on_wait(locked ? "waiting for a lock held by " + holders
                               : "a concurrent transaction won; trying again: " + error.message());
      }
      pause(attempt);
    }
  }
}

}  // namespace admctl::ops
