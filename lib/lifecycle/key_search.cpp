#include "lib/lifecycle/key_search.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/table_shape.hpp"

namespace admctl::lifecycle {
namespace {

using Sort = ColumnShape::Sort;

constexpr std::size_t most_candidates = 10;
// Rows that are read after a prefix. In a collation that mixes upper and lower case, keys that do not begin
// with the prefix lie between those that do.
constexpr std::size_t range_rows = 200;
// A number that is nobody's label is taken for the beginning of a key only when it is this long.
constexpr std::size_t shortest_digits = 8;

struct Search {
  pg::Transaction& tx;
  const platform::Pack& pack;
  const platform::Kind& kind;
  const TableShape& shape;
  std::string given;

  std::string table() const { return pg::quote(pack.schema, kind.table); }
  std::string column(std::string_view name) const { return "r." + pg::quote(name); }
  const ColumnShape& key() const { return shape.column(kind.key); }
};

struct Found {
  std::string key;
  std::optional<std::string> label;
};

bool is_uuid(std::string_view given) {
  const bool hex = given.find_first_not_of("0123456789abcdefABCDEF-") == std::string_view::npos;
  // 32 characters of which some are hyphens are no uuid.
  return hex && ((given.size() == 36 && std::ranges::count(given, '-') == 4) ||
                 (given.size() == 32 && std::ranges::count(given, '-') == 0));
}

// The array type by which an index on the column is used and no value is out of range; empty: no word of that
// sort of column is looked for.
std::string_view array_type(const ColumnShape& column) {
  if (column.sort == Sort::integer) return "bigint[]";
  if (column.sort == Sort::uuid) return "uuid[]";
  return column.sort == Sort::text ? "text[]" : "";
}

bool may_be_value(const ColumnShape& column, std::string_view given) {
  if (column.sort == Sort::integer) return is_digits(given) && given.size() <= 18;
  return column.sort == Sort::uuid ? is_uuid(given) : column.sort == Sort::text;
}

using Keys = std::vector<std::optional<std::string>>;

// Adds the keys of records that have one of the words not yet found in that column.
void add_exact(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
               const ColumnShape& column, std::span<const std::string> given, Keys& keys) {
  std::vector<std::string> words;
  std::vector<std::string> places;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (keys[i] || !may_be_value(column, given[i])) continue;
    words.push_back(given[i]);
    places.push_back(std::to_string(i));
  }
  if (words.empty()) return;
  const auto rows = tx.query(
      fmt::format(
          "SELECT w.place, r.{}::text FROM unnest($1::{}, $2::bigint[]) AS w (word, place) JOIN {} AS r "
          "ON r.{} = w.word",
          pg::quote(kind.key), array_type(column), pg::quote(pack.schema, kind.table), pg::quote(column.name)),
      {pg::array_text(words), pg::array_text(places)});
  for (const auto row : rows) keys[static_cast<std::size_t>(row.integer(0))] = row.text(1);
}

Keys exact_keys(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                const TableShape& shape, std::span<const std::string> given) {
  Keys keys(given.size());
  if (kind.label) add_exact(tx, pack, kind, shape.column(*kind.label), given, keys);
  add_exact(tx, pack, kind, shape.column(kind.key), given, keys);
  for (const auto& column : kind.find) add_exact(tx, pack, kind, shape.column(column), given, keys);
  return keys;
}

std::vector<Found> read(const Search& s, std::string_view condition, std::string_view order, std::size_t limit,
                        const pg::Params& params) {
  const auto label = s.kind.label ? s.column(*s.kind.label) + "::text" : std::string{"NULL"};
  const auto rows = s.tx.query(fmt::format("SELECT {}::text, {} FROM {} AS r WHERE {} ORDER BY {} LIMIT {}",
                                           s.column(s.kind.key), label, s.table(), condition, order, limit),
                               params);
  std::vector<Found> found;
  for (const auto row : rows) found.push_back({std::string{row.text(0)}, row.get(1)});
  return found;
}

// The hexadecimal digits of what may be the beginning of a uuid.
std::optional<std::string> uuid_digits(std::string_view given) {
  std::string digits;
  for (const char c : to_lower(given)) {
    if (c != '-') digits += c;
  }
  const bool fits = !digits.empty() && digits.size() <= 32 &&
                    digits.find_first_not_of("0123456789abcdef") == std::string::npos;
  return fits ? std::optional{std::move(digits)} : std::nullopt;
}

std::string padded(std::string digits, char with) {
  digits.resize(32, with);
  return digits;
}

std::vector<Found> by_prefix(const Search& s) {
  if (s.kind.label && is_digits(s.given) && s.given.size() < shortest_digits) return {};
  const auto key = s.column(s.kind.key);
  if (s.key().sort == Sort::uuid) {
    const auto digits = uuid_digits(s.given);
    if (!digits) return {};
    return read(s, fmt::format("{0} BETWEEN $1::text::uuid AND $2::text::uuid", key), key, most_candidates + 1,
                {padded(*digits, '0'), padded(*digits, 'f')});
  }
  if (s.key().sort != Sort::text) return {};
  // Keys that begin with a text sort after it in every collation, and near it.
  auto found = read(s, key + " >= $1", key, range_rows, {s.given});
  std::erase_if(found, [&](const Found& each) { return !each.key.starts_with(s.given); });
  if (found.size() > most_candidates + 1) found.resize(most_candidates + 1);
  return found;
}

// The label for people, the key beside it.
std::string described(const Search& s, const Found& found) {
  if (!found.label) return s.kind.name + '/' + found.key;
  return fmt::format("{}/{} ({})", s.kind.name, *found.label, found.key);
}

std::size_t common_length(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

std::vector<Found> neighbours(const Search& s, std::string_view column, const std::string& value) {
  const auto name = s.column(column);
  auto found = read(s, fmt::format("{} < {}", name, value), name + " DESC", 2, {s.given});
  std::ranges::reverse(found);
  for (auto& each : read(s, fmt::format("{} >= {}", name, value), name, 2, {s.given})) {
    found.push_back(std::move(each));
  }
  return found;
}

std::vector<std::string> near(const Search& s) {
  std::vector<std::string> out;
  if (s.kind.label && s.shape.column(*s.kind.label).sort == Sort::integer && is_digits(s.given)) {
    if (s.given.size() > 18) return out;
    for (const auto& each : neighbours(s, *s.kind.label, "$1::bigint")) {
      out.push_back(s.kind.name + '/' + each.label.value_or(each.key));
    }
    return out;
  }
  if (s.key().sort != Sort::text) return out;
  // Those that are the same up to a mistyped or missing end.
  for (const auto& each : neighbours(s, s.kind.key, "$1")) {
    if (common_length(each.key, s.given) * 2 >= s.given.size()) out.push_back(described(s, each));
  }
  return out;
}

[[noreturn]] void refuse_missing(const Search& s) {
  const auto list = fmt::format("run 'admctl inspect {}' to list what there is", s.kind.plural);
  const auto found = near(s);
  throw Error{code::no_such_record,
              fmt::format("there is no {}/{}", s.kind.name, s.given),
              {},
              found.empty() ? list : "near it: " + join(found, ", ")};
}

}  // namespace

std::vector<std::optional<std::string>> exact_keys(pg::Transaction& tx, const platform::Pack& pack,
                                                   const platform::Kind& kind,
                                                   std::span<const std::string> given) {
  return exact_keys(tx, pack, kind, table_shape(tx, pack, kind.table), given);
}

std::string resolve_key(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                        std::string_view given) {
  const std::string word{given};
  if (auto key = std::move(exact_keys(tx, pack, kind, {&word, 1}).front())) return *key;
  throw Error{code::no_such_record,
              fmt::format("there is no {}/{}", kind.name, given),
              {},
              fmt::format("run 'admctl inspect {}' to list what there is", kind.plural)};
}

std::string find_key(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                     std::string_view given) {
  const auto shape = table_shape(tx, pack, kind.table);
  const Search search{tx, pack, kind, shape, std::string{given}};
  if (auto key = std::move(exact_keys(tx, pack, kind, shape, {&search.given, 1}).front())) return *key;
  const auto found = by_prefix(search);
  if (found.empty()) refuse_missing(search);
  if (found.size() == 1) return found.front().key;
  std::vector<std::string> candidates;
  for (const auto& each : found) candidates.push_back(described(search, each));
  if (found.size() > most_candidates) candidates.back() = "and more";
  throw Error{code::ambiguous_record,
              fmt::format("{}/{} may be {} of them", kind.name, given,
                          found.size() > most_candidates ? fmt::format("more than {}", most_candidates)
                                                         : std::to_string(found.size())),
              join(candidates, "\n"), "write more of the key"};
}

}  // namespace admctl::lifecycle
