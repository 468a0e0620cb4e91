#include "lib/migrate/expression_check.hpp"

#include <memory>

#include <fmt/format.h>
#include <pg_query.h>

namespace admctl::migrate {
namespace {

constexpr int first_column = 9;  // of the expression in what is parsed

}  // namespace

std::optional<std::string> expression_mistake(const std::string& expression) {
  const auto sql = fmt::format("SELECT ({}\n)", expression);
  auto parsed = pg_query_parse(sql.c_str());
  const std::unique_ptr<PgQueryParseResult, void (*)(PgQueryParseResult*)> owner{
      &parsed, [](PgQueryParseResult* result) { pg_query_free_parse_result(*result); }};
  if (!parsed.error) return std::nullopt;
  // The closing parenthesis is not the pack's.
  if (parsed.error->cursorpos > static_cast<int>(expression.size()) + first_column - 1) {
    return "it ends before it is complete";
  }
  return fmt::format("{} (character {})", parsed.error->message, parsed.error->cursorpos - first_column + 1);
}

}  // namespace admctl::migrate
