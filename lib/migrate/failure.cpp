#include "lib/migrate/failure.hpp"

#include <vector>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/source_position.hpp"

namespace admctl::migrate {
namespace {

constexpr std::string_view nothing_kept =
    "nothing of this migration was kept; fix the file and run 'admctl migrate up' again";

// A missing privilege keeps its own code and exit status: the file is not what is wrong.
const Code& code_of(const pg::SqlError& cause) {
  return cause.code() == code::no_privilege ? code::no_privilege : code::migration_failed;
}

std::string hint_of(const pg::SqlError& cause) {
  return cause.fields().hint.empty() ? std::string{nothing_kept}
                                     : fmt::format("{}\n{}", cause.fields().hint, nothing_kept);
}

std::string place(const MigrationFile& file, const Script& script, std::size_t offset) {
  const auto position = position_of(script.sql, offset);
  return fmt::format("{}:{}:{}", file.path, position.line, position.column);
}

std::string names_of(const Status& status, State state) {
  std::vector<std::string> names;
  for (const auto& entry : status.entries) {
    if (entry.state == state) names.push_back(entry.name);
  }
  return join(names, "\n");
}

std::string obstacle_hint(const Obstacle& obstacle) {
  switch (obstacle.kind) {
    case Obstacle::Kind::outside_transaction:
      return "each migration runs in one transaction: put this statement into another tool's hands, or write "
             "it so "
             "that a transaction allows it";
    case Obstacle::Kind::transaction_control:
      return fmt::format("remove {}: each migration runs in one transaction already", obstacle.what);
    case Obstacle::Kind::client_data:
      return "write the rows as INSERT";
  }
  return {};
}

}  // namespace

Error statement_error(const MigrationFile& file, const Script& script, const Statement& statement,
                      const pg::SqlError& cause) {
  auto offset = statement.offset;
  if (cause.fields().position > 0) {
    offset = advance(script.sql, offset, static_cast<std::size_t>(cause.fields().position) - 1);
  }
  auto detail = excerpt(script.sql, offset);
  if (!cause.detail().empty()) detail += '\n' + cause.detail();
  return {code_of(cause), fmt::format("{}: {}", place(file, script, offset), cause.message()),
          std::move(detail), hint_of(cause)};
}

Error commit_error(const MigrationFile& file, const pg::SqlError& cause) {
  return {code_of(cause), fmt::format("{}: refused at COMMIT: {}", file.path, cause.message()), cause.detail(),
          hint_of(cause)};
}

void require_transactional(const MigrationFile& file, const Script& script) {
  if (script.obstacles.empty()) return;
  const auto& first = script.obstacles.front();
  throw Error{code::migration_not_transactional,
              fmt::format("{}: {} cannot run in the transaction of a migration",
                          place(file, script, first.offset), first.what),
              excerpt(script.sql, first.offset), obstacle_hint(first)};
}

void require_sound(const Status& status, const History& history) {
  if (!status.has_history && status.schema_in_use) {
    throw Error{code::migration_not_baselined,
                fmt::format("the schema has tables, but no migration history ({})", history.table()),
                "it is not known which migrations it already contains", history.baseline_hint()};
  }
  for (const auto& entry : status.entries) {
    if (entry.state != State::failed) continue;
    throw Error{code::migration_blocked, fmt::format("{} failed earlier and is unresolved", entry.name),
                entry.logs, history.failed_hint(entry.name)};
  }
  if (const auto edited = status.count(State::edited)) {
    throw Error{
        code::migration_edited,
        fmt::format("{} edited after being applied", count_of(edited, "migration was", "migrations were")),
        names_of(status, State::edited),
        "restore the files as they were applied, and put the change into a new migration"};
  }
  if (const auto missing = status.count(State::missing)) {
    throw Error{code::migration_missing,
                fmt::format("{} applied, but not on disk", count_of(missing, "migration is", "migrations are")),
                names_of(status, State::missing),
                "is this an older checkout than the database? bring the files back before applying more"};
  }
}

}  // namespace admctl::migrate
