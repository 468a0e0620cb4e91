#include "lib/lifecycle/party_search.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/table_shape.hpp"
#include "lib/lifecycle/where.hpp"

namespace admctl::lifecycle {
namespace {

std::string_view without_at(std::string_view given) {
  if (given.starts_with('@')) given.remove_prefix(1);
  return given;
}

// Keys of rows of the party's table that have `given` in one of the columns.
std::vector<std::string> keys_by(pg::Transaction& tx, const platform::Pack& pack, const platform::Party& party,
                                 std::string_view given, std::span<const ColumnShape* const> columns) {
  pg::Params params;
  std::string names;
  for (const auto* column : columns) {
    for (const auto word : std::set<std::string_view>{given, without_at(given)}) {
      if (!is_value_of(tx, *column, word)) continue;
      names += fmt::format("{}t.{} = {}::text::{}", names.empty() ? "" : " OR ", pg::quote(column->name),
                           pg::bind(params, std::string{word}), column->plain);
    }
  }
  std::vector<std::string> keys;
  if (names.empty()) return keys;
  const auto rows = tx.query(fmt::format("SELECT t.{}::text FROM {} AS t WHERE {}", pg::quote(party.key),
                                         pg::quote(pack.schema, party.table), names),
                             params);
  for (const auto row : rows) keys.emplace_back(row.text(0));
  return keys;
}

// A column without an index is read whole: only when no other one has it.
std::vector<std::string> keys_of(pg::Transaction& tx, const platform::Pack& pack, const platform::Party& party,
                                 std::string_view given) {
  const auto shape = table_shape(tx, pack, party.table);
  std::vector<const ColumnShape*> indexed{&shape.column(party.key)};
  std::vector<const ColumnShape*> others;
  for (const auto& name : party.find) {
    const auto& column = shape.column(name);
    (shape.has_index(column.name) ? indexed : others).push_back(&column);
  }
  auto keys = keys_by(tx, pack, party, given, indexed);
  return keys.empty() ? keys_by(tx, pack, party, given, others) : keys;
}

// Names that begin alike, for a search that found nothing.
std::vector<std::string> near_names(pg::Transaction& tx, const platform::Pack& pack,
                                    const platform::Party& party, std::string_view given) {
  std::vector<std::string> names;
  const auto shape = table_shape(tx, pack, party.table);
  const auto word = without_at(given);
  for (const auto& column : party.find) {
    if (shape.column(column).sort != ColumnShape::Sort::text) continue;
    const auto rows = tx.query(
        fmt::format("SELECT t.{0} FROM {1} AS t WHERE left(lower(t.{0}), 3) = lower(left($1, 3)) LIMIT 200",
                    pg::quote(column), pg::quote(pack.schema, party.table)),
        {std::string{word}});
    for (const auto row : rows) names.emplace_back(row.text(0));
  }
  return suggest(word, names);
}

}  // namespace

std::vector<PartyMatch> find_party(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                                   std::string_view given) {
  if (kind.parties.empty()) {
    throw Error{code::usage, fmt::format("the platform names no parties of a {}", kind.name)};
  }
  std::vector<PartyMatch> matches;
  std::set<std::string> seen;
  std::set<std::string> suggestions;
  std::set<std::string> ways;
  // Advertiser and publisher are looked for in the same way: once.
  std::map<std::vector<std::string>, std::vector<std::string>> found;
  for (const auto& party : kind.parties) {
    ways.insert(party.key);
    ways.insert(party.find.begin(), party.find.end());
    auto way = party.find;
    way.insert(way.end(), {party.table, party.key});
    const auto known = found.find(way);
    const auto& keys = known != found.end() ? known->second : found[way] = keys_of(tx, pack, party, given);
    for (const auto& key : keys) {
      if (seen.insert(party.column + ' ' + key).second) matches.push_back({party.column, key});
    }
  }
  if (!matches.empty()) return matches;
  for (const auto& party : kind.parties)
    suggestions.merge([&] {
      const auto near = near_names(tx, pack, party, given);
      return std::set<std::string>{near.begin(), near.end()};
    }());
  const std::vector<std::string> words{ways.begin(), ways.end()};
  const std::vector<std::string> near{suggestions.begin(), suggestions.end()};
  throw Error{code::no_such_party, fmt::format("no party of a {} is '{}'", kind.name, given),
              "looked for by " + join(words, ", "),
              near.empty() ? "" : "did you mean " + join(near, ", ") + "?"};
}

}  // namespace admctl::lifecycle
