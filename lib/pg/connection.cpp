#include "lib/pg/connection.hpp"

#include <libpq-events.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/test_database.hpp"
#include "lib/core/redact.hpp"

namespace admctl::pg {
namespace {

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text ? text : "";
}

int number(const std::string& text) { return text.empty() ? 0 : std::stoi(text); }

ServerError read_error(const PGresult* result) {
  return {
      .sqlstate = field(result, PG_DIAG_SQLSTATE),
      .message = field(result, PG_DIAG_MESSAGE_PRIMARY),
      .detail = field(result, PG_DIAG_MESSAGE_DETAIL),
      .hint = field(result, PG_DIAG_MESSAGE_HINT),
      .context = field(result, PG_DIAG_CONTEXT),
      .schema = field(result, PG_DIAG_SCHEMA_NAME),
      .table = field(result, PG_DIAG_TABLE_NAME),
      .column = field(result, PG_DIAG_COLUMN_NAME),
      .constraint = field(result, PG_DIAG_CONSTRAINT_NAME),
      .position = number(field(result, PG_DIAG_STATEMENT_POSITION)),
      .internal_position = number(field(result, PG_DIAG_INTERNAL_POSITION)),
      .internal_query = field(result, PG_DIAG_INTERNAL_QUERY),
  };
}

// pqxx 6 reports only message and SQLSTATE; libpq calls this for every result, with all its fields.
int keep_error_fields(PGEventId id, void* info, void* pass_through) {
  if (id == PGEVT_RESULTCREATE) {
    const auto* created = static_cast<PGEventResultCreate*>(info);
    if (PQresultStatus(created->result) == PGRES_FATAL_ERROR) {
      static_cast<Session::Impl*>(pass_through)->last_error = read_error(created->result);
    }
  }
  return 1;
}

Error connect_error(const std::string& raw_message, const Conninfo& where) {
  const auto message = redact_passwords(raw_message);
  const auto says = [&](std::string_view part) { return message.find(part) != std::string::npos; };
  const auto what = "cannot connect to " + where.describe();
  if (says("too many clients") || says("too many connections for") || says("connection slots")) {
    return {code::too_many_connections, what, message,
            "end sessions that nobody needs, or raise max_connections, then run the command again"};
  }
  if (says("authentication failed") || says("no password supplied") || says("no pg_hba.conf entry") ||
      says("is not permitted to log in") || says("role \"")) {
    return {code::cannot_authenticate, what, message,
            "check the user, and PGPASSWORD, the passfile or the URL for the password"};
  }
  if (says("certificate") || says("SSL") || says("TLS")) {
    return {code::cannot_connect, what, message,
            "sslmode says what is demanded of the server, sslrootcert=FILE names the authority that signed its "
            "certificate; both belong into the URL"};
  }
  if (says("database \"") && says("does not exist")) {
    return {code::no_such_database, what, message, "create the database, or name another one in --db"};
  }
  return {code::cannot_connect, what, message, "check host and port, and that the server runs and lets you in"};
}

class NoticeForwarder : public pqxx::errorhandler {
 public:
  NoticeForwarder(pqxx::connection_base& connection, Session::Impl& impl)
      : pqxx::errorhandler{connection}, impl_{impl} {}
  bool operator()(const char message[]) noexcept override {
    try {
      if (impl_.notice) impl_.notice(message);
    } catch (const std::exception&) {
      // A handler that cannot take the notice must not break the statement that caused it.
      return false;
    }
    return false;
  }

 private:
  Session::Impl& impl_;
};

}  // namespace

Connection::Connection(const std::string& options) : pqxx::connection_base{policy_}, policy_{options} {
  init();
  // A silent reconnect would lose the transaction, its settings and its locks. pqxx 7 never does it, which is
  // why the switch is marked deprecated.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  inhibit_reactivation(true);
#pragma GCC diagnostic pop
}

Connection::~Connection() noexcept { close(); }

Session::Impl::Impl(Conninfo info) : where{std::move(info)} {}

Error Session::Impl::lost(std::string why) const {
  // A server that shuts down says so in a last error message.
  if (last_error) why = last_error->message;
  return Error{code::connection_lost, "the connection to " + where.describe() + " was lost",
               redact_passwords(why),
               "nothing of the open transaction was kept; run the command again when the server is back"};
}

void Session::Impl::throw_last() {
  if (last_error && PQstatus(connection->raw()) == CONNECTION_OK) throw translate(std::move(*last_error));
  throw lost(PQerrorMessage(connection->raw()));
}

void Session::Impl::rethrow() {
  try {
    throw;
  } catch (const Error&) {
    throw;
  } catch (const pqxx::in_doubt_error& error) {
    throw Error{code::outcome_unknown, "the connection broke while COMMIT was under way",
                redact_passwords(error.what())};
  } catch (const pqxx::sql_error& error) {
    if (last_error) throw translate(std::move(*last_error));
    ServerError fields;
    fields.sqlstate = error.sqlstate();
    fields.message = error.what();
    throw translate(std::move(fields));
  } catch (const pqxx::broken_connection& error) {
    throw lost(error.what());
  } catch (const pqxx::failure& error) {
    if (last_error) throw translate(std::move(*last_error));
    throw Error{code::sql_failed, redact_passwords(error.what())};
  }
}

Session::Session(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Session Session::open(const Conninfo& where, std::string_view application) {
  auto impl = std::make_unique<Impl>(where);
  auto info = where;
  info.set("application_name", std::string{application});
  info.set("client_encoding", "UTF8");
  if (!info.get("connect_timeout")) info.set("connect_timeout", "10");
  try {
    impl->connection = std::make_unique<Connection>(info.to_libpq());
  } catch (const pqxx::failure& error) {
    throw connect_error(error.what(), where);
  }
  auto* raw = impl->connection->raw();
  if (PQregisterEventProc(raw, &keep_error_fields, "admctl", impl.get()) == 0) {
    throw Error{code::bug, "libpq refused the event procedure"};
  }
  impl->canceller.reset(PQgetCancel(raw));
  impl->notices = std::make_unique<NoticeForwarder>(*impl->connection, *impl);
  return Session{std::move(impl)};
}

const Conninfo& Session::where() const { return impl_->where; }
int Session::server_version() const { return impl_->connection->server_version(); }
bool Session::is_open() const { return PQstatus(impl_->connection->raw()) == CONNECTION_OK; }
void Session::on_notice(NoticeHandler handler) { impl_->notice = std::move(handler); }

Rows Session::execute_alone(std::string_view statement) {
  return impl_->translated([&] {
    pqxx::nontransaction work{*impl_->connection};
    return make_rows(work.exec(std::string{statement}));
  });
}

void Session::cancel() noexcept {
  char message[256];
  PQcancel(impl_->canceller.get(), message, sizeof message);
}

Session Session::open_another(std::string_view application) const {
  // Of several hosts the one that answered: a snapshot or an advisory lock is of one server.
  auto* raw = impl_->connection->raw();
  auto where = impl_->where;
  const auto pin = [&](std::string_view keyword, const char* value) {
    if (value && *value) where.set(keyword, value);
  };
  pin("host", PQhost(raw));
  pin("port", PQport(raw));
  if (where.get("hostaddr")) pin("hostaddr", PQhostaddr(raw));
  return open(where, application);
}

}  // namespace admctl::pg
