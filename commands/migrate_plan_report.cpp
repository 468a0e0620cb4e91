#include "commands/migrate_plan_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/clock.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

std::string shown_bytes(std::int64_t bytes) {
  constexpr std::int64_t unit = 1024;
  if (bytes < unit) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes) / unit;
  std::string_view name = "kB";
  for (const std::string_view larger : {"MB", "GB", "TB"}) {
    if (value < unit) break;
    value /= unit;
    name = larger;
  }
  return fmt::format("{:.{}f} {}", value, value < 10 ? 1 : 0, name);
}

std::string_view work_of(const migrate::StatementLock& lock) {
  return lock.rewrites ? "rewrites" : lock.scans ? "reads" : "none";
}

// "ACCESS EXCLUSIVE on deals (4.2 GB, 3000000 rows), rewrites it"
std::string sentence_of(const migrate::StatementLock& lock, const migrate::TableSize* size) {
  std::string out = fmt::format("{} on {}", lock_name(lock.mode), lock.table);
  if (!size) {
    out += " (not on this target yet)";
  } else {
    const auto rows =
        size->rows < 0 ? std::string{"never analysed"} : count_of(static_cast<std::size_t>(size->rows), "row");
    out += fmt::format(" ({}, {})", shown_bytes(size->bytes), rows);
  }
  if (lock.rewrites) out += ", writes all of it anew";
  if (lock.scans && !lock.rewrites) out += ", reads all of it";
  if (size && size->oldest_transaction_ms > 0 && lock.mode >= migrate::LockMode::share) {
    out += fmt::format("; in use for {}", format_duration(Millis{size->oldest_transaction_ms}));
  }
  return out;
}

Cell locks_cell(const std::vector<migrate::StatementLock>& locks, const TableSizes& sizes) {
  Array all;
  std::vector<std::string> shown;
  for (const auto& lock : locks) {
    const auto it = sizes.find(lock.table);
    const auto* size = it == sizes.end() ? nullptr : &it->second;
    all.push_back(Object{{"table", lock.table},
                         {"mode", lock_name(lock.mode)},
                         {"blocks", blocks(lock.mode)},
                         {"work", work_of(lock)},
                         {"newTable", lock.is_new},
                         {"bytes", size ? Value{size->bytes} : Value{}},
                         {"rows", size && size->rows >= 0 ? Value{size->rows} : Value{}},
                         {"inUseMs", size ? Value{size->oldest_transaction_ms} : Value{}}});
    // What the migration has made itself stops nobody.
    if (!lock.is_new) shown.push_back(sentence_of(lock, size));
  }
  return {std::move(all), shown.empty() ? "-" : join(shown, "; ")};
}

Cell findings_cell(const migrate::LintedMigration& linted, std::size_t statement) {
  std::vector<std::string> ids;
  for (const auto& finding : linted.findings) {
    if (finding.statement_number == statement && !finding.allowed) ids.emplace_back(finding.rule->id);
  }
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return {to_array(ids), join(ids, " ")};
}

}  // namespace

void add_plan_rows(Table& table, const std::string& migration, const migrate::LintedMigration& linted,
                   const TableSizes& sizes) {
  for (std::size_t i = 0; i < linted.script.statements.size(); ++i) {
    const auto& statement = linted.script.statements[i];
    const auto at = migrate::position_of(linted.script.sql, statement.offset);
    const auto text = linted.script.text(statement);
    // Its name stands at the first row of a migration.
    const auto place = fmt::format("{}:{}", i == 0 ? migration : "", at.line);
    table.rows.push_back({Cell{Value{fmt::format("{}:{}", migration, at.line)}, place}, migration, at.line,
                          Cell{Value{text}, std::string{trim(text.substr(0, text.find('\n')))}},
                          locks_cell(linted.statements[i].locks, sizes), findings_cell(linted, i)});
  }
}

Table migrate_plan_table() {
  return {{{"place", "PLACE", false, false, true},
           {"migration", "MIGRATION", false, true},
           {"line", "LINE", true, true},
           {"statement", "STATEMENT"},
           {"locks", "LOCKS", false, false, true},
           {"findings", "FINDINGS", false, false, true}}};
}

}  // namespace admctl::commands
