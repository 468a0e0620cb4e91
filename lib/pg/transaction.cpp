#include <string>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/pg/connection.hpp"
#include "lib/pg/missing_privilege.hpp"

namespace admctl::pg {
namespace {

constexpr std::size_t portion = 1000;

std::string_view isolation_name(Isolation isolation) {
  switch (isolation) {
    case Isolation::read_committed:
      return "READ COMMITTED";
    case Isolation::repeatable_read:
      return "REPEATABLE READ";
    case Isolation::serializable:
      return "SERIALIZABLE";
  }
  return "READ COMMITTED";
}

// All settings in one round trip. Only for this transaction: a pooler hands the connection to others after it.
std::string settings(const Transaction::Options& options) {
  auto sql = fmt::format(
      "SELECT pg_backend_pid(), set_config('lock_timeout', '{}', true), set_config('statement_timeout', '{}', "
      "true),"
      " set_config('idle_in_transaction_session_timeout', '{}', true), set_config('TimeZone', 'UTC', true),"
      " set_config('DateStyle', 'ISO, YMD', true), set_config('IntervalStyle', 'postgres', true),"
      " set_config('extra_float_digits', '3', true), set_config('bytea_output', 'hex', true)",
      options.timeouts.lock.count(), options.timeouts.statement.count(), options.timeouts.idle.count());
  if (!options.schema.empty()) sql += ", set_config('search_path', $1, true)";
  return sql;
}

}  // namespace

struct Transaction::Impl {
  std::unique_ptr<pqxx::work> work;
  Options options;
  bool pooled = false;    // behind a pooler, others get the server's session afterwards
  bool scripted = false;  // what a script left in the session is not known

  Rows run(Session::Impl& session, std::string_view sql, const Params& params) {
    std::vector<const char*> pointers;
    pointers.reserve(params.size());
    for (const auto& param : params) pointers.push_back(param ? param->c_str() : nullptr);
    const auto values = pqxx::prepare::make_dynamic_params(pointers);
    const auto* prepared = session.prepared.name_of(*session.connection, sql);
    return make_rows(prepared ? work->exec_prepared(*prepared, values)
                              : work->exec_params(std::string{sql}, values));
  }

  // Returns the id of the server process.
  int apply_settings(Session::Impl& session) {
    const auto set =
        run(session, settings(options), options.schema.empty() ? Params{} : Params{quote(options.schema)});
    return static_cast<int>(set.front().integer(0));
  }

  // A script may have said SET without LOCAL, made temporary tables or taken locks of the session: none of it
  // may reach who gets the server's session next.
  void tidy_session(Session::Impl& session) {
    work->exec(
        "RESET ROLE; RESET SESSION AUTHORIZATION; RESET ALL; DISCARD TEMP; UNLISTEN *; "
        "SELECT pg_advisory_unlock_all()");
    // Deferred triggers still run.
    apply_settings(session);
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

Transaction::Transaction(Session& session, const Options& options)
    : session_{session}, impl_{std::make_unique<Impl>()} {
  session_.impl().translated([&] {
    impl_->work = std::make_unique<pqxx::work>(*session_.impl().connection);
    if (options.isolation != Isolation::read_committed || options.access == Access::read_only) {
      impl_->work->exec0(fmt::format("SET TRANSACTION ISOLATION LEVEL {} {}", isolation_name(options.isolation),
                                     options.access == Access::read_only ? "READ ONLY" : "READ WRITE"));
    }
    if (!options.snapshot_name.empty())
      impl_->work->exec0("SET TRANSACTION SNAPSHOT " + impl_->work->quote(options.snapshot_name));
    auto& session_impl = session_.impl();
    // Which server process it is, a pooler decides now.
    session_impl.prepared.begin(0);
    impl_->options = options;
    const auto pid = impl_->apply_settings(session_impl);
    impl_->pooled = pid != PQbackendPID(session_impl.connection->raw());
    session_impl.prepared.begin(pid);
  });
}

Transaction::~Transaction() = default;

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
  try {
    body();
  } catch (...) {
    query("ROLLBACK TO SAVEPOINT admctl_point");
    throw;
  }
  query("RELEASE SAVEPOINT admctl_point");
}

void Transaction::commit() {
  session_.impl().translated([&] {
    if (impl_->pooled && impl_->scripted) impl_->tidy_session(session_.impl());
  });
  try {
    session_.impl().translated([&] { impl_->work->commit(); });
  } catch (const Error& error) {
    // Whatever it is called: without a SQLSTATE it is not the server's answer, and who does not hear that does
    // not know it.
    const auto* answer = dynamic_cast<const SqlError*>(&error);
    const bool answered = answer && !answer->sqlstate().empty();
    if (error.code() == code::outcome_unknown || (answered && session_.is_open())) throw;
    throw Error{code::outcome_unknown, "the connection broke while COMMIT was under way", error.message()};
  }
}

void Transaction::rollback() {
  session_.impl().translated([&] { impl_->work->abort(); });
}

}  // namespace admctl::pg
