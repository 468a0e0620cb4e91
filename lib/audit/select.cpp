#include "lib/audit/select.hpp"

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::audit {

std::string select(const Source& source, const std::string& condition, Order order) {
  std::vector<std::string> items;
  for (const auto& column : source.columns) items.push_back(column.sql);
  const std::string_view direction = order == Order::newest_first ? " DESC" : "";
  std::vector<std::string> keys;
  for (const auto& key : source.order) keys.push_back(fmt::format("{}{}", key, direction));
  return fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {}", join(items, ", "), source.from, condition,
                     join(keys, ", "));
}

pg::Transaction::Options reading(const platform::Pack& pack) {
  auto options = pg::Transaction::Options::snapshot(pack.schema);
  options.timeouts.idle = {};
  return options;
}

}  // namespace admctl::audit
