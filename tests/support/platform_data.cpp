#include "tests/support/platform_data.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include "lib/platform/yaml_reader.hpp"

namespace admctl::test {
namespace {

using platform::YamlNode;

constexpr auto any_number = std::numeric_limits<int>::max();

// nullopt when there is no such file.
std::optional<YamlNode> read(const std::filesystem::path& path) {
  std::ifstream in{path};
  if (!in) return std::nullopt;
  const auto shown = std::filesystem::relative(path, ADMCTL_SOURCE_DIR);
  return YamlNode::parse(shown.string(), std::string{std::istreambuf_iterator<char>{in}, {}});
}

// Calls `body` with every member of the file's mapping and every item of that member's list.
template <typename Body>
void for_each_item(const std::filesystem::path& path, Body body) {
  const auto document = read(path);
  if (!document) return;
  for (const auto& member : document->members()) {
    for (const auto& item : member.value.items()) body(member.key, item);
  }
}

Given given_of(const YamlNode& node) {
  Given out;
  for (const auto& member : node.members()) out.emplace_back(member.key, member.value.text());
  return out;
}

Given given_or_none(const platform::YamlMap& map) {
  const auto* node = map.find("given");
  return node ? given_of(*node) : Given{};
}

std::set<std::string> set_of(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

IncidentRecovery recovery_of(const YamlNode& node) {
  const auto map = node.map("recovery", {"recipe", "to", "outside", "given", "state", "after", "remains"});
  IncidentRecovery out;
  out.recipe = map.find_text("recipe");
  out.to = map.find_text("to");
  if (out.recipe && out.to) node.refuse("a recovery is a recipe or a move, not both");
  out.outside = map.text_or("outside", "");
  out.given = given_or_none(map);
  out.state = map.text_or("state", "");
  out.after = map.text_or("after", "true");
  out.remains = set_of(map.texts_or_none("remains"));
  return out;
}

}  // namespace

PlatformData::PlatformData(std::string platform) : platform_{std::move(platform)} {}

std::filesystem::path PlatformData::file(std::string_view name) const {
  return std::filesystem::path{ADMCTL_SOURCE_DIR} / "tests" / "data" / "platforms" / platform_ / name;
}

std::vector<ExpectedKind> PlatformData::kinds() const {
  std::vector<ExpectedKind> out;
  const auto document = read(file("lifecycles.yaml"));
  if (!document) return out;
  for (const auto& member : document->members()) {
    const auto map = member.value.map(fmt::format("kind '{}'", member.key),
                                      {"table", "owner", "events", "moves", "terminal"});
    ExpectedKind kind;
    kind.name = member.key;
    kind.table = map.text("table");
    kind.owner = map.text_or("owner", "");
    kind.events = map.text_or("events", "");
    for (const auto& state : map.at("moves").members()) kind.moves.emplace_back(state.key, state.value.texts());
    kind.terminal = set_of(map.texts_or_none("terminal"));
    out.push_back(std::move(kind));
  }
  return out;
}

std::vector<ArrangedMove> PlatformData::moves() const {
  std::vector<ArrangedMove> out;
  for_each_item(file("moves.yaml"), [&](const std::string& kind, const YamlNode& item) {
    const auto map = item.map("move", {"to", "from", "pick", "prepare", "given", "after"});
    out.push_back({kind, map.text("to"), map.texts_or_none("from"), map.text_or("pick", "true"),
                   map.text_or("prepare", ""), given_or_none(map), map.text_or("after", "true")});
  });
  return out;
}

std::vector<BrokenGuard> PlatformData::guards() const {
  std::vector<BrokenGuard> out;
  for_each_item(file("guards.yaml"), [&](const std::string& kind, const YamlNode& item) {
    const auto map = item.map("broken guard", {"guard", "from", "to", "spoil", "given"});
    BrokenGuard broken{kind,           map.text("guard"),        map.text("from"),
                       map.text("to"), map.text_or("spoil", ""), std::nullopt};
    if (const auto* given = map.find("given")) broken.given = given_of(*given);
    out.push_back(std::move(broken));
  });
  return out;
}

std::vector<Breakage> PlatformData::breakages() const {
  std::vector<Breakage> out;
  for_each_item(file("breakages.yaml"), [&](const std::string& invariant, const YamlNode& item) {
    const auto map = item.map("breakage", {"prepare", "sql", "violates", "rows", "scan"});
    Breakage breakage;
    breakage.invariant = invariant;
    breakage.prepare = map.text_or("prepare", "");
    breakage.sql = map.text("sql");
    breakage.violated = map.texts_or_none("violates");
    if (breakage.violated.empty()) breakage.violated = {invariant};
    if (const auto* rows = map.find("rows"))
      breakage.rows = static_cast<std::size_t>(rows->integer(1, any_number));
    breakage.scan = map.flag_or("scan", false);
    out.push_back(std::move(breakage));
  });
  return out;
}

std::vector<Incident> PlatformData::drills() const {
  std::vector<Incident> out;
  const auto document = read(file("drills.yaml"));
  if (!document) return out;
  for (const auto& member : document->members()) {
    const auto map = member.value.map(fmt::format("scenario '{}'", member.key),
                                      {"symptom", "broken", "shows", "recoveries"});
    Incident drill;
    drill.scenario = member.key;
    drill.symptom = map.text("symptom");
    drill.broken = set_of(map.texts_or_none("broken"));
    drill.shows = map.texts_or_none("shows");
    if (drill.broken.empty() && drill.shows.empty())
      member.key_node.refuse(
          "a scenario breaks an invariant, or its page shows something: 'broken' or 'shows'");
    for (const auto& item : map.at("recoveries").items()) drill.recoveries.push_back(recovery_of(item));
    if (drill.recoveries.empty()) map.at("recoveries").refuse("a scenario has a recovery");
    out.push_back(std::move(drill));
  }
  return out;
}

DemoData PlatformData::demo() const {
  DemoData out;
  const auto document = read(file("demo.yaml"));
  if (!document) return out;
  const auto map = document->map("the document", {"rules", "absent"});
  if (const auto* rules = map.find("rules"))
    for (const auto& rule : rules->members()) out.rules.push_back({rule.key, rule.value.text()});
  if (const auto* absent = map.find("absent"))
    for (const auto& kind : absent->members())
      for (const auto& state : kind.value.texts()) out.absent.push_back(kind.key + " " + state);
  return out;
}

std::vector<std::string> PlatformData::imports() const {
  const auto document = read(file("imports.yaml"));
  return document ? document->texts() : std::vector<std::string>{};
}

ArrangedMove arranged(const std::vector<ArrangedMove>& moves, std::string_view kind, std::string_view from,
                      std::string_view to) {
  for (const auto& move : moves) {
    const bool fits = move.from.empty() || std::ranges::find(move.from, from) != move.from.end();
    if (move.kind == kind && move.to == to && fits) return move;
  }
  ArrangedMove none;
  none.kind = kind;
  none.to = to;
  return none;
}

std::string with_word(std::string_view sql, std::string_view word, std::string_view replacement) {
  std::string out{sql};
  for (auto at = out.find(word); at != std::string::npos; at = out.find(word, at + replacement.size()))
    out.replace(at, word.size(), replacement);
  return out;
}

std::string with_key(std::string_view sql, std::string_view key) {
  return with_word(sql, ":key", "'" + with_word(key, "'", "''") + "'");
}

}  // namespace admctl::test
