#include "lib/seed/generator_file.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/platform/yaml_reader.hpp"

namespace admctl::seed {
namespace {

using platform::YamlMap;
using platform::YamlMember;
using platform::YamlNode;

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && is_letter(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return is_letter(c) || is_digit(c); });
}

// Numbers, booleans and null need no quotes: their text is an expression too.
ExpressionSource read_expression(const YamlNode& node, std::string name) {
  switch (node.type()) {
    case YamlNode::Type::list:
    case YamlNode::Type::map:
      node.refuse(fmt::format("{} must be an expression", node.name()));
    case YamlNode::Type::text:
      return {node.text(), node.place(), std::move(name)};
    default:
      return {to_json(node.value()), node.place(), std::move(name)};
  }
}

std::vector<NamedSource> read_expressions(const YamlNode& node, std::string_view prefix) {
  std::vector<NamedSource> result;
  for (const auto& member : node.members()) {
    if (!is_name(member.key)) {
      member.key_node.refuse(fmt::format("'{}' cannot be used as a name", member.key),
                             "names are made of letters, digits and underscores");
    }
    result.push_back({member.key, read_expression(member.value, fmt::format("{}{}", prefix, member.key))});
  }
  return result;
}

std::vector<NamedValue> read_values(const YamlNode& node) {
  std::vector<NamedValue> result;
  for (const auto& member : node.members())
    result.push_back({member.key, member.value.place(), member.value.value()});
  return result;
}

// A positive or zero weight, or a chance.
double read_number(const YamlNode& node, double max) {
  const auto value = node.value();
  const auto* real = value.as_double();
  const auto* integer = value.as_int();
  const double number = real ? *real : integer ? static_cast<double>(*integer) : -1;
  if (!(number >= 0 && number <= max))
    node.refuse(fmt::format("{} must be a number from 0 to {}", node.name(), max));
  return number;
}

class WalkReader {
 public:
  WalkReader(const platform::Pack& pack, std::string table) : pack_{pack}, table_{std::move(table)} {}

  WalkFile read(const YamlNode& node) {
    const auto map =
        node.map("a walk", {"kind", "final", "since", "stay", "moves", "avoid", "through", "again"});
    WalkFile walk;
    walk.place = node.place();
    walk.kind = pack_.find_kind(map.text("kind"));
    if (!walk.kind) map.at("kind").refuse(fmt::format("the platform has no kind '{}'", map.text("kind")));
    for (const auto& state : walk.kind->lifecycle.states) states_.push_back(state.name);
    walk.final = read_expression(map.at("final"), table_ + " walk.final");
    walk.since = read_expression(map.at("since"), table_ + " walk.since");
    walk.stay = read_stay(map.at("stay"), walk.kind->lifecycle);
    if (const auto* moves = map.find("moves")) walk.rules.moves = read_moves(*moves, walk.kind->lifecycle);
    if (const auto* avoid = map.find("avoid")) walk.rules.avoid = read_pairs(*avoid);
    if (const auto* through = map.find("through")) walk.rules.through = read_pairs(*through);
    if (const auto* again = map.find("again")) walk.rules.again = read_number(*again, 0.9);
    return walk;
  }

 private:
  void check_state(const YamlMember& member) const {
    if (std::ranges::find(states_, member.key) != states_.end()) return;
    const auto guess = did_you_mean(member.key, states_);
    member.key_node.refuse(fmt::format("unknown state '{}'", member.key), std::string{trim(guess)});
  }

  std::vector<NamedSource> read_stay(const YamlNode& node, const platform::Lifecycle& lifecycle) const {
    std::vector<NamedSource> given;
    std::optional<ExpressionSource> otherwise;
    for (const auto& member : node.members()) {
      auto source = read_expression(member.value, fmt::format("{} walk.stay.{}", table_, member.key));
      if (member.key == "otherwise") {
        otherwise = std::move(source);
        continue;
      }
      check_state(member);
      given.push_back({member.key, std::move(source)});
    }
    for (const auto& state : states_) {
      if (lifecycle.next_states(state).empty()) continue;
      if (std::ranges::find(given, state, &NamedSource::name) != given.end()) continue;
      if (!otherwise) node.refuse(fmt::format("'stay' says nothing about {}", state), "add it, or 'otherwise'");
      auto source = *otherwise;
      source.name = fmt::format("{} walk.stay.{}", table_, state);
      given.push_back({state, std::move(source)});
    }
    return given;
  }

  std::vector<WalkRules::Move> read_moves(const YamlNode& node, const platform::Lifecycle& lifecycle) const {
    std::vector<WalkRules::Move> moves;
    for (const auto& source : node.members()) {
      check_state(source);
      for (const auto& target : source.value.members()) {
        check_state(target);
        if (!lifecycle.find_transition(source.key, target.key)) {
          target.key_node.refuse(
              fmt::format("the lifecycle has no move from {} to {}", source.key, target.key));
        }
        moves.push_back({source.key, target.key, read_number(target.value, 1e9)});
      }
    }
    return moves;
  }

  std::vector<std::pair<std::string, std::string>> read_pairs(const YamlNode& node) const {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& member : node.members()) {
      check_state(member);
      for (const auto& item : member.value.items())
        pairs.emplace_back(member.key, item.one_of("state", states_));
    }
    return pairs;
  }

  const platform::Pack& pack_;
  std::string table_;
  std::vector<std::string> states_;
};

TableFile read_table(const YamlNode& node, const platform::Pack& pack) {
  const auto map = node.map("a table of the generator",
                            {"name", "table", "per", "rows", "walk", "let", "values", "columns", "later"});
  TableFile table;
  table.place = node.place();
  table.name = map.text("name");
  table.table = map.text_or("table", table.name);
  table.rows = read_expression(map.at("rows"), table.name + " rows");
  if (const auto* per = map.find("per")) table.per = read_expression(*per, table.name + " per");
  if (const auto* walk = map.find("walk")) table.walk = WalkReader{pack, table.name}.read(*walk);
  if (const auto* let = map.find("let")) table.let = read_expressions(*let, table.name + '.');
  if (const auto* values = map.find("values")) table.values = read_values(*values);
  table.columns = read_expressions(map.at("columns"), table.name + '.');
  if (const auto* later = map.find("later")) table.later = read_expressions(*later, table.name + '.');
  return table;
}

// Every name of a row is there once: columns and helpers are told apart by it.
void check_names(const TableFile& table, const YamlNode& node) {
  std::set<std::string> seen;
  const auto check = [&](const std::string& name) {
    if (!seen.insert(name).second)
      node.refuse(fmt::format("'{}' is given twice in table '{}'", name, table.name));
  };
  for (const auto& source : table.let) check(source.name);
  for (const auto& value : table.values) check(value.name);
  for (const auto& source : table.columns) check(source.name);
  for (const auto& source : table.later) check(source.name);
}

std::vector<Locale> read_locales(const YamlNode& node) {
  std::vector<Locale> locales;
  for (const auto& member : node.members()) {
    const auto value = member.value.value();
    const auto* weight = value.as_int();
    if (!weight || *weight < 1 || *weight > 1'000'000)
      member.value.refuse("a weight is a whole number from 1 to 1000000");
    locales.push_back({member.key, static_cast<std::uint64_t>(*weight)});
  }
  if (locales.empty()) node.refuse("at least one language is needed");
  return locales;
}

ExistingFile read_existing(const YamlNode& node) {
  const auto map = node.map("an existing table", {"name", "table", "columns"});
  return {map.text("name"), map.text_or("table", map.text("name")), node.place(), map.at("columns").texts()};
}

}  // namespace

GeneratorFile read_generator(std::string path, std::string text, const platform::Pack& pack) {
  const auto document = YamlNode::parse(std::move(path), std::move(text));
  const auto map = document.map("the generator", {"locales", "constants", "data", "existing", "tables"});
  GeneratorFile file;
  if (const auto* locales = map.find("locales")) file.locales = read_locales(*locales);
  if (const auto* constants = map.find("constants")) file.constants = read_expressions(*constants, {});
  if (const auto* data = map.find("data")) file.data = read_values(*data);
  std::set<std::string> names;
  const auto check = [&](const std::string& name, const YamlNode& node) {
    if (!is_name(name))
      node.refuse(fmt::format("'{}' cannot be used as a name", name), "give it a 'name' and a 'table'");
    if (!names.insert(name).second) node.refuse(fmt::format("table '{}' is there twice", name));
  };
  if (const auto* existing = map.find("existing")) {
    for (const auto& node : existing->items()) {
      file.existing.push_back(read_existing(node));
      check(file.existing.back().name, node);
    }
  }
  for (const auto& node : map.at("tables").items()) {
    file.tables.push_back(read_table(node, pack));
    check(file.tables.back().name, node);
    check_names(file.tables.back(), node);
  }
  return file;
}

}  // namespace admctl::seed
