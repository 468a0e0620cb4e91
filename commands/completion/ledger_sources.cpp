// Candidates out of the ledger and the history of settings.
#include <array>
#include <set>

#include <fmt/format.h>

#include "commands/completion/candidates.hpp"
#include "lib/config/history.hpp"
#include "lib/config/listing.hpp"
#include "lib/config/versions.hpp"
#include "lib/ops/ledger.hpp"
#include "lib/ops/plan.hpp"

namespace admctl::commands {
namespace {

constexpr std::int64_t most_operations = 40;
constexpr std::int64_t most_edits = 20;

std::vector<ops::Operation> newest_operations(Query& query) {
  auto* tx = query.database();
  if (!tx || !ops::has_ledger(*tx)) return {};
  ops::OperationFilter newest;
  newest.limit = most_operations;
  return ops::list_operations(*tx, newest);
}

void add_operations(Query& query) {
  for (const auto& operation : newest_operations(query))
    query.add(operation.id, fmt::format("{} by {}", operation.kind, operation.actor));
}

void add_actors(Query& query) {
  std::set<std::string> actors;
  for (const auto& operation : newest_operations(query)) actors.insert(operation.actor);
  for (const auto& actor : actors) query.add(actor);
}

void add_operation_kinds(Query& query) {
  std::set<std::string> kinds;
  for (const auto& operation : newest_operations(query)) kinds.insert(operation.kind);
  for (const auto& kind : kinds) query.add(kind);
}

void add_plans_of(Query& query, ops::PlanFilter filter) {
  auto* tx = query.database();
  if (!tx) return;
  filter.limit = most_operations;
  for (const auto& found : ops::list_plans(*tx, filter))
    query.add(found.plan.id, fmt::format("plan of {}: {} left", found.plan.items, found.progress.left()));
}

void add_plans(Query& query) { add_plans_of(query, {}); }
void add_waiting_plans(Query& query) { add_plans_of(query, {.waiting = true}); }
void add_unfinished_plans(Query& query) { add_plans_of(query, {.unfinished = true}); }

void add_plans_and_operations(Query& query) {
  add_plans(query);
  add_operations(query);
}

// The key that the line is about; empty when it names none.
std::string key_of(const Query& query) {
  return query.line.positionals.empty() ? std::string{} : query.line.positionals.front();
}

void add_revision_now(Query& query) {
  const auto key = key_of(query);
  auto* tx = key.empty() ? nullptr : query.database();
  if (!tx) return;
  const auto& pack = query.context.pack();
  const auto listed = config::look_up(*tx, pack, config::Schema::load(pack), key);
  query.add(listed.entry ? listed.entry->revision : std::string{config::no_revision}, "its revision now");
}

// What it was before; an edit's own revision is what it is until the next one.
void add_revisions_before(Query& query) {
  const auto key = key_of(query);
  auto* tx = key.empty() ? nullptr : query.database();
  if (!tx) return;
  const auto& pack = query.context.pack();
  for (const auto& edit : config::history(*tx, pack, config::Schema::load(pack), key, most_edits)) {
    if (!edit.revision_before.empty())
      query.add(edit.revision_before, fmt::format("until {} by {}", edit.time, edit.actor));
  }
}

void add_versions(Query& query) {
  const auto key = key_of(query);
  auto* tx = key.empty() ? nullptr : query.database();
  if (!tx) return;
  const auto& pack = query.context.pack();
  for (const auto& version : config::list_versions(*tx, pack, config::Schema::load(pack), key))
    query.add(version.version, version.active ? "active" : version.deprecated ? "deprecated" : version.title);
}

constexpr std::array sources{
    CandidateSource{"op show", "OPERATION", add_plans_and_operations},
    CandidateSource{"op undo", "OPERATION", add_plans_and_operations},
    CandidateSource{"", "OPERATION", add_operations},
    CandidateSource{"op list", "--kind", add_operation_kinds},
    CandidateSource{"op list", "--actor", add_actors},
    CandidateSource{"audit", "--actor", add_actors},
    CandidateSource{"audit", "--operation", add_operations},
    CandidateSource{"op status", "ID", add_plans_and_operations},
    CandidateSource{"op approve", "PLAN", add_waiting_plans},
    CandidateSource{"op resume", "PLAN", add_unfinished_plans},
    CandidateSource{"", "PLAN", add_plans},
    CandidateSource{"audit", "--plan", add_plans},
    CandidateSource{"config set", "--expect", add_revision_now},
    CandidateSource{"config unset", "--expect", add_revision_now},
    CandidateSource{"config rollback", "--to", add_revisions_before},
    CandidateSource{"config activate", "VERSION", add_versions},
    CandidateSource{"config deprecate", "VERSION", add_versions},
};

}  // namespace

std::span<const CandidateSource> ledger_sources() { return sources; }

}  // namespace admctl::commands
