#include "commands/flag_list.hpp"

#include <algorithm>

#include "lib/core/text.hpp"

namespace admctl::commands {

void FlagList::add(std::string_view names, std::string_view help, const Hint& hint, std::string initial,
                   bool repeatable) {
  flags_.push_back({split(names, ','),
                    std::string{help},
                    std::string{hint.metavar},
                    {hint.choices.begin(), hint.choices.end()},
                    std::move(initial),
                    repeatable,
                    false,
                    hint.commas});
}

std::string FlagInfo::value_usage() const {
  if (metavar.empty()) return {};
  return optional_value ? "[=" + metavar + ']' : ' ' + metavar;
}

void FlagList::flag(std::string_view names, bool&, std::string_view help) {
  add(names, help, {.metavar = ""}, {}, false);
}

void FlagList::flag(std::string_view names, std::optional<std::string>&, std::string_view help,
                    const Hint& hint) {
  add(names, help, hint, {}, false);
  flags_.back().optional_value = true;
}

void FlagList::option(std::string_view names, std::string& into, std::string_view help, const Hint& hint) {
  add(names, help, hint, into, false);
}

void FlagList::option(std::string_view names, std::optional<std::string>& into, std::string_view help,
                      const Hint& hint) {
  add(names, help, hint, into.value_or(""), false);
}

void FlagList::option(std::string_view names, std::int64_t& into, std::string_view help, const Hint& hint) {
  add(names, help, hint, std::to_string(into), false);
}

void FlagList::option(std::string_view names, std::optional<std::int64_t>& into, std::string_view help,
                      const Hint& hint) {
  add(names, help, hint, into ? std::to_string(*into) : "", false);
}

void FlagList::option(std::string_view names, std::vector<std::string>& into, std::string_view help,
                      const Hint& hint) {
  add(names, help, hint, join(into, ","), true);
}

void FlagList::named(std::map<std::string, std::string>&) {}

void FlagList::required(std::string_view metavar, std::string&, std::string_view help) {
  positionals_.push_back({std::string{metavar}, std::string{help}, true, false});
}

void FlagList::optional(std::string_view metavar, std::optional<std::string>&, std::string_view help) {
  positionals_.push_back({std::string{metavar}, std::string{help}, false, false});
}

void FlagList::rest(std::string_view metavar, std::vector<std::string>&, std::string_view help) {
  positionals_.push_back({std::string{metavar}, std::string{help}, true, true});
}

void FlagList::optional_rest(std::string_view metavar, std::vector<std::string>&, std::string_view help) {
  positionals_.push_back({std::string{metavar}, std::string{help}, false, true});
}

const FlagInfo* FlagList::find(std::string_view name) const {
  const auto it = std::ranges::find_if(
      flags_, [&](const FlagInfo& flag) { return std::ranges::find(flag.names, name) != flag.names.end(); });
  return it == flags_.end() ? nullptr : &*it;
}

std::vector<std::string> FlagList::spellings() const {
  std::vector<std::string> all;
  for (const auto& flag : flags_) all.insert(all.end(), flag.names.begin(), flag.names.end());
  return all;
}

FlagList flags_of(const Command& command) {
  FlagList list;
  command.declare(list);
  return list;
}

std::string positional_usage(const FlagList& list) {
  std::string usage;
  for (const auto& positional : list.positionals()) {
    const auto name = positional.metavar + (positional.repeatable ? "..." : "");
    usage += positional.required ? " " + name : " [" + name + "]";
  }
  return usage;
}

}  // namespace admctl::commands
