// Reads a change to another table: of a transition, a recipe or a scenario.
#include <array>

#include <fmt/format.h>

#include "lib/platform/pack_parts.hpp"

namespace admctl::platform {
namespace {

using Action = RowWrite::Action;

struct Verb {
  std::string_view word;
  Action action;
};

constexpr std::array verbs{Verb{"update", Action::update}, Verb{"insert", Action::insert},
                           Verb{"delete", Action::remove}};

// Each action has its own words, so that "where" of an insert is not mistaken for a row filter.
void refuse_words_of_others(const YamlMap& map, const Verb& verb, bool filters) {
  const auto refuse = [&](const char* word, const std::string& instead) {
    if (const auto* wrong = map.find(word)) {
      wrong->refuse(fmt::format("'{}' does not belong to '{}'", word, verb.word), instead);
    }
  };
  const bool inserts = verb.action == Action::insert;
  refuse(filters ? "when" : "where", fmt::format("Use '{}'.", filters ? "where" : "when"));
  if (!inserts) refuse("each", "Only an insert makes a row for each row of another table.");
  if (verb.action != Action::update) refuse("set", inserts ? "Use 'values'." : "A deleted row has no values.");
  if (!inserts) refuse("values", verb.action == Action::update ? "Use 'set'." : "A deleted row has no values.");
}

}  // namespace

RowWrite read_row_write(const YamlNode& node) {
  const auto map =
      node.map("a write", {"update", "insert", "delete", "key", "each", "where", "when", "set", "values"});
  const Verb* verb = nullptr;
  for (const auto& each : verbs) {
    if (!map.find(each.word)) continue;
    if (verb) node.refuse("a write has one of 'update', 'insert' and 'delete'");
    verb = &each;
  }
  if (!verb) node.refuse("a write has one of 'update', 'insert' and 'delete'");
  const auto* each = map.find("each");
  const bool filters = verb->action != Action::insert || each;
  refuse_words_of_others(map, *verb, filters);
  RowWrite result;
  result.action = verb->action;
  result.table = read_identifier(map.at(verb->word));
  if (const auto* key = map.find("key")) result.key = read_identifier(*key);
  if (each && verb->action == Action::insert) result.each = read_identifier(*each);
  if (filters) {
    result.where = read_sql(map.at("where"));
  } else if (const auto* when = map.find("when")) {
    result.where = read_sql(*when);
  }
  if (verb->action == Action::remove) return result;
  const auto& set = map.at(verb->action == Action::update ? "set" : "values");
  for (const auto& member : set.members()) read_identifier(member.key_node);
  result.set = read_expressions(set);
  return result;
}

}  // namespace admctl::platform
