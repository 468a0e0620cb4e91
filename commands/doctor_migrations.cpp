#include <memory>

#include <fmt/format.h>

#include "commands/doctor_checks.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/drift.hpp"
#include "lib/migrate/migration_files.hpp"
#include "lib/migrate/runner.hpp"

namespace admctl::commands {
namespace {

using health::Findings;
using health::Subject;
using migrate::State;

constexpr std::size_t shown = 5;

std::string some_of(const std::vector<std::string>& names) {
  if (names.size() <= shown) return join(names, ", ");
  return join(std::span{names}.first(shown), ", ") + fmt::format(" and {} more", names.size() - shown);
}

void find(Findings& findings, const migrate::Status& status, State state, std::string_view rule,
          std::string_view what, std::string remedy) {
  std::vector<std::string> names;
  for (const auto& entry : status.entries) {
    if (entry.state == state) names.push_back(entry.name);
  }
  if (names.empty()) return;
  findings.add(rule, fmt::format("{} {}: {}", count_of(names.size(), "migration"), what, some_of(names)),
               Object{{"state", migrate::state_name(state)}, {"migrations", to_array(names)}},
               std::move(remedy));
}

struct Known {
  std::vector<migrate::MigrationFile> files;
  std::unique_ptr<migrate::History> history;
  migrate::Status status;
};

Known read_migrations(const Subject& subject) {
  const auto& pack = subject.pack;
  Known known{
      migrate::load_migrations(pack, pack.history), migrate::make_history(pack.history, pack.schema), {}};
  known.status = migrate::read_status(subject.session, pack, *known.history, known.files);
  return known;
}

}  // namespace

void check_migrations(const Subject& subject, Findings& findings) {
  const auto known = read_migrations(subject);
  const auto& status = known.status;
  if (!status.has_history && is_foreign(subject, findings)) return;
  if (!status.has_history && status.schema_in_use) {
    findings.add("no-history", fmt::format("the schema has tables, but no {}", known.history->table()), {},
                 "admctl migrate baseline");
  } else {
    find(findings, status, State::failed, "migration-failed", "failed", "admctl migrate status");
    find(findings, status, State::edited, "migration-edited", "edited after it was applied",
         "admctl migrate verify");
    find(findings, status, State::missing, "migration-unknown", "applied, but not on disk",
         "admctl migrate verify");
    find(findings, status, State::unknown, "migration-unknown", "applied, and later than every file here",
         "admctl migrate verify");
    find(findings, status, State::pending, "migration-pending", "pending", "admctl migrate up");
    find(findings, status, State::out_of_order, "migration-pending", "not applied, though later ones are",
         "admctl migrate status");
    find(findings, status, State::rolled_back, "migration-pending", "rolled back, pending again",
         "admctl migrate status");
  }
  findings.ok(status.describe(), Object{{"applied", status.count(State::applied)}});
}

void check_drift(const Subject& subject, Findings& findings) {
  if (is_foreign(subject, findings)) return;
  const auto known = read_migrations(subject);
  pg::Transaction tx{subject.session, subject.transaction()};
  const auto drift = migrate::find_drift(tx, *known.history, known.status);
  const bool compared = drift.understood && drift.tables > 0;
  if (!drift.missing.empty()) {
    findings.add("schema-missing", "gone, though migrations made it: " + some_of(drift.missing),
                 Object{{"missing", to_array(drift.missing)}}, "admctl schema diff");
  }
  if (compared && !drift.extra.empty()) {
    findings.add("schema-extra", "there, though no migration made it: " + some_of(drift.extra),
                 Object{{"extra", to_array(drift.extra)}}, "admctl schema diff");
  }
  findings.ok(compared ? fmt::format("{} with their columns; 'schema diff' compares the rest",
                                     count_of(drift.tables, "table"))
                       : std::string{"nothing to compare by name; 'schema diff' replays the migrations"},
              Object{{"tables", drift.tables}, {"schemaDiff", false}});
}

}  // namespace admctl::commands
