#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/inputs.hpp"
#include "lib/lifecycle/page_data.hpp"

namespace admctl::lifecycle {
namespace {

LegalMove judge(const PageData& page, const std::string& to) {
  LegalMove move{page.kind.lifecycle.find_transition(page.state, to), to, {}, {}, {}};
  move.missing = missing_inputs(move.rule->inputs, {}, *page.image.as_object());
  try {
    // A guard may trip over the very data that is wrong with the record; the page is shown all the same.
    page.tx.savepoint([&] {
      const ops::OperationFacts facts{&page.pack, "", to_sql_timestamp(page.now), "", {}, {}};
      const ops::StateMove step{page.key, page.state, to};
      move.verdicts = evaluate_guards(page.tx, facts, page.kind, {&step, 1}, *move.rule).front();
    });
  } catch (const Error& error) {
    if (error.code() != code::sql_failed) throw;
    move.failure = error.message();
  }
  return move;
}

std::string verdict(const LegalMove& move) {
  if (move.failure) return "unknown";
  return move.allowed() ? "allowed" : "refused";
}

std::string inputs_text(const LegalMove& move) {
  std::vector<std::string> names;
  for (const auto& input : move.rule->inputs) {
    const bool needed = std::ranges::find(move.missing, &input) != move.missing.end();
    names.push_back(needed ? input.name + " (needed)" : input.name);
  }
  return join(names, ", ");
}

Array inputs_value(const LegalMove& move) {
  Array out;
  for (const auto& input : move.rule->inputs) {
    const bool needed = std::ranges::find(move.missing, &input) != move.missing.end();
    out.emplace_back(Object{{"name", input.name}, {"meaning", input.meaning}, {"needed", needed}});
  }
  return out;
}

Array guards_value(const LegalMove& move) {
  Array out;
  for (const auto& each : move.verdicts) {
    out.emplace_back(Object{{"id", each.guard->id}, {"holds", each.holds}, {"sentence", each.guard->sentence}});
  }
  return out;
}

}  // namespace

bool LegalMove::allowed() const {
  return !failure && std::ranges::all_of(verdicts, [](const Verdict& each) { return each.holds; });
}

std::vector<LegalMove> legal_moves(const PageData& page) {
  std::vector<LegalMove> moves;
  for (const auto& to : page.kind.lifecycle.next_states(page.state)) moves.push_back(judge(page, to));
  return moves;
}

Table moves_table(const std::vector<LegalMove>& moves) {
  Table table{.columns = {{"to", "TO"},
                          {"verdict", "VERDICT"},
                          {"roles", "ROLES"},
                          {"inputs", "TAKES"},
                          {"by", "IN THE APPLICATION", false, true},
                          {"guards", "GUARDS", false, true},
                          {"effects", "OUTSIDE THE DATABASE", false, true}}};
  for (const auto& move : moves) {
    std::vector<std::string> guards;
    for (const auto& each : move.verdicts) guards.push_back(each.guard->id + (each.holds ? "" : " (refuses)"));
    table.rows.push_back({Cell::state(move.to), Cell{verdict(move)},
                          Cell{to_array(move.rule->roles), join(move.rule->roles, ", ")},
                          Cell{inputs_value(move), inputs_text(move)}, Cell{move.rule->by},
                          Cell{guards_value(move), join(guards, ", ")},
                          Cell{to_array(move.rule->effects), join(move.rule->effects, "; ")}});
  }
  return table;
}

std::string refusals_text(const std::vector<LegalMove>& moves) {
  std::string out;
  for (const auto& move : moves) {
    for (const auto& each : move.verdicts) {
      if (!each.holds) out += fmt::format("{}: {}: {}\n", move.to, each.guard->id, each.guard->sentence);
    }
    if (move.failure) out += fmt::format("{}: its guards cannot be evaluated: {}\n", move.to, *move.failure);
    for (const auto* input : move.missing) {
      out += fmt::format("{}: takes --set {}=...: {}\n", move.to, input->name, input->meaning);
    }
  }
  return out;
}

std::string effects_text(const std::vector<LegalMove>& moves) {
  std::string out;
  for (const auto& move : moves) {
    for (const auto& effect : move.rule->effects) out += fmt::format("{}: {}\n", move.to, effect);
  }
  return out;
}

}  // namespace admctl::lifecycle
