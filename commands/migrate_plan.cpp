#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/lint_report.hpp"
#include "lib/core/clock.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/history.hpp"
#include "lib/migrate/lint.hpp"
#include "lib/migrate/live_schema.hpp"
#include "lib/migrate/runner.hpp"

namespace admctl::commands {
namespace {

struct Request {
  std::optional<std::string> dir;
};

using Sizes = std::map<std::string, migrate::TableSize, std::less<>>;

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

Cell locks_cell(const std::vector<migrate::StatementLock>& locks, const Sizes& sizes) {
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

void add_rows(Table& table, const std::string& name, const migrate::LintedMigration& linted,
              const Sizes& sizes) {
  for (std::size_t i = 0; i < linted.script.statements.size(); ++i) {
    const auto& statement = linted.script.statements[i];
    const auto at = migrate::position_of(linted.script.sql, statement.offset);
    const auto text = linted.script.text(statement);
    // Its name stands at the first row of a migration.
    const auto place = fmt::format("{}:{}", i == 0 ? name : "", at.line);
    table.rows.push_back({Cell{Value{fmt::format("{}:{}", name, at.line)}, place}, name, at.line,
                          Cell{Value{text}, std::string{trim(text.substr(0, text.find('\n')))}},
                          locks_cell(linted.statements[i].locks, sizes), findings_cell(linted, i)});
  }
}

Table plan_table() {
  return {{{"place", "PLACE", false, false, true},
           {"migration", "MIGRATION", false, true},
           {"line", "LINE", true, true},
           {"statement", "STATEMENT"},
           {"locks", "LOCKS", false, false, true},
           {"findings", "FINDINGS", false, false, true}}};
}

Report run_plan(Context& context, const Request& request) {
  const auto history = migrate::make_history(context.pack());
  const auto files = request.dir ? migrate::load_migrations(std::filesystem::path{*request.dir})
                                 : migrate::load_migrations(context.pack());
  const auto status = migrate::read_status(context.session(), context.pack(), *history, files);
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(context.pack().schema)};
  auto schema = migrate::read_known_schema(tx);
  const auto sizes = migrate::read_table_sizes(tx);
  auto table = plan_table();
  std::vector<migrate::LintFinding> findings;
  std::size_t pending = 0;
  for (const auto& entry : status.entries) {
    if (!entry.is_pending()) continue;
    ++pending;
    const auto linted = migrate::lint(*entry.file, schema);
    add_rows(table, entry.name, linted, sizes);
    findings.insert(findings.end(), linted.findings.begin(), linted.findings.end());
  }
  auto report = Report::list(std::move(table));
  if (pending == 0) return report.note("nothing to do: no migration is pending");
  report.note(fmt::format("{} pending; {}", count_of(pending, "migration"), describe_findings(findings)));
  report.exit = Exit::differences;
  return report.suggest("admctl migrate lint").suggest("admctl migrate rehearse").suggest("admctl migrate up");
}

Run declare_plan(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.option("--dir", request->dir, "a folder of migrations instead of the platform's own",
               {.metavar = "DIR"});
  return [request](Context& context) { return run_plan(context, *request); };
}

const Command plan_table_of_commands[]{
    {.name = "migrate plan",
     .summary = "what each pending statement locks and does to the tables of this target",
     .details = "One row per statement and table: the lock it takes, whether all rows are written anew or read "
                "under it, "
                "the table's size and the planner's estimate of its rows here, and what lint finds, with the "
                "target's own columns and indexes known. Nothing is written.\n\n"
                "Exit status: 10 with --exit-code when migrations are pending, else 0.",
     .examples = {{"admctl migrate plan", "before 'migrate up'"},
                  {"admctl migrate plan -o wide",
                   "what stops meanwhile, and how long the table has been in use"},
                  {"admctl migrate plan --dir migrations -o json", "for a review"}},
     .effect = Effect::reads,
     .declare = declare_plan},
};

}  // namespace

std::span<const Command> migrate_plan_commands() { return plan_table_of_commands; }

}  // namespace admctl::commands
