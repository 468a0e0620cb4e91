#include "commands/rehearsal_report.hpp"

#include <chrono>

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

double milliseconds(std::chrono::microseconds took) { return static_cast<double>(took.count()) / 1000.0; }

Cell took_cell(std::chrono::microseconds took) {
  return {Value{milliseconds(took)}, fmt::format("{:.1f} ms", milliseconds(took))};
}

Cell locks_cell(const migrate::RehearsedStatement& statement) {
  Array all;
  std::vector<std::string> shown;
  for (const auto& lock : statement.locks) {
    all.push_back(Object{{"table", lock.table}, {"mode", lock.mode}});
    shown.push_back(fmt::format("{} on {}", lock.mode, lock.table));
  }
  if (statement.outside_transaction) return {std::move(all), "not seen: outside a transaction"};
  return {std::move(all), shown.empty() ? "-" : join(shown, "; ")};
}

Cell names_cell(const std::vector<std::string>& names) {
  return {to_array(names), names.empty() ? "-" : join(names, ", ")};
}

Table steps_table(const migrate::Rehearsal& steps) {
  Table table{{{"place", "PLACE", false, false, true},
               {"migration", "MIGRATION", false, true},
               {"line", "LINE", true, true},
               {"statement", "STATEMENT"},
               {"tookMs", "TOOK", true},
               {"locks", "LOCKS", false, false, true},
               {"rewritten", "REWRITTEN", false, false, true},
               {"invalid", "INVALID", false, false, true}}};
  std::string migration;
  for (const auto& each : steps.statements) {
    const auto place = fmt::format("{}:{}", each.migration, each.at.line);
    const bool first = each.migration != migration;
    migration = each.migration;
    table.rows.push_back({Cell{Value{place}, first ? place : fmt::format(":{}", each.at.line)}, each.migration,
                          each.at.line, Cell{Value{each.text}, each.text.substr(0, each.text.find('\n'))},
                          took_cell(each.took), locks_cell(each), names_cell(each.rewritten),
                          names_cell(each.invalid)});
  }
  return table;
}

std::chrono::microseconds total(const migrate::Rehearsal& rehearsal) {
  std::chrono::microseconds sum{};
  for (const auto& each : rehearsal.statements) sum += each.took;
  return sum;
}

// Fields of one way to run them.
std::vector<Field> outcome_fields(const migrate::Rehearsal& rehearsal) {
  return {{"works", "WORKS", !rehearsal.failure},
          {"statements", "STATEMENTS", rehearsal.statements.size()},
          {"tookMs", "TOOK", took_cell(total(rehearsal))},
          {"failedAt", "FAILED AT", rehearsal.failure ? Value{rehearsal.failed_at} : Value{}},
          {"failure", "WHY", Value{rehearsal.failure}}};
}

}  // namespace

Report rehearsal_report(const RehearsalParts& parts) {
  Report report;
  report.table("statements", "Statements, step by step", steps_table(parts.steps));
  report.fields("steps", "Step by step: a transaction for each migration", outcome_fields(parts.steps));
  report.fields("batch", "As one batch: all in one transaction", outcome_fields(parts.batch));
  for (const auto& each : parts.left_out) report.note("left out of the clone: " + each);
  if (parts.copied) {
    report.note(fmt::format("{} of {} copied{}", count_of(parts.copied->rows, "row"),
                            count_of(parts.copied->tables, "table"),
                            parts.copied->cut ? fmt::format("; {} have more", parts.copied->cut) : ""));
  } else {
    report.note("the clone has no rows: times say nothing about large tables; --with-data N copies some");
  }
  if (parts.steps.failure) {
    report.exit = Exit::failure;
    report.note("a migration fails on the clone; on the target it would have been rolled back");
  } else if (parts.batch.failure) {
    report.note("as one batch they fail, migration by migration they work: 'migrate up' applies them so");
  } else {
    report.suggest(parts.next);
  }
  return report;
}

}  // namespace admctl::commands
