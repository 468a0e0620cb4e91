#include "lib/platform/sql_uses.hpp"

#include <fmt/format.h>

namespace admctl::platform {
namespace {

class Collector {
 public:
  explicit Collector(const Pack& pack) : pack_{pack} {}

  std::vector<SqlUse> run() {
    for (const auto& kind : pack_.kinds) add_kind(kind);
    for (const auto& invariant : pack_.invariants) add_invariant(invariant);
    for (const auto& recipe : pack_.recipes) add_recipe(recipe);
    for (const auto& scenario : pack_.scenarios) add_scenario(scenario);
    return std::move(uses_);
  }

 private:
  void add_kind(const Kind& kind) {
    const auto in_kind = [&](std::string_view what) { return fmt::format("kind {}, {}", kind.name, what); };
    of_record(kind, in_kind("how the state is read"), kind.state_reads);
    of_move(kind, in_kind("how the state is written"), kind.state_writes);
    for (const auto& source : kind.timeline) {
      const auto place = in_kind("timeline " + source.name);
      add({place + ", time", source.time, nullptr, kind.table, false, source.table});
      add({place + ", what", source.what, nullptr, kind.table, false, source.table});
      add({place + ", where", source.where, nullptr, kind.table, false, source.table, true});
    }
    for (const auto& [member, sql] : kind.trail.history_entry)
      of_move(kind, in_kind("history, " + member), sql);
    for (const auto& [column, sql] : kind.trail.event) of_move(kind, in_kind("events, " + column), sql);
    for (const auto& guard : kind.guards) of_move(kind, in_kind("guard " + guard.id), guard.holds, true);
    for (const auto& state : kind.lifecycle.states) {
      of_record(kind, in_kind("state " + state.name + ", limit_hours"), state.limit_hours.value_or(""));
      of_record(kind, in_kind("state " + state.name + ", since"), state.since.value_or(""));
    }
    for (const auto& move : kind.lifecycle.transitions) {
      const auto place = in_kind("move to " + move.to);
      add_sets(kind, place, move.sets);
      for (const auto& write : move.writes) add_write(kind, place, write);
      for (const auto& [member, sql] : move.data) of_move(kind, place + ", data, " + member, sql);
    }
  }

  void add_invariant(const Invariant& invariant) {
    for (const auto& check : invariant.checks) {
      const auto place = fmt::format("invariant {}, {}", invariant.id, check.table);
      add({place + ", violated", check.violated, nullptr, check.table, false, {}, true});
      add({place + ", what", check.what, nullptr, check.table});
      add({place + ", owner", check.owner_key, nullptr, check.table});
    }
  }

  void add_recipe(const Recipe& recipe) {
    const auto& kind = *pack_.find_kind(recipe.kind);
    const auto place = "recipe " + recipe.name;
    of_move(kind, place + ", applies", recipe.applies, true);
    for (const auto& input : recipe.inputs) of_move(kind, place + ", input " + input.name, input.when, true);
    for (const auto& check : recipe.checks) of_move(kind, place + ", check " + check.id, check.holds, true);
    for (const auto& step : recipe.steps) {
      of_move(kind, place + ", when", step.when, true);
      add_sets(kind, place, step.sets);
      if (step.write) add_write(kind, place, *step.write);
    }
  }

  void add_scenario(const Scenario& scenario) {
    const auto& kind = *pack_.find_kind(scenario.kind);
    const auto place = "scenario " + scenario.name;
    of_record(kind, place + ", where", scenario.where, true);
    add_sets(kind, place, scenario.sets);
    for (const auto& write : scenario.writes) add_write(kind, place, write);
  }

  void add_sets(const Kind& kind, const std::string& place, const Expressions& sets) {
    for (const auto& [column, sql] : sets) of_move(kind, place + ", set " + column, sql);
  }

  void add_write(const Kind& kind, const std::string& where, const RowWrite& write) {
    const auto place = fmt::format("{}, write to {}", where, write.table);
    const auto& other = write.action == RowWrite::Action::insert ? write.each : write.table;
    add({place, write.where, &kind, {}, true, other, true});
    for (const auto& [column, sql] : write.set) add({place + ", " + column, sql, &kind, {}, true, other});
  }

  void of_record(const Kind& kind, std::string place, const std::string& sql, bool is_condition = false) {
    add({std::move(place), sql, nullptr, kind.table, false, {}, is_condition});
  }

  void of_move(const Kind& kind, std::string place, const std::string& sql, bool is_condition = false) {
    add({std::move(place), sql, &kind, {}, true, {}, is_condition});
  }

  void add(SqlUse use) {
    if (!use.sql.empty()) uses_.push_back(std::move(use));
  }

  const Pack& pack_;
  std::vector<SqlUse> uses_;
};

}  // namespace

std::vector<SqlUse> sql_uses(const Pack& pack) { return Collector{pack}.run(); }

}  // namespace admctl::platform
