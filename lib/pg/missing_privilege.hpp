// What a role lacks when the server refuses a statement, and the GRANT that would help.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/error_translation.hpp"
#include "lib/pg/session.hpp"

namespace admctl::pg {

// What the server's message names.
struct RefusedObject {
  std::string kind;  // "table", "schema", "sequence", "function" ...; "owner" and "policy" for those of a table
  std::string name;  // without schema
};

// nullopt for a message of another form, or in another language.
std::optional<RefusedObject> refused_object(std::string_view message);

// What the statement does with the relation, in the order SELECT, INSERT, UPDATE, DELETE, TRUNCATE. Statements
// of admctl alone are understood; of others SELECT may be missing.
std::vector<std::string> privileges_needed(std::string_view sql, std::string_view relation);

// `error` (SQLSTATE 42501) again, saying which privileges are missing on what, with the GRANT as hint. Asks the
// server over another connection, as the transaction is lost; where it cannot, the error says less. Does not
// throw.
SqlError explain_refusal(const Session& session, std::string_view sql, const SqlError& error);

inline constexpr std::string_view insufficient_privilege = "42501";

// Runs `body`, which runs the statement; a refusal is thrown as explain_refusal() has it.
template <typename Body>
auto with_reasons(const Session& session, std::string_view sql, const Body& body) {
  try {
    return body();
  } catch (const SqlError& error) {
    if (error.sqlstate() != insufficient_privilege) throw;
    throw explain_refusal(session, sql, error);
  }
}

}  // namespace admctl::pg
