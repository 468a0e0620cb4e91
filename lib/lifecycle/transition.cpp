#include "lib/lifecycle/transition.hpp"

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/key_search.hpp"
#include "lib/lifecycle/moves.hpp"

namespace admctl::lifecycle {
namespace {

void move_inside(ops::Writer& writer, const Move& move, MoveResult& result) {
  const auto key = resolve_key(writer.tx(), writer.pack(), *move.record.kind, move.record.key);
  const MoveOrder order{.kind = move.record.kind, .to = move.to, .given = move.given, .waived = {}};
  const Wanted wanted{key, move.expect, move.expect_revision};
  const auto outcomes = make_moves(writer, order, {&wanted, 1});
  const auto& outcome = outcomes.front();
  if (outcome.error) throw *outcome.error;
  result.record = outcome.record;
  result.from = outcome.from;
  result.to = move.to;
  result.already = outcome.result == MoveOutcome::Result::already;
  result.overridden = outcome.overridden;
  result.effects = effects_of(order, outcomes);
  if (result.already) return;
  writer.summarise("subject", result.record);
  writer.summarise("from", result.from);
  writer.summarise("to", result.to);
}

}  // namespace

MoveResult transition(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                      const Move& move, const ops::WriteOptions& options) {
  if (request.force && (!request.reason || trim(*request.reason).empty())) {
    throw Error{
        code::reason_needed, "--force needs a reason", {}, "add --reason \"why\": it is kept in the ledger"};
  }
  MoveResult result;
  result.outcome = ops::write(
      session, pack, request, [&](ops::Writer& writer) { move_inside(writer, move, result); }, options);
  return result;
}

}  // namespace admctl::lifecycle
