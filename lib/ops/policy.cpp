#include "lib/ops/policy.hpp"

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/codes/seeding.hpp"
#include "lib/core/codes/test_database.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::ops {

Protection protection_of(pg::Transaction& tx) {
  return protection_of(tx, tx.value("SELECT current_database()").value_or(""));
}

Protection protection_of(pg::Transaction& tx, const std::string& database) {
  const auto word = tx.value(
      "SELECT split_part(entry, '=', 2) FROM pg_db_role_setting AS s, unnest(s.setconfig) AS entry "
      "WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = $1) "
      "AND s.setrole = 0 AND split_part(entry, '=', 1) = 'admctl.protection'",
      {database});
  if (!word || *word == "open" || *word == "confirm") return Protection::open;
  if (*word == "protected") return Protection::approval;
  throw Error{code::bad_protection,
              fmt::format("the database's admctl.protection is '{}'", *word),
              {},
              "set it to open, confirm or protected: ALTER DATABASE ... SET admctl.protection = 'protected'"};
}

void refuse_protected(pg::Transaction& tx, const std::string& database, const std::string& what) {
  if (protection_of(tx, database) == Protection::open) return;
  throw Error{code::protected_target,
              fmt::format("the database '{}' is protected: {}", visible(database), what),
              "its owner set admctl.protection to 'protected'",
              "name a server for tests with --db, or leave --db out for the embedded one"};
}

void refuse_on_protected(pg::Transaction& tx, std::string_view kind) {
  if (!kind.starts_with("seed.") || protection_of(tx) != Protection::approval) return;
  throw Error{code::never_seeded,
              fmt::format("database {} is protected: nothing is seeded there",
                          tx.value("SELECT current_database()").value_or("")),
              "ALTER DATABASE ... SET admctl.protection = 'protected' says so, and no flag of admctl unsays it",
              "seed a copy of it: 'admctl db create'; settings of this one are changed by 'admctl config'"};
}

}  // namespace admctl::ops
