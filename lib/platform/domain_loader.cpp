#include "lib/platform/domains.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "lib/platform/pack_parts.hpp"

namespace admctl::platform {
namespace {

Domain read_domain(const YamlMember& member) {
  Domain domain{member.key, {}};
  if (member.value.type() == YamlNode::Type::list) {
    for (const auto& item : member.value.items()) domain.tables.emplace_back(read_identifier(item), "");
  } else {
    for (const auto& table : member.value.members())
      domain.tables.emplace_back(read_identifier(table.key_node), table.value.text());
  }
  if (domain.tables.empty()) member.value.refuse(fmt::format("domain '{}' has no tables", member.key));
  return domain;
}

}  // namespace

std::vector<Domain> read_domains(const PackFiles& files) {
  std::vector<Domain> result;
  std::map<std::string, std::string> domain_of;
  // The manifest's other keys are load_pack()'s business.
  const auto manifest = read_yaml(files, "platform.yaml").members();
  const auto domains = std::ranges::find(manifest, "domains", &YamlMember::key);
  if (domains == manifest.end()) return result;
  for (const auto& member : read_part(domains->value, files).members()) {
    result.push_back(read_domain(member));
    for (const auto& [table, purpose] : result.back().tables) {
      const auto [at, is_new] = domain_of.emplace(table, member.key);
      if (!is_new) member.value.refuse(fmt::format("table '{}' is already in '{}'", table, at->second));
    }
  }
  return result;
}

}  // namespace admctl::platform
