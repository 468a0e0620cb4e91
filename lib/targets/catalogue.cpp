#include "lib/targets/catalogue.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/target.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::targets {

const Setting* Entry::find(std::string_view key) const {
  const auto found = settings.find(key);
  return found == settings.end() ? nullptr : &found->second;
}

std::optional<ops::Protection> Entry::protection() const {
  const auto* setting = find("protection");
  return setting ? ops::parse_protection(setting->text) : std::nullopt;
}

const Entry* Catalogue::find(std::string_view name) const {
  const auto found = std::ranges::find(entries, name, &Entry::name);
  return found == entries.end() ? nullptr : &*found;
}

const Entry& Catalogue::at(std::string_view name) const {
  if (const auto* found = find(name)) return *found;
  throw Error{code::unknown_target,
              fmt::format("there is no target '{}'.{}", visible(name), did_you_mean(name, names())),
              {},
              "'admctl target list' shows those there are, 'admctl target add' makes one"};
}

std::vector<std::string> Catalogue::names() const {
  std::vector<std::string> out;
  for (const auto& entry : entries) out.push_back(entry.name);
  return out;
}

std::vector<std::string> Catalogue::select(const std::vector<std::string>& words) const {
  std::vector<std::string> out;
  const auto add = [&](const std::string& name) {
    if (std::ranges::find(out, name) == out.end()) out.push_back(name);
  };
  for (const auto& word : words) {
    if (!word.starts_with('@')) {
      add(word == embedded_name ? word : at(word).name);
      continue;
    }
    std::vector<std::string> groups;
    bool known = false;
    for (const auto& entry : entries) {
      groups.insert(groups.end(), entry.groups.begin(), entry.groups.end());
      if (std::ranges::find(entry.groups, word.substr(1)) == entry.groups.end()) continue;
      add(entry.name);
      known = true;
    }
    if (!known) {
      throw Error{code::unknown_target,
                  fmt::format("no target is in a group '{}'.{}", visible(word.substr(1)),
                              did_you_mean(word.substr(1), groups)),
                  {},
                  "'admctl target list' shows the groups of each target"};
    }
  }
  return out;
}

}  // namespace admctl::targets
