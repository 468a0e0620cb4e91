// The pqxx connection behind a Session, and the libpq handle under it. Only for sources of lib/pg: this
// header includes pqxx.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <libpq-fe.h>
#include <pqxx/pqxx>

#include "lib/pg/conninfo.hpp"
#include "lib/pg/error_translation.hpp"
#include "lib/pg/prepared_statements.hpp"
#include "lib/pg/session.hpp"

namespace admctl::pg {

using LibpqResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

// Connects at once and keeps the libpq handle, which pqxx 6 does not hand out: error fields and COPY need it.
class DirectPolicy : public pqxx::connect_direct {
 public:
  using pqxx::connect_direct::connect_direct;
  handle do_startconnect(handle orig) override {
    raw_ = pqxx::connect_direct::do_startconnect(orig);
    return raw_;
  }
  PGconn* raw() const { return raw_; }

 private:
  PGconn* raw_ = nullptr;
};

class Connection final : public pqxx::connection_base {
 public:
  explicit Connection(const std::string& options);
  ~Connection() noexcept;

  PGconn* raw() const { return policy_.raw(); }

 private:
  DirectPolicy policy_;
};

struct Session::Impl {
  explicit Impl(Conninfo info);

  Conninfo where;
  // The fields of the last failed result; filled by a libpq event procedure.
  std::optional<ServerError> last_error;
  NoticeHandler notice;
  std::unique_ptr<Connection> connection;
  PreparedStatements prepared;
  // Once a transaction has told: whether others get the server's session between transactions.
  std::optional<bool> pooled;
  std::set<std::string, std::less<>> established;
  std::unique_ptr<PGcancel, decltype(&PQfreeCancel)> canceller{nullptr, &PQfreeCancel};
  std::unique_ptr<pqxx::errorhandler> notices;

  // Runs `body`, translating whatever pqxx throws; never returns normally after an error.
  template <typename Body>
  auto translated(Body body) -> decltype(body());
  // For what is done with libpq itself: throws what the last result that failed says, or that the connection is
  // lost.
  [[noreturn]] void throw_last();

 private:
  [[noreturn]] void rethrow();
  Error lost(std::string why) const;
};

template <typename Body>
auto Session::Impl::translated(Body body) -> decltype(body()) {
  last_error.reset();
  try {
    return body();
  } catch (...) {
    rethrow();
  }
}

// Our view of a pqxx result.
Rows make_rows(pqxx::result result);

}  // namespace admctl::pg
