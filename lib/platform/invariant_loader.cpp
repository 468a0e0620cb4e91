// Reads what must be true of the platform's data.
#include <fmt/format.h>

#include "lib/platform/pack_parts.hpp"

namespace admctl::platform {
namespace {

const std::vector<std::string> severities{"error", "warning"};

InvariantCheck read_check(const YamlNode& node, std::span<const Kind> kinds) {
  const auto map = node.map("a check", {"kind", "table", "key", "violated", "what", "owner", "scan"});
  const auto* table = map.find("table");
  const auto* named = map.find("kind");
  if (!table == !named) node.refuse("a check has either 'kind' or 'table'");
  InvariantCheck result;
  if (named) {
    const auto& kind = read_kind_reference(*named, kinds);
    result.kind = kind.name;
    result.table = kind.table;
    result.key = kind.key;
    if (const auto* key = map.find("key")) key->refuse("the key of a kind is known");
    if (const auto* owner = map.find("owner")) owner->refuse("the owner of a kind is said by the kind");
  } else {
    result.table = read_identifier(*table);
    if (const auto* key = map.find("key")) result.key = read_identifier(*key);
    if (const auto* owner = map.find("owner")) {
      const auto of = owner->map("'owner'", {"kind", "key"});
      result.owner_kind = read_kind_reference(of.at("kind"), kinds).name;
      result.owner_key = read_sql(of.at("key"));
    }
  }
  result.violated = read_sql(map.at("violated"));
  if (const auto* what = map.find("what")) result.what = read_sql(*what);
  result.scan = map.flag_or("scan", false);
  return result;
}

Invariant read_invariant(const YamlMember& member, std::span<const Kind> kinds) {
  const auto map = member.value.map(fmt::format("invariant '{}'", member.key),
                                    {"title", "sentence", "severity", "remedy", "checks"});
  Invariant result;
  result.id = member.key;
  result.title = map.text("title");
  result.sentence = map.text("sentence");
  if (const auto* severity = map.find("severity")) {
    result.severity = severity->one_of("severity", severities) == "error" ? Severity::error : Severity::warning;
  }
  result.remedy = map.text_or("remedy", "");
  for (const auto& item : map.at("checks").items()) result.checks.push_back(read_check(item, kinds));
  if (result.checks.empty()) map.at("checks").refuse("an invariant has at least one check");
  return result;
}

}  // namespace

std::vector<Invariant> read_invariants(const YamlNode& node, std::span<const Kind> kinds) {
  std::vector<Invariant> result;
  for (const auto& member : node.members()) result.push_back(read_invariant(member, kinds));
  return result;
}

}  // namespace admctl::platform
