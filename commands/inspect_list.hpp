// The flags of `inspect KIND`, and its report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/command.hpp"
#include "lib/lifecycle/filter.hpp"

namespace admctl::commands {

// Which records are meant, as flags say it; for every command that works on several records.
struct FilterFlags {
  std::vector<std::string> states;
  std::vector<std::string> not_states;
  std::optional<std::string> stuck;  // "" without an age
  std::optional<std::string> since;
  std::optional<std::string> until;
  std::vector<std::string> where;
  std::optional<std::string> party;
  std::optional<std::string> problem;
};

void declare_filter_flags(Flags& flags, FilterFlags& into);
// Throws code::usage for what is no time or age.
lifecycle::Filter to_filter(const FilterFlags& flags, Time now);
// Names of the flags that were given.
std::vector<std::string> given_filter_flags(const FilterFlags& flags);

struct ListFlags {
  FilterFlags filter;
  std::optional<std::string> sort;
  std::optional<std::string> after;
  std::optional<std::int64_t> limit;
};

void declare_list_flags(Flags& flags, ListFlags& into);
std::vector<std::string> given_list_flags(const ListFlags& flags);
Report list_report(Context& context, const platform::Kind& kind, const ListFlags& flags);

// A time, a date or an age before `now`. Throws code::usage, naming the flag.
std::optional<Time> moment_of(std::string_view flag, const std::optional<std::string>& text, Time now);

// Throws code::usage, naming the flag.
Millis duration_of(std::string_view flag, std::string_view text);

}  // namespace admctl::commands
