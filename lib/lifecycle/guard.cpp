#include "lib/lifecycle/guard.hpp"

#include <fmt/format.h>

#include "lib/core/error.hpp"

namespace admctl::lifecycle {

std::vector<Verdict> evaluate_guards(pg::Transaction& tx, const platform::Pack& pack,
                                     const platform::Kind& kind, std::string_view key,
                                     const platform::Transition& rule) {
  std::vector<Verdict> verdicts;
  std::string columns;
  for (const auto& id : rule.guards) {
    const auto* guard = kind.find_guard(id);
    if (!guard) throw Error{code::bad_pack, fmt::format("the kind has no guard '{}'", id)};
    verdicts.push_back({guard, false});
    columns += fmt::format("{}({}) IS TRUE", columns.empty() ? "" : ", ", guard->holds);
  }
  if (verdicts.empty()) return verdicts;
  const auto rows = tx.query(fmt::format("SELECT {} FROM {} AS r WHERE r.{} = $1", columns,
                                         pg::quote(pack.schema, kind.table), pg::quote(kind.key)),
                             {std::string{key}});
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    verdicts[i].holds = !rows.empty() && rows.front().boolean(i);
  }
  return verdicts;
}

}  // namespace admctl::lifecycle
