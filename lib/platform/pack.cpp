#include "lib/platform/pack.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/platform/embedded.hpp"

namespace admctl::platform {
namespace {

bool lists_column(const std::vector<std::string>& columns, std::string_view table, std::string_view column) {
  return std::ranges::any_of(columns, [&](std::string_view entry) {
    return entry.size() == table.size() + 1 + column.size() && entry.starts_with(table) &&
           entry[table.size()] == '.' && entry.ends_with(column);
  });
}

}  // namespace

const State* Lifecycle::find_state(std::string_view name) const {
  const auto state = std::ranges::find(states, name, &State::name);
  return state == states.end() ? nullptr : &*state;
}

std::vector<std::string> Lifecycle::state_names() const {
  std::vector<std::string> names;
  for (const auto& state : states) names.push_back(state.name);
  return names;
}

const Transition* Lifecycle::find_transition(std::string_view from, std::string_view to) const {
  const auto rule = std::ranges::find_if(transitions, [&](const Transition& transition) {
    return transition.to == to && std::ranges::find(transition.from, from) != transition.from.end();
  });
  return rule == transitions.end() ? nullptr : &*rule;
}

const Transition* Lifecycle::find_target(std::string_view to) const {
  const auto rule = std::ranges::find(transitions, to, &Transition::to);
  return rule == transitions.end() ? nullptr : &*rule;
}

std::vector<std::string> Lifecycle::next_states(std::string_view from) const {
  std::vector<std::string> result;
  for (const auto& state : states) {
    if (find_transition(from, state.name)) result.push_back(state.name);
  }
  return result;
}

std::vector<std::pair<std::string, std::string>> Lifecycle::edges() const {
  std::vector<std::pair<std::string, std::string>> result;
  for (const auto& state : states) {
    for (auto& next : next_states(state.name)) result.emplace_back(state.name, std::move(next));
  }
  return result;
}

const Kind* Pack::find_kind(std::string_view name) const {
  const auto kind =
      std::ranges::find_if(kinds, [&](const Kind& k) { return k.name == name || k.plural == name; });
  return kind == kinds.end() ? nullptr : &*kind;
}

const Scenario* Pack::find_scenario(std::string_view name) const {
  const auto it = std::ranges::find(scenarios, name, &Scenario::name);
  return it == scenarios.end() ? nullptr : &*it;
}

const CategoryMapping* Pack::find_categories(std::string_view name) const {
  const auto it = std::ranges::find(categories, name, &CategoryMapping::name);
  return it == categories.end() ? nullptr : &*it;
}

const CategoryLookup* CategoryMapping::find_lookup(std::string_view column) const {
  const auto it = std::ranges::find(lookups, column, &CategoryLookup::column);
  return it == lookups.end() ? nullptr : &*it;
}

const Kind* Pack::kind_of_table(std::string_view table) const {
  const auto kind = std::ranges::find(kinds, table, &Kind::table);
  return kind == kinds.end() ? nullptr : &*kind;
}

const Invariant* Pack::find_invariant(std::string_view id) const {
  const auto invariant = std::ranges::find(invariants, id, &Invariant::id);
  return invariant == invariants.end() ? nullptr : &*invariant;
}

const Recipe* Pack::find_recipe(std::string_view name) const {
  const auto recipe = std::ranges::find(recipes, name, &Recipe::name);
  return recipe == recipes.end() ? nullptr : &*recipe;
}

const Guard* Kind::find_guard(std::string_view id) const {
  const auto guard = std::ranges::find(guards, id, &Guard::id);
  return guard == guards.end() ? nullptr : &*guard;
}

const ConfigStore* ConfigMapping::find_document(std::string_view key) const {
  const auto it = std::ranges::find_if(stores, [&](const ConfigStore& store) {
    return store.kind == ConfigStore::Kind::versions && store.document == key;
  });
  return it == stores.end() ? nullptr : &*it;
}

std::optional<MoneyFormat> Pack::money_of(std::string_view table, std::string_view column) const {
  for (const auto& entry : money) {
    if (lists_column(entry.columns, table, column)) return entry.format;
  }
  return std::nullopt;
}

bool Pack::is_in_class(std::string_view class_name, std::string_view table, std::string_view column) const {
  return std::ranges::any_of(classes, [&](const ColumnClass& entry) {
    return entry.name == class_name && lists_column(entry.columns, table, column);
  });
}

std::vector<std::string> builtin_platforms() {
  std::vector<std::string> result;
  for (const auto& file : embedded_files()) {
    constexpr std::string_view manifest = "/platform.yaml";
    if (!file.path.ends_with(manifest)) continue;
    result.emplace_back(file.path.substr(0, file.path.size() - manifest.size()));
  }
  std::ranges::sort(result);
  return result;
}

PackFiles builtin_files(std::string_view platform) {
  const auto known = builtin_platforms();
  if (std::ranges::find(known, platform) == known.end()) {
    throw Error{code::unknown_platform,
                fmt::format("there is no platform '{}'.{}", platform, did_you_mean(platform, known)),
                {},
                fmt::format("Built in: {}. A platform of your own is given as the path of its folder.",
                            join(known, ", "))};
  }
  return *PackFiles::builtin(platform);
}

Pack load_builtin(std::string_view platform) { return load_pack(builtin_files(platform)); }

}  // namespace admctl::platform
