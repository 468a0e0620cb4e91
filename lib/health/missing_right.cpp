#include "lib/health/missing_right.hpp"

#include <string>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::health {

Error missing_right(pg::Transaction& tx, std::string_view why, std::string_view granted) {
  const auto& role = tx.role();
  return {code::no_privilege, std::string{why}, {}, fmt::format("GRANT {} TO {};", granted, pg::quote(role))};
}

}  // namespace admctl::health
