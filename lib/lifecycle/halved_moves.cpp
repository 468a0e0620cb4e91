#include "lib/lifecycle/halved_moves.hpp"

#include <algorithm>
#include <iterator>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/record.hpp"

namespace admctl::lifecycle {
namespace {

using Result = MoveOutcome::Result;

// Errors that one record may cause for all: then the set is tried in halves.
bool is_of_one_record(const Error& error) {
  return error.code() == code::shared_row || error.code() == code::invariant_broken ||
         error.code() == code::constraint_violated || error.code() == code::sql_failed;
}

MoveOutcome failed(const Wanted& wanted, const Error& error) {
  MoveOutcome outcome;
  outcome.result = Result::refused;
  outcome.key = wanted.key;
  outcome.error = error;
  return outcome;
}

bool has_refusal(const std::vector<MoveOutcome>& outcomes) {
  return std::ranges::any_of(outcomes, [](const MoveOutcome& outcome) { return outcome.error.has_value(); });
}

}  // namespace

std::vector<Wanted> wanted_of(std::span<const ops::PlanItem> items) {
  std::vector<Wanted> wanted;
  for (const auto& item : items) wanted.push_back({item.key, item.state, item.revision});
  return wanted;
}

std::vector<MoveOutcome> make_moves_halved(ops::Writer& writer, const MoveOrder& order,
                                           std::span<const Wanted> wanted) {
  std::vector<MoveOutcome> out;
  try {
    writer.tentatively([&] {
      out = make_moves(writer, order, wanted);
      return true;
    });
    return out;
  } catch (const Error& error) {
    if (!is_of_one_record(error)) throw;
    if (wanted.size() == 1) return {failed(wanted.front(), error)};
  }
  const auto half = wanted.size() / 2;
  out = make_moves_halved(writer, order, wanted.first(half));
  if (order.stop_at_refusal && has_refusal(out)) {
    out.resize(wanted.size());
    return out;
  }
  auto rest = make_moves_halved(writer, order, wanted.subspan(half));
  std::ranges::move(rest, std::back_inserter(out));
  return out;
}

}  // namespace admctl::lifecycle
