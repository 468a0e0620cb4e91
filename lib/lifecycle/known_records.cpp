#include "lib/lifecycle/known_records.hpp"

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/lifecycle/key_search.hpp"
#include "lib/lifecycle/table_shape.hpp"
#include "lib/ops/expression.hpp"

namespace admctl::lifecycle {
namespace {

using Sort = ColumnShape::Sort;

constexpr std::size_t most_digits = 18;

// The numbers that begin with these digits: 7 is 7, 70 to 79, 700 to 799 ... each a range of the index.
std::string number_ranges(const std::string& column, const std::string& digits) {
  std::vector<std::string> ranges;
  for (std::string low = digits, high = digits; low.size() <= most_digits; low += '0', high += '9') {
    ranges.push_back(fmt::format("{} BETWEEN {} AND {}", column, low, high));
    // Nothing but 0 begins with 0.
    if (digits == "0") break;
  }
  return '(' + join(ranges, " OR ") + ')';
}

std::vector<KnownRecord> read(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                              const std::string& name, const std::string& where, const std::string& order,
                              std::size_t limit, const pg::Params& params = {}) {
  std::vector<KnownRecord> found;
  for (const auto row :
       tx.query(fmt::format("SELECT {}::text, ({})::text FROM {} AS r WHERE {} ORDER BY {} LIMIT {}", name,
                            ops::state_sql(kind), pg::quote(pack.schema, kind.table), where, order, limit),
                params)) {
    found.push_back({std::string{row.text(0)}, std::string{row.text(1)}});
  }
  return found;
}

std::vector<KnownRecord> texts_beginning(pg::Transaction& tx, const platform::Pack& pack,
                                         const platform::Kind& kind, const std::string& column,
                                         std::string_view prefix, std::size_t limit) {
  // Texts that begin with a text sort after it in every collation, and near it.
  auto found = read(tx, pack, kind, column, column + " >= $1", column, limit * 4, {std::string{prefix}});
  std::erase_if(found, [&](const KnownRecord& each) { return !each.name.starts_with(prefix); });
  if (found.size() > limit) found.resize(limit);
  return found;
}

std::vector<KnownRecord> beginning_in(pg::Transaction& tx, const platform::Pack& pack,
                                      const platform::Kind& kind, const ColumnShape& shape,
                                      std::string_view prefix, std::size_t limit) {
  const auto column = "r." + pg::quote(shape.name);
  if (prefix.empty()) return read(tx, pack, kind, column, column + " IS NOT NULL", column + " DESC", limit);
  if (shape.sort == Sort::text) return texts_beginning(tx, pack, kind, column, prefix, limit);
  if (shape.sort == Sort::integer && is_digits(prefix) && prefix.size() <= most_digits) {
    const std::string digits{prefix};
    if (digits.size() > 1 && digits.front() == '0') return {};
    return read(tx, pack, kind, column, number_ranges(column, digits), column, limit);
  }
  if (shape.sort != Sort::uuid) return {};
  std::string low;
  for (const char c : to_lower(prefix)) {
    if (c != '-') low += c;
  }
  if (low.size() > 32 || low.find_first_not_of("0123456789abcdef") != std::string::npos) return {};
  auto high = low;
  low.resize(32, '0');
  high.resize(32, 'f');
  return read(tx, pack, kind, column, column + " BETWEEN $1::text::uuid AND $2::text::uuid", column, limit,
              {low, high});
}

}  // namespace

std::vector<KnownRecord> records_beginning(pg::Transaction& tx, const platform::Pack& pack,
                                           const platform::Kind& kind, std::string_view prefix,
                                           std::size_t limit) {
  const auto shape = table_shape(tx, pack, kind.table);
  std::vector<KnownRecord> found;
  if (kind.label) found = beginning_in(tx, pack, kind, shape.column(*kind.label), prefix, limit);
  if (found.empty()) found = beginning_in(tx, pack, kind, shape.column(kind.key), prefix, limit);
  return found;
}

std::optional<std::string> state_of(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                                    std::string_view given) {
  const std::string word{given};
  const auto key = exact_keys(tx, pack, kind, {&word, 1}).front();
  if (!key) return std::nullopt;
  const auto column = "r." + pg::quote(kind.key);
  const auto found = read(tx, pack, kind, column, column + " = $1", column, 1, {*key});
  return found.empty() ? std::nullopt : std::optional{found.front().state};
}

}  // namespace admctl::lifecycle
