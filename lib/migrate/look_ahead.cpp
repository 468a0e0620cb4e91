#include <algorithm>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/migrate/failure.hpp"
#include "lib/migrate/index_build.hpp"
#include "lib/migrate/run_context.hpp"

namespace admctl::migrate {
namespace {

using Steady = std::chrono::steady_clock;

// How long what was seen of others is good enough to be told.
constexpr std::chrono::seconds look_lasts{1};

void refuse_invalid_indexes(pg::Transaction& tx, const RunContext& context, const Pending& pending) {
  if (context.options.drop_invalid) return;
  const auto& script = pending.script;
  for (std::size_t i = 0; i < script.facts.size(); ++i) {
    const auto& build = script.facts[i].builds_index;
    if (!build || !build->if_not_exists || !build->index || script.makes_table(build->table)) continue;
    if (index_state(tx, *build->index) == IndexState::invalid) {
      throw invalid_index_error(*pending.file, script, i, {build->index->quoted()}, context.options.again);
    }
  }
}

bool changes(const Script& script, const ObjectName& table) {
  return !script.makes_table(table) && std::ranges::any_of(script.facts, [&](const StatementFacts& facts) {
    return std::ranges::find(facts.tables, table) != facts.tables.end();
  });
}

std::vector<ObjectName> tables_of(std::span<const Pending> pending) {
  std::vector<ObjectName> out;
  for (const auto& each : pending) {
    for (const auto& facts : each.script.facts) {
      for (const auto& table : facts.tables) {
        if (!each.script.makes_table(table) && std::ranges::find(out, table) == out.end()) out.push_back(table);
      }
    }
  }
  return out;
}

}  // namespace

void look_ahead(pg::Transaction& tx, RunContext& context, const Pending& pending) {
  refuse_invalid_indexes(tx, context, pending);
  if (!context.seen || Steady::now() - context.seen->at > look_lasts) {
    const auto tables = tables_of(context.pending);
    context.seen.emplace();
    if (!tables.empty()) context.seen->old_transactions = old_transactions(tx, tables);
    context.seen->at = Steady::now();
  }
  for (const auto& old : context.seen->old_transactions) {
    if (changes(pending.script, old.table))
      context.options.say(fmt::format("{}: {}", pending.file->name, old.who));
  }
}

}  // namespace admctl::migrate
