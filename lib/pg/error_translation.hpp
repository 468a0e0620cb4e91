// From the server's error fields to our Error.
#pragma once

#include <string>

#include "lib/core/error.hpp"

namespace admctl::pg {

// The fields of a server error (libpq PG_DIAG_*); empty when absent.
struct ServerError {
  std::string sqlstate;
  std::string message;
  std::string detail;
  std::string hint;
  std::string context;
  std::string schema;
  std::string table;
  std::string column;
  std::string constraint;
  int position = 0;           // 1-based character in the statement, 0 unknown
  int internal_position = 0;  // in `internal_query`, e.g. inside a function
  std::string internal_query;
};

// An Error of the server, with its fields kept for those who report positions or decide about retries.
class SqlError : public Error {
 public:
  SqlError(const Code& code, ServerError fields);
  const ServerError& fields() const { return fields_; }
  const std::string& sqlstate() const { return fields_.sqlstate; }

 private:
  ServerError fields_;
};

// 40001 and 40P01: running the whole transaction again may succeed.
bool is_retryable_conflict(const Error& error);

// Chooses the code by SQLSTATE: 42501 no_privilege, 55P03 lock_timeout, 57014 interrupted or
// statement_timeout, 23xxx constraint_violated, 28xxx cannot_authenticate, 3D000 no_such_database, ...
SqlError translate(ServerError fields);

}  // namespace admctl::pg
