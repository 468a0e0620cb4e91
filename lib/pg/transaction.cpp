#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/pg/connection.hpp"
#include "lib/pg/missing_privilege.hpp"
#include "lib/pg/search_path.hpp"

namespace admctl::pg {
namespace {

constexpr std::size_t portion = 1000;

std::string_view isolation_words(Isolation isolation) {
  switch (isolation) {
    case Isolation::repeatable_read:
      return " ISOLATION LEVEL REPEATABLE READ";
    case Isolation::serializable:
      return " ISOLATION LEVEL SERIALIZABLE";
    case Isolation::read_committed:
      break;
  }
  return "";
}

// A snapshot is taken over before anything is asked.
std::string begin(const Transaction::Options& options, pqxx::transaction_base& work) {
  return fmt::format("BEGIN{}{}; {}", isolation_words(options.isolation),
                     options.access == Access::read_only ? " READ ONLY" : "",
                     options.snapshot_name.empty()
                         ? std::string{}
                         : "SET TRANSACTION SNAPSHOT " + work.quote(options.snapshot_name) + "; ");
}

// By statements that the server need not plan: its process may just have begun, and would look up every
// function. Only for this transaction: a pooler hands the connection to others after it.
std::string settings(const Transaction::Options& options) {
  constexpr std::string_view iso_utc =
      "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; "
      "SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'; ";
  const auto path = options.schema.empty() ? std::string{}
                                           : "SET LOCAL search_path = " + search_path_of(options.schema) + "; ";
  return fmt::format(
      "SET LOCAL lock_timeout = {}; SET LOCAL statement_timeout = {}; "
      "SET LOCAL idle_in_transaction_session_timeout = {}; {}{}{}"
      "SELECT pg_backend_pid(), current_user, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
      options.timeouts.lock.count(), options.timeouts.statement.count(), options.timeouts.idle.count(),
      options.formats == Formats::iso_utc ? iso_utc : "", path,
      options.waits_for_disk ? "" : "SET LOCAL synchronous_commit = off; ");
}

// What the server answers to one message, of which nothing is left when this is destroyed.
class Results {
 public:
  explicit Results(PGconn* connection) : connection_{connection} {}
  ~Results() {
    while (next()) continue;
  }
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;
  // Null after the last one.
  LibpqResult next() const {
    LibpqResult result{PQgetResult(connection_), &PQclear};
    if (result) end_copy(PQresultStatus(result.get()));
    return result;
  }

 private:
  // Nobody is there to send rows or to take them, and without an end the server waits for it.
  void end_copy(ExecStatusType status) const {
    if (status == PGRES_COPY_IN) PQputCopyEnd(connection_, "there are no rows to read here");
    for (char* row = nullptr; status == PGRES_COPY_OUT && PQgetCopyData(connection_, &row, 0) > 0;)
      PQfreemem(row);
  }

  PGconn* connection_;
};

}  // namespace

// BEGIN and what follows it are one message, and pqxx's transactions know only of BEGIN alone.
struct Transaction::Impl {
  Impl(Session::Impl& session, const Options& asked)
      : connection{session.connection->raw()},
        work{std::make_unique<pqxx::nontransaction>(*session.connection)},
        options{asked} {}
  ~Impl() { roll_back(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  PGconn* connection;
  std::unique_ptr<pqxx::nontransaction> work;
  Options options;
  int backend_pid = 0;
  std::string role;
  std::string begun;
  std::vector<std::string> established;
  bool scripted = false;  // what a script left in the session is not known
  bool open = true;       // neither committed nor rolled back: another one may be under way on the connection

  Rows run(Session::Impl& session, std::string_view sql, const Params& params) {
    std::vector<const char*> pointers;
    pointers.reserve(params.size());
    for (const auto& param : params) pointers.push_back(param ? param->c_str() : nullptr);
    const auto values = pqxx::prepare::make_dynamic_params(pointers);
    const auto* prepared = session.prepared.name_of(*session.connection, sql);
    return make_rows(prepared ? work->exec_prepared(*prepared, values)
                              : work->exec_params(std::string{sql}, values));
  }

  void apply_settings(const std::string& before = {}) {
    const auto facts = work->exec1(before + settings(options));
    backend_pid = facts[0].as<int>();
    role = facts[1].c_str();
    begun = facts[2].c_str();
  }

  // Leaves nothing open. What is lost is rolled back by the server.
  void roll_back() noexcept {
    if (std::exchange(open, false) && PQtransactionStatus(connection) != PQTRANS_IDLE)
      PQclear(PQexec(connection, "ROLLBACK"));
  }

  // A script may have said SET without LOCAL, made temporary tables or taken locks of the session: none of it
  // may reach who gets the server's session next.
  void tidy_session() {
    work->exec(
        "RESET ROLE; RESET SESSION AUTHORIZATION; RESET ALL; DISCARD TEMP; UNLISTEN *; "
        "SELECT pg_advisory_unlock_all()");
    // Deferred triggers still run.
    apply_settings();
  }
};

Transaction::Options Transaction::Options::snapshot(std::string schema) {
  Options options;
  options.isolation = Isolation::repeatable_read;
  options.access = Access::read_only;
  options.schema = std::move(schema);
  return options;
}

Transaction::Transaction(Session& session) : Transaction{session, Options{}} {}

Transaction::Transaction(Session& session, const Options& options) : session_{session} {
  session_.impl().translated([&] {
    impl_ = std::make_unique<Impl>(session_.impl(), options);
    impl_->apply_settings(begin(options, *impl_->work));
    // Which server process it is, a pooler has decided with BEGIN.
    session_.impl().pooled = impl_->backend_pid != PQbackendPID(impl_->connection);
    session_.impl().prepared.begin(impl_->backend_pid);
  });
}

Transaction::~Transaction() = default;

int Transaction::backend_pid() const { return impl_->backend_pid; }

const std::string& Transaction::role() const { return impl_->role; }

const std::string& Transaction::begun() const { return impl_->begun; }

void Transaction::establish(std::string_view fact) { impl_->established.emplace_back(fact); }

bool Transaction::is_established(std::string_view fact) const {
  return session_.impl().established.contains(fact) ||
         std::ranges::find(impl_->established, fact) != impl_->established.end();
}

Rows Transaction::query(std::string_view sql, const Params& params) {
  return with_reasons(session_, sql, [&] {
    return session_.impl().translated([&] { return impl_->run(session_.impl(), sql, params); });
  });
}

std::optional<std::string> Transaction::value(std::string_view sql, const Params& params) {
  const auto rows = query(sql, params);
  return rows.empty() ? std::nullopt : rows.front().get(0);
}

void Transaction::script(std::string_view sql) {
  impl_->scripted = true;
  with_reasons(session_, sql,
               [&] { session_.impl().translated([&] { impl_->work->exec(std::string{sql}); }); });
}

void Transaction::script(std::string_view sql, const std::function<void()>& done) {
  impl_->scripted = true;
  auto& session = session_.impl();
  session.last_error.reset();
  bool failed = false;
  const auto run = [&] {
    auto* connection = session.connection->raw();
    if (PQsendQuery(connection, std::string{sql}.c_str()) != 1) session.throw_last();
    // To the last one, whatever happens: only then the connection can be used again.
    const Results results{connection};
    try {
      while (const auto result = results.next()) {
        const auto status = PQresultStatus(result.get());
        failed = failed || (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK);
        if (!failed) done();
      }
    } catch (...) {
      // Nobody waits for what is still under way.
      session_.cancel();
      throw;
    }
  };
  run();
  if (failed) with_reasons(session_, sql, [&] { session.throw_last(); });
}

void Transaction::for_each(std::string_view sql, const Params& params,
                           const std::function<void(RowView)>& row) {
  query(fmt::format("DECLARE admctl_rows NO SCROLL CURSOR FOR {}", sql), params);
  const auto fetch = fmt::format("FETCH {} FROM admctl_rows", portion);
  for (;;) {
    const auto rows = query(fetch);
    for (const auto each : rows) row(each);
    if (rows.size() < portion) break;
  }
  query("CLOSE admctl_rows");
}

void Transaction::savepoint(const std::function<void()>& body) {
  query("SAVEPOINT admctl_point");
  const auto established = impl_->established.size();
  try {
    body();
  } catch (...) {
    impl_->established.resize(established);
    query("ROLLBACK TO SAVEPOINT admctl_point");
    throw;
  }
  query("RELEASE SAVEPOINT admctl_point");
}

void Transaction::commit() {
  session_.impl().translated([&] {
    if (session_.impl().pooled == true && impl_->scripted) impl_->tidy_session();
    // Sends nothing: from here on others may begin on the connection.
    impl_->work->commit();
  });
  auto& session = session_.impl();
  session.last_error.reset();
  const LibpqResult result{PQexec(impl_->connection, "COMMIT"), &PQclear};
  impl_->open = false;
  try {
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) session.throw_last();
  } catch (const Error& error) {
    // Whatever it is called: without a SQLSTATE it is not the server's answer, and who does not hear that does
    // not know it.
    const auto* answer = dynamic_cast<const SqlError*>(&error);
    const bool answered = answer && !answer->sqlstate().empty();
    if (error.code() == code::outcome_unknown || (answered && session_.is_open())) throw;
    throw Error{code::outcome_unknown, "the connection broke while COMMIT was under way", error.message()};
  }
  // The server's answer after a statement that failed, and whose error was kept from here.
  if (PQcmdStatus(result.get()) == std::string_view{"ROLLBACK"})
    throw Error{code::sql_failed, "a statement had failed before COMMIT: nothing was written"};
  session.established.insert(impl_->established.begin(), impl_->established.end());
}

void Transaction::rollback() {
  impl_->roll_back();
  session_.impl().translated([&] { impl_->work->abort(); });
}

}  // namespace admctl::pg
