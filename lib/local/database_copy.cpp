#include "lib/local/database_copy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/test_database.hpp"
#include "lib/core/error.hpp"
#include "lib/core/id.hpp"
#include "lib/core/text.hpp"
#include "lib/local/test_databases.hpp"
#include "lib/pg/error_translation.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::local {
namespace {

constexpr std::string_view object_in_use = "55006";
constexpr int first_with_strategy = 150'000;
constexpr int first_with_force = 130'000;
// Above it copying files is faster than logging every page, in spite of its two checkpoints
// (tests/bench/databases).
constexpr std::int64_t large = std::int64_t{192} << 20;

Error in_use(pg::Session& server, const std::string& source) {
  const auto others = connected_to(server, source);
  return Error{code::database_in_use,
               fmt::format("'{}' cannot be copied while others are connected to it", visible(source)),
               join(others, "\n"), "end these sessions, or wait longer with --wait"};
}

std::string strategy(const pg::Session& server, std::optional<std::int64_t> size) {
  if (server.server_version() < first_with_strategy) return {};
  return size && *size > large ? " STRATEGY file_copy" : " STRATEGY wal_log";
}

}  // namespace

std::string unfinished_name(Time now) {
  auto id = make_uuid_v7(now);
  std::erase(id, '-');
  return std::string{unfinished_prefix} + id;
}

void copy_database(pg::Session& server, const std::string& name, const std::string& source,
                   std::optional<std::int64_t> source_size, const Patience& patience) {
  const auto statement = fmt::format("CREATE DATABASE {} TEMPLATE {}{}", pg::quote(name), pg::quote(source),
                                     strategy(server, source_size));
  Pauses pauses{patience};
  for (;;) {
    try {
      server.execute_alone(statement);
      return;
    } catch (const pg::SqlError& error) {
      if (error.code() == code::no_privilege) require_createdb(server);
      if (error.sqlstate() != object_in_use) throw;
      if (!pauses.wait(
              fmt::format("others are connected to '{}': waiting until they are gone", visible(source))))
        throw in_use(server, source);
    }
  }
}

void write_mark(pg::Transaction& tx, const std::string& database, const DatabaseMark& mark) {
  // COMMENT takes no parameters: the server itself puts the statement together.
  const auto statement =
      tx.value("SELECT format('COMMENT ON DATABASE %I IS %L', $1::text, $2::text)", {database, to_text(mark)});
  tx.query(statement.value_or(""));
}

void remove_database(pg::Session& server, const std::string& name, bool is_template) {
  if (is_template) {
    try {
      server.execute_alone(fmt::format("ALTER DATABASE {} IS_TEMPLATE false", pg::quote(name)));
    } catch (const Error& error) {
      if (error.code() != code::no_such_database) throw;
    }
  }
  const bool can_force = server.server_version() >= first_with_force;
  server.execute_alone(
      fmt::format("DROP DATABASE IF EXISTS {}{}", pg::quote(name), can_force ? " WITH (FORCE)" : ""));
}

Unfinished::~Unfinished() {
  if (kept_) return;
  try {
    remove_database(server_, name_, false);
  } catch (const Error&) {
    // `db gc` finds it by its name.
  }
}

}  // namespace admctl::local
