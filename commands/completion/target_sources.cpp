// Candidates out of the files of targets.
#include <array>
#include <set>

#include "commands/completion/candidates.hpp"

namespace admctl::commands {
namespace {

void add_targets(Query& query) {
  for (const auto& entry : query.context.targets().entries) {
    const auto protection = entry.protection();
    query.add(entry.name, protection ? ops::word_of(*protection) : std::string_view{});
  }
}

void add_any_target(Query& query) {
  query.add(std::string{targets::embedded_name}, "the embedded database");
  add_targets(query);
}

void add_targets_and_groups(Query& query) {
  add_any_target(query);
  std::set<std::string> groups;
  for (const auto& entry : query.context.targets().entries)
    groups.insert(entry.groups.begin(), entry.groups.end());
  for (const auto& group : groups) query.add("@" + group, "a group");
}

void add_groups(Query& query) {
  std::set<std::string> groups;
  for (const auto& entry : query.context.targets().entries)
    groups.insert(entry.groups.begin(), entry.groups.end());
  for (const auto& group : groups) query.add(group);
}

constexpr std::array sources{
    CandidateSource{"", "--target", add_any_target},
    CandidateSource{"", "--targets", add_targets_and_groups},
    CandidateSource{"target show", "NAME", add_any_target},
    CandidateSource{"target test", "NAME", add_any_target},
    CandidateSource{"target remove", "NAME", add_targets},
    CandidateSource{"target add", "--group", add_groups},
};

}  // namespace

std::span<const CandidateSource> target_sources() { return sources; }

}  // namespace admctl::commands
