#include "lib/pg/prepared_statements.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/core/id.hpp"

namespace admctl::pg {
namespace {

// Preparing costs a round trip: a statement that is run twice (before and after a change) does not earn it
// back.
constexpr std::size_t worth_it = 3;
// Behind a pooler they stay on the server when this session is gone.
constexpr std::size_t most = 100;
// Long texts are one of a kind.
constexpr std::size_t longest = 32 * 1024;

// FETCH and its like give other columns each time, which a prepared statement may not.
bool is_query(std::string_view sql) {
  constexpr std::array<std::string_view, 5> words{"SELECT ", "WITH ", "INSERT ", "UPDATE ", "DELETE "};
  return std::ranges::any_of(words, [&](std::string_view word) { return sql.starts_with(word); });
}

}  // namespace

const std::string* PreparedStatements::name_of(pqxx::connection_base& connection, std::string_view sql) {
  if (sql.size() > longest || !is_query(sql)) return nullptr;
  auto at = statements_.find(sql);
  if (at == statements_.end()) {
    if (statements_.size() >= most) return nullptr;
    at = statements_.emplace(sql, Statement{}).first;
  }
  auto& statement = at->second;
  if (++statement.uses < worth_it) return nullptr;
  const auto known = statement.names.find(backend_);
  if (known != statement.names.end()) return &known->second;
  if (prepared_ >= most) return nullptr;
  const auto name = fmt::format("admctl_{}", make_uuid_v7(system_clock().now()));
  connection.prepare(name, std::string{sql});
  ++prepared_;
  return &statement.names.emplace(backend_, name).first->second;
}

}  // namespace admctl::pg
