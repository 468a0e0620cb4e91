#include "lib/pg/error_translation.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/codes/replica.hpp"
#include "lib/core/redact.hpp"

namespace admctl::pg {
namespace {

const Code& code_for(std::string_view sqlstate, std::string_view message) {
  if (sqlstate == "42501") return code::no_privilege;
  if (sqlstate == "55P03") return code::lock_timeout;
  if (sqlstate == "40001" || sqlstate == "40P01") return code::serialization;
  if (sqlstate == "57014") {
    return message.find("statement timeout") != std::string_view::npos ? code::statement_timeout
                                                                       : code::interrupted;
  }
  if (sqlstate == "25006") return code::read_only;
  if (sqlstate == "3D000") return code::no_such_database;
  if (sqlstate == "42P01") return code::schema_missing;
  if (sqlstate.starts_with("23")) return code::constraint_violated;
  if (sqlstate.starts_with("28")) return code::cannot_authenticate;
  if (sqlstate.starts_with("08") || sqlstate.starts_with("57P")) return code::connection_lost;
  if (sqlstate.starts_with("53")) return code::cannot_connect;
  return code::sql_failed;
}

std::string hint_for(const Code& code, const ServerError& fields) {
  if (!fields.hint.empty()) return fields.hint;
  if (code == code::no_privilege)
    return "ask the database's owner for the privilege, or connect as another role";
  if (code == code::schema_missing)
    return "run 'admctl migrate status': the platform's tables may not be there yet";
  if (code == code::read_only)
    return "a standby and a database with default_transaction_read_only take no writes: name the primary in "
           "--db";
  if (code == code::lock_timeout)
    return "see who holds it: SELECT * FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
  if (code == code::cannot_authenticate)
    return "check the user, and PGPASSWORD, the passfile or the URL for the password";
  return {};
}

std::string detail_for(const ServerError& fields) {
  std::string out = fields.detail;
  if (!fields.context.empty()) {
    if (!out.empty()) out += '\n';
    out += fields.context;
  }
  if (!fields.sqlstate.empty()) {
    if (!out.empty()) out += '\n';
    out += "SQLSTATE " + fields.sqlstate;
    if (!fields.constraint.empty()) out += fmt::format(", constraint {}", fields.constraint);
  }
  return out;
}

}  // namespace

SqlError::SqlError(const Code& code, ServerError fields)
    : Error{code, redact_passwords(fields.message), redact_passwords(detail_for(fields)),
            hint_for(code, fields)},
      fields_{std::move(fields)} {}

bool is_retryable_conflict(const Error& error) { return error.code() == code::serialization; }

SqlError translate(ServerError fields) {
  const auto& code = code_for(fields.sqlstate, fields.message);
  return SqlError{code, std::move(fields)};
}

}  // namespace admctl::pg
