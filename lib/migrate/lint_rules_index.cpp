// Rules about indexes.
#include <algorithm>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/migrate/lint_rule.hpp"

namespace admctl::migrate {
namespace {

void not_concurrently(const LintSubject& subject, const LintReport& report) {
  const auto& node = subject.node();
  if (subject.kind() != "IndexStmt" || is_true(node, "concurrent")) return;
  const auto table = relation_name(node.at("relation"));
  if (subject.schema.is_new(table)) return;
  report(fmt::format("CREATE INDEX stops writes to {} until the index is built", table), 0);
}

void drop_not_concurrently(const LintSubject& subject, const LintReport& report) {
  const auto& node = subject.node();
  if (subject.kind() != "DropStmt" || node.at("removeType").string_or("") != "OBJECT_INDEX" ||
      is_true(node, "concurrent")) {
    return;
  }
  for (const auto& object : elements(node.at("objects"))) {
    const auto name = dotted_name(names_of(object.at("List").at("items")));
    const auto table = subject.schema.table_of_index(name);
    if (table && subject.schema.is_new(*table)) continue;
    report(fmt::format("DROP INDEX {} stops reads and writes of its table while it waits and runs", name), 0);
  }
}

void reindex(const LintSubject& subject, const LintReport& report) {
  if (subject.kind() != "ReindexStmt") return;
  for (const auto& option : elements(subject.node().at("params"))) {
    if (option.at("DefElem").at("defname").string_or("") == "concurrently") return;
  }
  const auto table = relation_name(subject.node().at("relation"));
  if (subject.schema.is_new(table)) return;
  report("REINDEX stops writes until it is done", 0);
}

void if_not_exists(const LintSubject& subject, const LintReport& report) {
  const auto& node = subject.node();
  if (subject.kind() != "IndexStmt" || !is_true(node, "concurrent") || !is_true(node, "if_not_exists")) return;
  report(fmt::format("IF NOT EXISTS takes an INVALID index {} of an earlier attempt for a good one",
                     node.at("idxname").string_or("")),
         0);
}

void duplicate(const LintSubject& subject, const LintReport& report) {
  const auto& node = subject.node();
  if (subject.kind() != "IndexStmt" || !node.at("whereClause").is_null()) return;
  const auto table = relation_name(node.at("relation"));
  const auto* known = subject.schema.find_table(table);
  if (!known) return;
  KnownSchema made;
  made.add_table(table, {});
  made.apply(subject.statement);
  const auto& index = made.find_table(table)->indexes.front();
  if (std::ranges::count(index.columns, "") > 0 || node.at("accessMethod").string_or("") != "btree") return;
  for (const auto& other : known->indexes) {
    const bool covers = other.columns == index.columns && !other.partial && (other.unique || !index.unique);
    if (!covers || (!other.name.empty() && other.name == index.name)) continue;
    report(fmt::format("{} has an index on ({}) already{}", table, join(index.columns, ", "),
                       other.name.empty() ? "" : ": " + other.name),
           0);
    return;
  }
}

void mixed(const LintSubject& subject, const LintReport& report) {
  const bool concurrent =
      (subject.kind() == "IndexStmt" || subject.kind() == "DropStmt") && is_true(subject.node(), "concurrent");
  if (concurrent && subject.migration.statements > 1) {
    report(fmt::format("runs outside a transaction, and so do the other {} of the migration",
                       count_of(subject.migration.statements - 1, "statement")),
           0);
  }
}

void refresh(const LintSubject& subject, const LintReport& report) {
  const auto& node = subject.node();
  if (subject.kind() != "RefreshMatViewStmt" || is_true(node, "concurrent") || is_true(node, "skipData"))
    return;
  const auto name = relation_name(node.at("relation"));
  if (subject.schema.is_new(name)) return;
  report(fmt::format("REFRESH stops reads of {} until it is done", name), 0);
}

void unnamed(const LintSubject& subject, const LintReport& report) {
  const auto& node = subject.node();
  if (subject.kind() != "IndexStmt" || !node.at("idxname").string_or("").empty()) return;
  report("the index has no name of its own", 0);
}

constexpr LintRule rules[]{
    {"ADM-L020", "index-not-concurrently", LintSeverity::error, "an index is built while writes wait",
     "CREATE INDEX holds SHARE on the table: every INSERT, UPDATE and DELETE waits until the whole table is "
     "read.",
     "In a migration of its own, as it cannot run in a transaction:\n"
     "  CREATE INDEX CONCURRENTLY t_a ON t (a);",
     not_concurrently},
    {"ADM-L021", "drop-index-not-concurrently", LintSeverity::warning,
     "an index is dropped under ACCESS EXCLUSIVE",
     "It waits for every query on the table, and all later ones wait behind it.",
     "In a migration of its own:\n  DROP INDEX CONCURRENTLY t_a;", drop_not_concurrently},
    {"ADM-L022", "reindex-not-concurrently", LintSeverity::error, "an index is rebuilt while writes wait",
     "REINDEX holds SHARE on the table and ACCESS EXCLUSIVE on the index.",
     "In a migration of its own (PostgreSQL 12 and later):\n  REINDEX INDEX CONCURRENTLY t_a;", reindex},
    {"ADM-L023", "concurrently-if-not-exists", LintSeverity::warning, "IF NOT EXISTS hides an INVALID index",
     "When CREATE INDEX CONCURRENTLY fails it leaves an INVALID index of that name. The next run finds the "
     "name, "
     "does nothing and succeeds: queries never use it, and a unique one does not hold.",
     "Leave IF NOT EXISTS out, or drop a leftover first:\n"
     "  DROP INDEX CONCURRENTLY IF EXISTS t_a;\n  CREATE INDEX CONCURRENTLY t_a ON t (a);",
     if_not_exists},
    {"ADM-L024", "duplicate-index", LintSeverity::warning, "the table has that index already",
     "Every write pays for both, no query gains.",
     "Leave it out. A unique constraint and a primary key are indexes too.", duplicate},
    {"ADM-L025", "concurrently-with-others", LintSeverity::info,
     "a migration mixes CONCURRENTLY with other statements",
     "None of its statements shares a transaction with another: after a failure some took effect and some did "
     "not. admctl resumes at the failed one; other tools start again.",
     "Put it into a migration of its own.", mixed},
    {"ADM-L026", "refresh-not-concurrently", LintSeverity::warning,
     "a materialized view is refreshed while reads wait",
     "REFRESH holds ACCESS EXCLUSIVE while the query of the view runs.",
     "It takes a unique index on the view:\n  REFRESH MATERIALIZED VIEW CONCURRENTLY v;", refresh},
    {"ADM-L027", "unnamed-index", LintSeverity::info, "an index has no name of its own",
     "The server makes one up, which depends on what is there: later migrations cannot be sure of it.",
     "  CREATE INDEX t_a ON t (a);", unnamed},
};

}  // namespace

std::span<const LintRule> index_lint_rules() { return rules; }

}  // namespace admctl::migrate
