// Candidates out of the target.
#include <array>

#include "commands/completion/candidates.hpp"
#include "lib/lifecycle/known_records.hpp"
#include "lib/local/test_databases.hpp"
#include "lib/migrate/backfill_store.hpp"

namespace admctl::commands {
namespace {

constexpr std::size_t most_records = 40;

void add_records(Query& query) {
  const auto& word = query.line.current;
  const auto slash = word.find('/');
  const auto& pack = query.context.pack();
  if (slash == std::string::npos) {
    const bool lists = query.line.path == "inspect" || query.line.path == "transition";
    for (const auto& kind : pack.kinds) {
      query.add(kind.name + '/', kind.title);
      if (lists && query.line.positionals.empty()) query.add(kind.plural, "several of them");
    }
    return;
  }
  const auto* kind = pack.find_kind(word.substr(0, slash));
  auto* tx = kind ? query.database() : nullptr;
  if (!tx) return;
  const auto found = lifecycle::records_beginning(*tx, pack, *kind, word.substr(slash + 1), most_records);
  for (const auto& each : found) query.add(word.substr(0, slash + 1) + each.name, each.state);
}

// The moves that the record's state allows; of a kind alone, every state that something moves to.
void add_next_states(Query& query) {
  const auto* kind = query.kind();
  if (!kind) return;
  const auto& lifecycle = kind->lifecycle;
  const auto offer = [&](const std::string& name) {
    const auto* state = lifecycle.find_state(name);
    query.add(name, state ? state->meaning : std::string{});
  };
  if (query.record().empty()) {
    for (const auto& state : lifecycle.states) {
      if (lifecycle.find_target(state.name)) offer(state.name);
    }
    return;
  }
  auto* tx = query.database();
  const auto state = tx ? lifecycle::state_of(*tx, query.context.pack(), *kind, query.record()) : std::nullopt;
  if (!state) return;
  for (const auto& next : lifecycle.next_states(*state)) offer(next);
}

// --expect: the state the record is in.
void add_present_state(Query& query) {
  const auto* kind = query.kind();
  if (!kind || query.record().empty()) return;
  auto* tx = query.database();
  if (!tx) return;
  if (const auto state = lifecycle::state_of(*tx, query.context.pack(), *kind, query.record())) {
    query.add(*state, "its state now");
  }
}

void add_databases(Query& query) {
  auto* tx = query.database();
  if (!tx) return;
  for (const auto& name : local::database_names(*tx)) query.add(name);
}

void add_backfills(Query& query) {
  auto* tx = query.database();
  if (!tx) return;
  for (const auto& backfill : migrate::list_backfills(*tx)) query.add(backfill.name, backfill.state);
}

constexpr std::array sources{
    CandidateSource{"", "KIND/KEY", add_records},
    CandidateSource{"", "KIND[/KEY]", add_records},
    CandidateSource{"transition", "--to", add_next_states},
    CandidateSource{"transition", "--expect", add_present_state},
    CandidateSource{"recover", "--expect", add_present_state},
    CandidateSource{"db url", "NAME", add_databases},
    CandidateSource{"db drop", "NAME", add_databases},
    CandidateSource{"db clone", "NAME|URL", add_databases},
    CandidateSource{"migrate backfill", "NAME", add_backfills},
    CandidateSource{"migrate backfill", "FILE|NAME", add_backfills},
};

}  // namespace

std::span<const CandidateSource> database_sources() { return sources; }

}  // namespace admctl::commands
