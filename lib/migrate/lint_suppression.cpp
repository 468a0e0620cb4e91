#include "lib/migrate/lint_suppression.hpp"

#include <algorithm>
#include <array>

#include "lib/core/text.hpp"

namespace admctl::migrate {
namespace {

constexpr std::string_view marker = "admctl:allow";

// The statement that a comment at `offset` belongs to: the one around it, the one that ends in front of it in
// the same line, else the next.
std::size_t statement_at(const Script& script, std::size_t offset) {
  std::size_t i = 0;
  for (; i < script.statements.size(); ++i) {
    const auto& statement = script.statements[i];
    const auto end = statement.offset + statement.length;
    if (offset < end) return i;
    const auto between = script.sql.substr(end, offset - end);
    const bool last_before = i + 1 == script.statements.size() || offset < script.statements[i + 1].offset;
    if (last_before && between.find('\n') == std::string_view::npos) return i;
  }
  return i;
}

}  // namespace

const LintRule suppression_without_reason{
    "ADM-L090",
    "suppression-without-reason",
    LintSeverity::warning,
    "a rule is suppressed without a reason",
    "Whoever reads the migration later cannot tell whether it was thought about.",
    "  -- admctl:allow ADM-L020: the table has ten rows",
    nullptr};

const LintRule suppression_unused{"ADM-L091",
                                  "suppression-unused",
                                  LintSeverity::warning,
                                  "a suppression suppresses nothing",
                                  "The rule's name is mistyped, the statement was changed, or the comment "
                                  "stands at another statement than meant.",
                                  "Remove it, or put it in front of the statement that it is about.",
                                  nullptr};

const LintRule not_understood{"ADM-L092",
                              "not-understood",
                              LintSeverity::info,
                              "a statement is not understood",
                              "The bundled parser is that of PostgreSQL 15; a newer server may know the "
                              "syntax. It is sent as it is, and no "
                              "rule has looked at it.",
                              "Try it with 'admctl migrate rehearse' on the server version that you use.",
                              nullptr};

std::span<const LintRule> suppression_lint_rules() {
  static const std::array rules{suppression_without_reason, suppression_unused, not_understood};
  return rules;
}

std::vector<Suppression> find_suppressions(const Script& script) {
  std::vector<Suppression> out;
  for (auto at = script.sql.find(marker); at != std::string_view::npos; at = script.sql.find(marker, at + 1)) {
    // Only in a comment: "--" and blanks before it.
    const auto before = trim(script.sql.substr(0, at));
    if (!before.ends_with("--") ||
        script.sql.substr(before.size(), at - before.size()).find('\n') != std::string::npos) {
      continue;
    }
    const auto line_end = std::min(script.sql.find('\n', at), script.sql.size());
    const auto rest = script.sql.substr(at + marker.size(), line_end - at - marker.size());
    const auto colon = rest.find(':');
    const auto names = rest.substr(0, colon);
    const auto reason = colon == std::string_view::npos ? std::string_view{} : trim(rest.substr(colon + 1));
    const auto comment = before.size() - 2;
    for (const auto& each : split(trim(names), ',')) {
      const std::string name{trim(each)};
      out.push_back(
          {find_lint_rule(name), name, std::string{reason}, comment, statement_at(script, comment), false});
    }
    if (trim(names).empty()) {
      out.push_back({nullptr, "", std::string{reason}, comment, statement_at(script, comment), false});
    }
  }
  return out;
}

}  // namespace admctl::migrate
