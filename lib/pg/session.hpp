// One connection to a database, and transactions on it. The only door to pqxx and libpq.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/conninfo.hpp"
#include "lib/pg/rows.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::pg {

// A message the server sent beside results (RAISE NOTICE, "relation exists, skipping").
using NoticeHandler = std::function<void(std::string_view)>;

// One PostgreSQL connection. Not thread-safe, except for cancel(). It never reconnects by itself: a lost
// connection throws code::connection_lost, and the session is over.
class Session {
 public:
  struct Impl;

  // Connects. Throws code::cannot_connect, cannot_authenticate, no_such_database, bad_url.
  // `application` becomes application_name (cut to 63 bytes by the server).
  static Session open(const Conninfo& where, std::string_view application);

  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  const Conninfo& where() const;
  // e.g. 150018
  int server_version() const;
  bool is_open() const;
  void on_notice(NoticeHandler handler);

  // Outside any transaction, for statements that refuse one (CREATE DATABASE, CREATE INDEX CONCURRENTLY).
  // One statement, without parameters.
  Rows execute_alone(std::string_view statement);

  // Asks the server to stop the running statement; safe from another thread and from a signal handler's
  // follow-up. The statement then fails with code::interrupted.
  void cancel() noexcept;

  // Waits until the server tells of a NOTIFY on a channel that this session listens to (execute_alone("LISTEN
  // ...")), at most so long; a signal ends the wait, too. True when there was one; several count as one.
  // Outside of transactions only. Throws code::connection_lost.
  bool wait_for_notification(std::chrono::milliseconds timeout);

  // Another session to the same place with the same settings.
  Session open_another(std::string_view application) const;

  Impl& impl() { return *impl_; }

 private:
  explicit Session(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

enum class Isolation { read_committed, repeatable_read, serializable };
enum class Access { read_write, read_only };
// How literals are read and values are written as text: DateStyle, IntervalStyle, TimeZone, extra_float_digits
// and bytea_output.
enum class Formats {
  iso_utc,     // ISO, YMD; postgres; UTC; 3; hex
  of_session,  // as the database or the role has them: for scripts, which mean there what they mean in psql
};

// Set with SET LOCAL at the start of each transaction; 0 means no limit.
struct Timeouts {
  std::chrono::milliseconds lock{2000};
  std::chrono::milliseconds statement{60000};
  std::chrono::milliseconds idle{60000};
};

// BEGIN in the constructor; ROLLBACK in the destructor unless committed. Sets timeouts, formats and the schema
// for this transaction only, so that it works through a pooler in transaction mode.
class Transaction {
 public:
  struct Options {
    Isolation isolation = Isolation::read_committed;
    Access access = Access::read_write;
    Timeouts timeouts;
    Formats formats = Formats::iso_utc;
    // search_path of the transaction; empty leaves the role's own.
    std::string schema;
    // A snapshot that another transaction exported, as pg_export_snapshot() named it: this one sees what that
    // one sees. Needs Isolation::repeatable_read. Empty: a snapshot of its own.
    std::string snapshot_name = {};
    // False: COMMIT does not wait until it is on disk (synchronous_commit = off). A crash of the server in the
    // next moments takes it back, whole, unless a later commit waited.
    bool waits_for_disk = true;

    // For reports: read-only, and every statement sees the same moment.
    static Options snapshot(std::string schema = {});
  };

  explicit Transaction(Session& session);
  Transaction(Session& session, const Options& options);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // One statement with bound parameters. Throws the translated Error (see translate in error_translation.hpp).
  Rows query(std::string_view sql, const Params& params = {});
  // The one value of the one row; nullopt when there is no row or it is NULL.
  std::optional<std::string> value(std::string_view sql, const Params& params = {});
  // A script of several statements without parameters, sent as one simple query.
  void script(std::string_view sql);
  // The same; `done` is called for each statement that succeeded, in their order, and must leave the
  // transaction alone. The server tells of several at once, at the latest at the end. Throws what the first
  // that failed throws in query(), its position counted from the beginning of `sql`: it is the one that `done`
  // was not called for.
  void script(std::string_view sql, const std::function<void()>& done);
  // Calls `row` for every row of the query, a portion at a time through a server-side cursor.
  void for_each(std::string_view sql, const Params& params, const std::function<void(RowView)>& row);

  // Runs `body` inside a savepoint that is rolled back when body throws.
  void savepoint(const std::function<void()>& body);

  // Throws code::outcome_unknown when the connection broke while COMMIT was under way.
  void commit();
  void rollback();

  Session& session() { return session_; }
  // The id of the server process it runs in, also behind a pooler.
  int backend_pid() const;
  // current_user and now() when it began; the time as "2026-02-16 12:00:00.123456", UTC.
  const std::string& role() const;
  const std::string& begun() const;

  // Remembers, once it commits, what need not be asked again on this session: tables that are there and stay.
  void establish(std::string_view fact);
  // By this transaction or one before it.
  bool is_established(std::string_view fact) const;

 private:
  Session& session_;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace admctl::pg
