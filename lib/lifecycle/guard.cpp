#include "lib/lifecycle/guard.hpp"

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::lifecycle {

std::vector<std::vector<Verdict>> evaluate_guards(pg::Transaction& tx, const ops::OperationFacts& facts,
                                                  const platform::Kind& kind,
                                                  std::span<const ops::StateMove> moves,
                                                  const platform::Transition& rule) {
  std::vector<Verdict> unknown;
  std::string columns;
  for (const auto& id : rule.guards) {
    const auto* guard = kind.find_guard(id);
    if (!guard) throw Error{code::bad_pack, fmt::format("kind {} has no guard '{}'", kind.name, id)};
    unknown.push_back({guard, false});
    columns += fmt::format(", ({}) IS TRUE", guard->holds);
  }
  std::vector<std::vector<Verdict>> verdicts(moves.size(), unknown);
  if (unknown.empty() || moves.empty()) return verdicts;
  pg::Params params;
  const auto source = ops::expression_source(facts, kind, moves, {}, params);
  for (const auto row : tx.query(fmt::format("SELECT k.place{} FROM {}", columns, source), params)) {
    auto& of_move = verdicts[static_cast<std::size_t>(row.integer(0))];
    for (std::size_t i = 0; i < of_move.size(); ++i) of_move[i].holds = row.boolean(i + 1);
  }
  return verdicts;
}

}  // namespace admctl::lifecycle
