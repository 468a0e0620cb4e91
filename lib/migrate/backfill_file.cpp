#include "lib/migrate/backfill_file.hpp"

#include <algorithm>

#include "lib/core/codes/migration.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/sha256.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/sql.hpp"
#include "lib/platform/yaml_reader.hpp"

namespace admctl::migrate {
namespace {

using platform::YamlMap;
using platform::YamlNode;

constexpr std::int64_t most_rows = 1'000'000;
constexpr std::int64_t most_workers = 64;

// SQL; a plain number or truth value may go without quotes.
std::string sql_of(const YamlNode& node) {
  if (node.type() == YamlNode::Type::integer || node.type() == YamlNode::Type::boolean)
    return to_json(node.value());
  if (node.type() == YamlNode::Type::null) return "NULL";
  return node.text();
}

Millis duration_of(const YamlNode& node) {
  const auto text = node.text();
  if (text.ends_with("ms")) {
    const auto digits = text.substr(0, text.size() - 2);
    const bool fits = !digits.empty() && digits.size() <= 6 &&
                      std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    if (fits && std::stol(digits) > 0) return Millis{std::stol(digits)};
  }
  const auto parsed = parse_duration(text);
  if (!parsed || parsed->count() <= 0) node.refuse("'" + text + "' is no duration", "write 250ms, 2s or 1m");
  return *parsed;
}

std::int64_t number_or(const YamlMap& map, std::string_view key, std::int64_t otherwise, std::int64_t most) {
  const auto* node = map.find(key);
  return node ? node->integer(1, most) : otherwise;
}

}  // namespace

std::string Backfill::hash() const {
  Object columns;
  for (const auto& each : sets) columns[each.first] = each.second;
  return sha256_hex(
      to_canonical_json(Object{{"table", table}, {"key", key}, {"set", std::move(columns)}, {"where", where}}));
}

std::string Backfill::quoted_table() const {
  const auto dot = table.find('.');
  return dot == std::string::npos ? pg::quote(table) : pg::quote(table.substr(0, dot), table.substr(dot + 1));
}

Backfill parse_backfill(const std::string& path, std::string text, const std::string& name) {
  const auto map = YamlNode::parse(path, std::move(text), code::bad_backfill)
                       .map("a backfill", {"name", "table", "key", "set", "where", "batch", "max_batch",
                                           "target", "max_lag", "workers"});
  Backfill out;
  out.name = map.text_or("name", name);
  out.table = map.text("table");
  out.key = map.text("key");
  for (const auto& member : map.at("set").members()) {
    if (member.key == out.key) {
      member.key_node.refuse("the key itself cannot be set", "rows would move while they are counted by it");
    }
    out.sets.emplace_back(member.key, sql_of(member.value));
  }
  if (out.sets.empty()) map.at("set").refuse("nothing is set", "name a column and its SQL expression");
  out.where = map.find_text("where");
  out.batch = number_or(map, "batch", out.batch, most_rows);
  out.max_batch = std::max(number_or(map, "max_batch", out.max_batch, most_rows), out.batch);
  if (const auto* node = map.find("target")) out.target = duration_of(*node);
  if (const auto* node = map.find("max_lag")) out.max_lag = duration_of(*node);
  out.workers = number_or(map, "workers", out.workers, most_workers);
  return out;
}

}  // namespace admctl::migrate
