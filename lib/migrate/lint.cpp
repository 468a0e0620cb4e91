#include "lib/migrate/lint.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/migrate/lint_suppression.hpp"

namespace admctl::migrate {
namespace {

std::string first_line(std::string_view text) { return std::string{trim(text.substr(0, text.find('\n')))}; }

// One migration under check.
class Check {
 public:
  Check(const MigrationFile& file, KnownSchema& schema, LintedMigration& result)
      : file_{file}, schema_{schema}, result_{result}, suppressions_{find_suppressions(result.script)} {}

  void run() {
    schema_.begin_migration();
    const auto trees = parse_all();
    facts_.statements = result_.script.statements.size();
    facts_.has_lock_timeout = result_.script.directives.lock_timeout.has_value();
    std::size_t next = 0;  // in `trees`
    for (std::size_t i = 0; i < result_.statements.size(); ++i) {
      const auto& tree = result_.statements[i].tree;
      if (!tree) {
        if (result_.script.unparsed) find(not_understood, i, 0, *result_.script.unparsed);
        continue;
      }
      ++next;
      check(i, *tree, std::span{trees}.subspan(next));
      remember(*tree, result_.statements[i].locks);
      schema_.apply(*tree);
    }
    judge_suppressions();
    std::ranges::stable_sort(result_.findings, [](const LintFinding& a, const LintFinding& b) {
      return std::pair{a.at.line, a.at.column} < std::pair{b.at.line, b.at.column};
    });
  }

 private:
  std::vector<ParsedStatement> parse_all() {
    std::vector<ParsedStatement> trees;
    for (const auto& statement : result_.script.statements) {
      result_.statements.push_back({parse_tree(std::string{result_.script.text(statement)}), {}});
      if (result_.statements.back().tree) trees.push_back(*result_.statements.back().tree);
    }
    return trees;
  }

  void check(std::size_t number, const ParsedStatement& tree, std::span<const ParsedStatement> following) {
    auto& linted = result_.statements[number];
    linted.locks = statement_locks(tree, schema_);
    for (auto& lock : linted.locks) lock.is_new = schema_.is_new(lock.table);
    const std::string text{result_.script.text(result_.script.statements[number])};
    const LintSubject subject{tree, text, schema_, facts_, following, linted.locks};
    for (const auto* rule : lint_rules()) {
      if (!rule->check) continue;
      rule->check(subject,
                  [&](std::string what, std::size_t offset) { find(*rule, number, offset, std::move(what)); });
    }
  }

  void find(const LintRule& rule, std::size_t number, std::size_t offset, std::string what) {
    const auto& statement = result_.script.statements[number];
    LintFinding finding{
        &rule,           file_.name,
        file_.path,      position_of(result_.script.sql, statement.offset + std::min(offset, statement.length)),
        std::move(what), first_line(result_.script.text(statement)),
        number,          {}};
    for (auto& suppression : suppressions_) {
      if (!suppression.rule || suppression.rule->id != rule.id || suppression.statement != number) continue;
      suppression.used = true;
      if (!suppression.reason.empty()) finding.allowed = suppression.reason;
    }
    if (rule.name == "missing-lock-timeout") facts_.reported_lock_timeout = true;
    result_.findings.push_back(std::move(finding));
  }

  void remember(const ParsedStatement& tree, const std::vector<StatementLock>& locks) {
    if (tree.kind == "VariableSetStmt" && tree.node.at("name").string_or("") == "lock_timeout") {
      facts_.has_lock_timeout = tree.node.at("kind").string_or("") == "VAR_SET_VALUE";
    }
    for (const auto& lock : locks) {
      if (lock.mode == LockMode::access_exclusive && !schema_.is_new(lock.table)) {
        facts_.exclusively_locked.insert(lock.table);
      }
    }
    for_each_command(tree, [&](std::string_view subtype, const Value& command) {
      const auto& constraint = command.at("def").at("Constraint");
      if (subtype == "AT_AddConstraint" && is_true(constraint, "skip_validation")) {
        facts_.added_not_valid.insert(relation_name(tree.node.at("relation")) + "." +
                                      constraint.at("conname").string_or(""));
      }
    });
  }

  void judge_suppressions() {
    for (const auto& suppression : suppressions_) {
      const auto at = position_of(result_.script.sql, suppression.offset);
      const auto add = [&](const LintRule& rule, std::string what) {
        const auto number = std::min(suppression.statement, result_.script.statements.size());
        result_.findings.push_back({&rule, file_.name, file_.path, at, std::move(what), {}, number, {}});
      };
      if (!suppression.rule) {
        add(suppression_unused, fmt::format("there is no rule '{}'", suppression.name));
      } else if (!suppression.used) {
        add(suppression_unused, fmt::format("{} finds nothing in this statement", suppression.rule->id));
      } else if (suppression.reason.empty()) {
        add(suppression_without_reason, fmt::format("{} is suppressed without a reason", suppression.rule->id));
      }
    }
  }

  const MigrationFile& file_;
  KnownSchema& schema_;
  LintedMigration& result_;
  std::vector<Suppression> suppressions_;
  LintMigration facts_;
};

std::vector<const LintRule*> collect_rules() {
  std::vector<const LintRule*> all;
  for (const auto rules : {table_lint_rules(), index_lint_rules(), constraint_lint_rules(), type_lint_rules(),
                           data_lint_rules(), suppression_lint_rules()}) {
    for (const auto& rule : rules) all.push_back(&rule);
  }
  return all;
}

}  // namespace

std::string_view severity_name(LintSeverity severity) {
  constexpr std::array<std::string_view, 3> names{"error", "warning", "info"};
  return names[static_cast<std::size_t>(severity)];
}

std::span<const LintRule* const> lint_rules() {
  static const auto all = collect_rules();
  return all;
}

const LintRule* find_lint_rule(std::string_view name) {
  const auto wanted = to_lower(name);
  for (const auto* rule : lint_rules()) {
    const auto id = to_lower(rule->id);
    if (wanted == id || "adm-" + wanted == id || wanted == rule->name) return rule;
  }
  return nullptr;
}

LintedMigration lint(const MigrationFile& file, KnownSchema& schema) {
  LintedMigration result{parse_script(file), {}, {}};
  Check{file, schema, result}.run();
  return result;
}

}  // namespace admctl::migrate
