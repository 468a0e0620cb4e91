// Candidates that need no database.
#include <array>

#include <fmt/format.h>

#include "commands/completion/candidates.hpp"
#include "commands/explanations.hpp"
#include "commands/migrate_source.hpp"
#include "lib/config/schema.hpp"
#include "lib/migrate/migration_files.hpp"

namespace admctl::commands {
namespace {

void add_platforms(Query& query) {
  for (const auto& name : platform::builtin_platforms()) query.add(name, "built in");
  query.found.files = true;
}

void add_kinds(Query& query) {
  for (const auto& kind : query.context.pack().kinds) query.add(kind.name, kind.title);
}

void add_scenarios(Query& query) {
  for (const auto& scenario : query.context.pack().scenarios) query.add(scenario.name, scenario.title);
}

void add_invariants(Query& query) {
  for (const auto& invariant : query.context.pack().invariants) query.add(invariant.id, invariant.sentence);
}

void add_recipes(Query& query) {
  const auto* kind = query.kind();
  for (const auto& recipe : query.context.pack().recipes) {
    if (!kind || recipe.kind == kind->name) query.add(recipe.name, recipe.title);
  }
}

void add_category_lists(Query& query) {
  for (const auto& list : query.context.pack().categories) query.add(list.name, list.table);
}

void add_settings(Query& query) {
  const auto schema = config::Schema::load(query.context.pack());
  for (const auto& setting : schema.settings()) query.add(setting.key, setting.title);
}

// Of true and false, and of a list of values; anything else is the operator's to say.
void add_setting_values(Query& query) {
  if (query.line.positionals.empty()) return;
  const auto schema = config::Schema::load(query.context.pack());
  const auto* setting = schema.find(query.line.positionals.front());
  if (!setting || setting->secret) return;
  if (setting->schema.at("type").string_or("") == "boolean") {
    query.add("true");
    query.add("false");
  }
  if (const auto* values = setting->schema.at("enum").as_array()) {
    for (const auto& value : *values) query.add(value.string_or(""));
  }
}

void add_migrations(Query& query) {
  const auto dir = query.line.values.find("--dir");
  const auto files = dir == query.line.values.end() ? migrate::load_migrations(query.context.pack())
                                                    : migrate::load_migrations(dir->second);
  for (const auto& file : files) query.add(file.name);
}

void add_states(Query& query) {
  const auto* kind = query.kind();
  if (!kind) return;
  for (const auto& state : kind->lifecycle.states) query.add(state.name, state.meaning);
}

void add_inputs(Query& query, std::span<const platform::Input> inputs) {
  for (const auto& input : inputs) query.add(input.name + '=', input.meaning);
}

void add_move_inputs(Query& query) {
  const auto* kind = query.kind();
  const auto to = query.line.values.find("--to");
  if (!kind || to == query.line.values.end()) return;
  if (const auto* move = kind->lifecycle.find_target(to->second)) add_inputs(query, move->inputs);
}

void add_recipe_inputs(Query& query) {
  if (query.line.positionals.size() < 2) return;
  if (const auto* recipe = query.context.pack().find_recipe(query.line.positionals[1]))
    add_inputs(query, recipe->inputs);
}

void add_migrations_and_files(Query& query) {
  query.found.files = true;
  add_migrations(query);
}

void add_explained(Query& query) {
  for (const auto& each : explanations()) query.add(each.id, each.summary);
}

void add_audit_sources(Query& query) {
  for (const auto* name : {"audit", "events", "ledger"}) query.add(name);
}

constexpr std::array sources{
    CandidateSource{"", "--platform", add_platforms},
    CandidateSource{"platform show", "NAME", add_platforms},
    CandidateSource{"platform lint", "NAME", add_platforms},
    CandidateSource{"target add", "--for", add_platforms},
    CandidateSource{"lifecycle", "KIND", add_kinds},
    CandidateSource{"seed scenario", "NAME", add_scenarios},
    CandidateSource{"seed categories", "NAME", add_category_lists},
    CandidateSource{"seed export categories", "NAME", add_category_lists},
    CandidateSource{"check", "--id", add_invariants},
    CandidateSource{"inspect", "--problem", add_invariants},
    CandidateSource{"transition", "--problem", add_invariants},
    CandidateSource{"recover", "RECIPE", add_recipes},
    CandidateSource{"recover", "--set", add_recipe_inputs},
    CandidateSource{"transition", "--set", add_move_inputs},
    CandidateSource{"config", "KEY", add_settings},
    CandidateSource{"config set", "VALUE", add_setting_values},
    CandidateSource{"seed config", "KEY", add_settings},
    CandidateSource{"migrate up", "--to", add_migrations},
    CandidateSource{"migrate down", "--to", add_migrations},
    CandidateSource{"migrate baseline", "--to", add_migrations},
    CandidateSource{"migrate lint", "--after", add_migrations},
    CandidateSource{"migrate lint", "FILE", add_migrations_and_files},
    CandidateSource{"migrate resolve", "NAME", add_migrations},
    CandidateSource{"audit", "--source", add_audit_sources},
    CandidateSource{"explain", "ADM-nnnn", add_explained},
    CandidateSource{"", "STATE", add_states},
};

}  // namespace

std::span<const CandidateSource> candidate_sources() { return sources; }

}  // namespace admctl::commands
