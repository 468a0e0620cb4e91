#include "lib/migrate/failure.hpp"

#include <vector>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/index_build.hpp"
#include "lib/migrate/source_position.hpp"

namespace admctl::migrate {
namespace {

constexpr std::string_view nothing_kept = "nothing of this migration was kept";

// A missing privilege keeps its own code and exit status: the file is not what is wrong.
const Code& code_of(const pg::SqlError& cause) {
  return cause.code() == code::no_privilege ? code::no_privilege : code::migration_failed;
}

std::string hint_of(const pg::SqlError& cause) {
  auto kept = std::string{nothing_kept};
  if (cause.code() != code::no_privilege) kept += "; fix the file and run the command again";
  return cause.fields().hint.empty() ? kept : fmt::format("{}\n{}", cause.fields().hint, kept);
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
      return {};
    case Obstacle::Kind::transaction_control:
      return fmt::format("remove {}: each migration runs in one transaction already", obstacle.what);
    case Obstacle::Kind::client_data:
      return "write the rows as INSERT";
  }
  return {};
}

std::size_t line_of(const Script& script, std::size_t statement) {
  return position_of(script.sql, script.statements[statement].offset).line;
}

// "statements 2 to 4 (lines 3 to 9)", numbers from 1.
std::string range_of(const Script& script, std::size_t first, std::size_t end) {
  if (end - first == 1) return fmt::format("statement {} (line {})", first + 1, line_of(script, first));
  return fmt::format("statements {} to {} (lines {} to {})", first + 1, end, line_of(script, first),
                     line_of(script, end - 1));
}

// Which statements stay, which failed, which did not run.
std::string effects(const Script& script, std::span<const StatementProgress> kept, std::size_t failed) {
  std::size_t done = 0;
  while (done < kept.size() && kept[done].statement == done &&
         kept[done].state == StatementProgress::State::done)
    ++done;
  std::string out;
  if (done > 0) out += fmt::format("took effect and stays: {}\n", range_of(script, 0, done));
  if (done < failed) out += fmt::format("rolled back with it: {}\n", range_of(script, done, failed));
  out += fmt::format("failed: {}", range_of(script, failed, failed + 1));
  if (failed + 1 < script.statements.size())
    out += fmt::format("\ndid not run: {}", range_of(script, failed + 1, script.statements.size()));
  return out;
}

std::string drop_commands(std::span<const std::string> indexes) {
  std::vector<std::string> out;
  for (const auto& index : indexes) out.push_back(drop_command(index));
  return join(out, " ");
}

}  // namespace

Error statement_error(const MigrationFile& file, const Script& script, const Statement& statement,
                      const pg::SqlError& cause) {
  return statement_error(file, script, statement, statement.offset, cause);
}

Error statement_error(const MigrationFile& file, const Script& script, const Statement& statement,
                      std::size_t sent, const pg::SqlError& cause) {
  auto offset = statement.offset;
  if (cause.fields().position > 0)
    offset = advance(script.sql, sent, static_cast<std::size_t>(cause.fields().position) - 1);
  auto detail = excerpt(script.sql, offset);
  if (!cause.detail().empty()) detail += '\n' + cause.detail();
  return {code_of(cause), fmt::format("{}: {}", place(file, script, offset), cause.message()),
          std::move(detail), hint_of(cause)};
}

Error refused_error(const MigrationFile& file, std::string_view when, const pg::SqlError& cause) {
  return {code_of(cause), fmt::format("{}: refused {}: {}", file.path, when, cause.message()), cause.detail(),
          hint_of(cause)};
}

Error partial_error(const MigrationFile& file, const Script& script, std::span<const StatementProgress> kept,
                    std::size_t failed, const Error& cause, std::span<const std::string> invalid,
                    std::string_view again) {
  auto detail = cause.detail();
  if (!detail.empty()) detail += '\n';
  detail += effects(script, kept, failed);
  if (!invalid.empty()) detail += fmt::format("\nleft INVALID: {}", join(invalid, ", "));
  const auto hint =
      invalid.empty()
          ? fmt::format("put the rest of the file right, then continue at statement {} with: {}", failed + 1,
                        again)
          : fmt::format(
                "remove what is INVALID with: {}\nthen continue at statement {} with: {}\nor do both "
                "with: {} --drop-invalid",
                drop_commands(invalid), failed + 1, again, again);
  const auto& code = cause.code() == code::migration_failed ? code::migration_partial : cause.code();
  const auto shown =
      cause.message().starts_with(file.path)
          ? cause.message()
          : fmt::format("{}: {}", place(file, script, script.statements[failed].offset), cause.message());
  return {code, shown, std::move(detail), hint};
}

Error invalid_index_error(const MigrationFile& file, const Script& script, std::size_t statement,
                          const std::vector<std::string>& indexes, std::string_view again) {
  const auto offset = script.statements[statement].offset;
  return {
      code::index_invalid,
      fmt::format("{}: {} is there, but INVALID", place(file, script, offset), join(indexes, ", ")),
      fmt::format("{}\na build that failed left it: queries do not use it, writes still pay for it, and IF NOT "
                  "EXISTS is content with it",
                  excerpt(script.sql, offset)),
      fmt::format("remove it with: {}\nthen continue with: {}\nor do both with: {} --drop-invalid",
                  drop_commands(indexes), again, again)};
}

Error changed_midway_error(const MigrationFile& file, const Script& script, std::size_t statement) {
  const bool there = statement < script.statements.size();
  return {code::migration_changed_midway,
          there ? fmt::format("{}: statement {} took effect as another one",
                              place(file, script, script.statements[statement].offset), statement + 1)
                : fmt::format("{}: statement {} took effect, but is not in the file any more", file.path,
                              statement + 1),
          "part of this migration took effect before it was edited",
          "restore those statements as they ran; the ones after them may be changed"};
}

Error unproven_error(const MigrationFile& file, const Script& script, std::size_t statement,
                     std::string_view again) {
  const auto offset = script.statements[statement].offset;
  return {
      code::migration_unproven,
      fmt::format("{}: an earlier run ended during this statement, and the catalog does not tell whether it "
                  "took effect",
                  place(file, script, offset)),
      excerpt(script.sql, offset),
      fmt::format("look at the database; if it did not: {0} --unfinished repeat\nif it did: {0} --unfinished "
                  "skip",
                  again)};
}

void require_runnable(const MigrationFile& file, const Script& script) {
  for (const auto& obstacle : script.obstacles) {
    if (obstacle.kind == Obstacle::Kind::outside_transaction) continue;
    throw Error{code::migration_not_transactional,
                fmt::format("{}: {} cannot run in the transaction of a migration",
                            place(file, script, obstacle.offset), obstacle.what),
                excerpt(script.sql, obstacle.offset), obstacle_hint(obstacle)};
  }
}

std::string failed_hint(std::string_view name) {
  return fmt::format(
      "look at what it left, put that right, then run 'admctl migrate resolve --rolled-back {0}' to try it "
      "again "
      "or 'admctl migrate resolve --applied {0}' if it is complete",
      name);
}

std::string baseline_hint() {
  return "if these migrations made the tables, record them with 'admctl migrate baseline'; else choose an "
         "empty "
         "database";
}

void require_sound(const Status& status, const History& history) {
  if (!status.has_history && status.schema_in_use) {
    throw Error{code::migration_not_baselined,
                fmt::format("the schema has tables, but no migration history ({})", history.table()),
                "it is not known which migrations it already contains", baseline_hint()};
  }
  for (const auto& entry : status.entries) {
    if (entry.state != State::failed || entry.is_pending()) continue;
    throw Error{code::migration_blocked, fmt::format("{} failed earlier and is unresolved", entry.name),
                entry.logs, failed_hint(entry.name)};
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
                names_of(status, State::missing), "bring the files back before applying more"};
  }
  if (const auto unknown = status.count(State::unknown)) {
    throw Error{code::migration_missing,
                fmt::format("{} applied that this folder does not know",
                            count_of(unknown, "migration is", "migrations are")),
                names_of(status, State::unknown),
                "is this an older checkout than the database? bring it up to date before applying more"};
  }
}

}  // namespace admctl::migrate
