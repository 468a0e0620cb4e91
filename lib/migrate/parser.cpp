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

std::vector<StatementFacts> inspect(const std::vector<Statement>& statements, std::string_view sql) {
  std::vector<StatementFacts> out;
  out.reserve(statements.size());
  for (const auto& statement : statements)
    out.push_back(inspect_statement(std::string{sql.substr(statement.offset, statement.length)}));
  return out;
}

std::vector<Obstacle> find_obstacles(const std::vector<Statement>& statements,
                                     const std::vector<StatementFacts>& facts) {
  std::vector<Obstacle> out;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    if (!facts[i].obstacle) continue;
    out.push_back(*facts[i].obstacle);
    out.back().offset = statements[i].offset;
    out.back().statement = i;
  }
  return out;
}

// Only what stands between statements is looked at: inside of one it may be part of a string.
Directives find_directives(const MigrationFile& file, const std::vector<Statement>& statements,
                           std::string_view sql) {
  Directives out;
  out.no_transaction = file.no_transaction;
  if (sql.find("admctl:") == std::string_view::npos) return out;
  std::size_t end = 0;
  const auto read = [&](std::size_t until) {
    read_directives(sql.substr(end, until - end), file.path, position_of(sql, end).line, out);
  };
  for (const auto& statement : statements) {
    read(statement.offset);
    end = statement.offset + statement.length;
  }
  read(sql.size());
  return out;
}

bool is_control(const StatementFacts& facts) {
  return facts.obstacle && facts.obstacle->kind == Obstacle::Kind::transaction_control;
}

// BEGIN at the beginning and COMMIT at the end ask for what every migration gets anyway. Anything else of that
// kind stays, and is refused before it runs.
void drop_own_transaction(Script& script) {
  auto& facts = script.facts;
  if (facts.size() < 2 || std::ranges::count_if(facts, is_control) != 2) return;
  const auto says = [](const StatementFacts& fact, std::string_view what) {
    return fact.obstacle && fact.obstacle->what == what;
  };
  const bool begins = says(facts.front(), "BEGIN") || says(facts.front(), "START TRANSACTION");
  if (!begins || !says(facts.back(), "COMMIT")) return;
  script.statements.erase(script.statements.begin());
  script.statements.pop_back();
  facts.erase(facts.begin());
  facts.pop_back();
}

void inspect_all(Script& script, std::vector<Statement> statements) {
  script.statements = std::move(statements);
  script.facts = inspect(script.statements, script.sql);
  drop_own_transaction(script);
  script.obstacles = find_obstacles(script.statements, script.facts);
}

// The lexer understands newer grammars well enough to find where statements end, and those that the parser does
// know can then be judged: a COMMIT in a text that is sent whole would end the transaction halfway, and what
// cannot be in a transaction takes the statements one by one.
void inspect_unparsed(Script& script) {
  Script parts;
  parts.sql = script.sql;
  const Split split{pg_query_split_with_scanner(script.sql.data())};
  if (!split->error) inspect_all(parts, locate(split, script.sql));
  const bool one_by_one =
      script.directives.no_transaction || std::ranges::any_of(parts.obstacles, [](const Obstacle& obstacle) {
        return obstacle.kind == Obstacle::Kind::outside_transaction;
      });
  script.obstacles = parts.obstacles;
  if (one_by_one && !parts.statements.empty()) {
    script.statements = std::move(parts.statements);
    script.facts = std::move(parts.facts);
    return;
  }
  const auto blanks = skip_blanks(script.sql);
  script.statements = {{blanks, script.sql.size() - blanks}};
  script.facts.resize(1);
}

Script unparsed_script(const MigrationFile& file, std::string_view sql, const PgQueryError& error) {
  const auto cursor = error.cursorpos > 0 ? static_cast<std::size_t>(error.cursorpos) - 1 : 0;
  const auto offset = advance(sql, 0, cursor);
  if (sql.substr(offset, 1) == "\\") throw meta_command(file, sql, offset);
  const auto position = position_of(sql, offset);
  Script script{sql};
  script.unparsed = fmt::format("line {}, column {}: {}", position.line, position.column, error.message);
  script.directives = find_directives(file, {}, sql);
  inspect_unparsed(script);
  return script;
}

}  // namespace

bool Script::makes_table(const ObjectName& table) const {
  return std::ranges::any_of(facts, [&](const StatementFacts& each) { return each.creates_table == table; });
}

Script parse_script(const MigrationFile& file) {
  std::string_view sql{file.bytes};
  if (sql.starts_with(byte_order_mark)) sql.remove_prefix(byte_order_mark.size());
  check_encoding(file, sql);
  const Split split{pg_query_split_with_parser(sql.data())};
  if (split->error) return unparsed_script(file, sql, *split->error);
  Script script{sql};
  auto statements = locate(split, sql);
  script.directives = find_directives(file, statements, sql);
  inspect_all(script, std::move(statements));
  return script;
}

}  // namespace admctl::migrate
