#include "lib/migrate/parser.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <pg_query.h>

#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/source_position.hpp"

namespace admctl::migrate {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

class Split {
 public:
  explicit Split(PgQuerySplitResult result) : result_{result} {}
  ~Split() { pg_query_free_split_result(result_); }
  Split(const Split&) = delete;
  Split& operator=(const Split&) = delete;
  const PgQuerySplitResult* operator->() const { return &result_; }

 private:
  PgQuerySplitResult result_;
};

std::string at(const MigrationFile& file, std::string_view sql, std::size_t offset) {
  const auto position = position_of(sql, offset);
  return fmt::format("{}:{}:{}", file.path, position.line, position.column);
}

void check_encoding(const MigrationFile& file, std::string_view sql) {
  if (const auto zero = sql.find('\0'); zero != std::string_view::npos) {
    throw Error{code::migration_unparsed, fmt::format("{}: a zero byte", at(file, sql, zero)),
                fmt::format("byte {} of the file", file.bytes.size() - sql.size() + zero),
                "is the file UTF-16? save it as UTF-8"};
  }
  if (const auto bad = find_invalid_utf8(sql)) {
    throw Error{code::migration_unparsed, fmt::format("{}: not valid UTF-8", at(file, sql, *bad)),
                fmt::format("byte {} of the file is 0x{:02x}", file.bytes.size() - sql.size() + *bad,
                            static_cast<unsigned char>(sql[*bad])),
                "save the file as UTF-8"};
  }
}

// Length of the blanks and comments before the first word: the parser counts them to the statement, but people
// look for its first line. Nothing else can stand at the beginning of a statement, so no string is misread.
std::size_t skip_blanks(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto two = text.substr(i, 2);
    if (two == "--") {
      i = std::min(text.find('\n', i), text.size());
    } else if (two == "/*") {
      int depth = 0;
      do {
        const auto here = text.substr(i, 2);
        depth += here == "/*" ? 1 : here == "*/" ? -1 : 0;
        i += here == "/*" || here == "*/" ? 2 : 1;
      } while (depth > 0 && i < text.size());
    } else if (std::string_view{" \t\r\n\f\v"}.find(text[i]) != std::string_view::npos) {
      ++i;
    } else {
      break;
    }
  }
  return i;
}

Error meta_command(const MigrationFile& file, std::string_view sql, std::size_t offset) {
  return {code::migration_unparsed, fmt::format("{}: a meta-command of psql", at(file, sql, offset)),
          excerpt(sql, offset), "only SQL can be in a migration: put the SQL itself in its place"};
}

std::vector<Statement> locate(const Split& split, std::string_view sql) {
  std::vector<Statement> out;
  out.reserve(static_cast<std::size_t>(split->n_stmts));
  for (int i = 0; i < split->n_stmts; ++i) {
    const auto offset = static_cast<std::size_t>(split->stmts[i]->stmt_location);
    const auto whole = sql.substr(offset, static_cast<std::size_t>(split->stmts[i]->stmt_len));
    const auto blanks = skip_blanks(whole);
    out.push_back({offset + blanks, whole.size() - blanks});
  }
  return out;
}

std::vector<Obstacle> find_obstacles(const std::vector<Statement>& statements, std::string_view sql) {
  std::vector<Obstacle> out;
  for (const auto& statement : statements) {
    auto obstacle = find_obstacle(std::string{sql.substr(statement.offset, statement.length)});
    if (!obstacle) continue;
    obstacle->offset = statement.offset;
    out.push_back(std::move(*obstacle));
  }
  return out;
}

// A COMMIT in a text that is sent whole would end the transaction halfway. The lexer understands newer grammars
// well enough to find where statements end, and those that the parser does know can then be judged.
std::vector<Obstacle> obstacles_of_unparsed(std::string_view sql) {
  const Split split{pg_query_split_with_scanner(sql.data())};
  return split->error ? std::vector<Obstacle>{} : find_obstacles(locate(split, sql), sql);
}

Script unparsed_script(const MigrationFile& file, std::string_view sql, const PgQueryError& error) {
  const auto cursor = error.cursorpos > 0 ? static_cast<std::size_t>(error.cursorpos) - 1 : 0;
  const auto offset = advance(sql, 0, cursor);
  if (sql.substr(offset, 1) == "\\") throw meta_command(file, sql, offset);
  const auto position = position_of(sql, offset);
  const auto blanks = skip_blanks(sql);
  return {sql,
          {{blanks, sql.size() - blanks}},
          obstacles_of_unparsed(sql),
          fmt::format("line {}, column {}: {}", position.line, position.column, error.message)};
}

}  // namespace

Script parse_script(const MigrationFile& file) {
  std::string_view sql{file.bytes};
  if (sql.starts_with(byte_order_mark)) sql.remove_prefix(byte_order_mark.size());
  check_encoding(file, sql);
  const Split split{pg_query_split_with_parser(sql.data())};
  if (split->error) return unparsed_script(file, sql, *split->error);
  auto statements = locate(split, sql);
  auto obstacles = find_obstacles(statements, sql);
  return {sql, std::move(statements), std::move(obstacles), std::nullopt};
}

}  // namespace admctl::migrate
