#include "tests/unit/schema/small_catalog.hpp"

#include <algorithm>

namespace admctl::test {

pg::CatalogTable table(const std::string& name, const std::vector<std::string>& references) {
  pg::CatalogTable out;
  out.name = name;
  out.columns.push_back({"id", "text", false, std::nullopt});
  out.primary_key = {"id"};
  for (auto other : references) {
    const bool unique = other.ends_with('!');
    if (unique) other.pop_back();
    const bool nullable = other.ends_with('?');
    if (nullable) other.pop_back();
    const auto column = other + "_id";
    out.columns.push_back({column, "text", nullable, std::nullopt});
    out.foreign_keys.push_back({name + "_" + column, {column}, other, {"id"}, "NO ACTION", "NO ACTION"});
    if (unique) out.indexes.push_back({name + "_" + column + "_key", {column}, true, std::nullopt});
  }
  out.columns.push_back({"made at", "timestamp(3) with time zone", true, std::nullopt});
  return out;
}

pg::Catalog catalog(std::vector<pg::CatalogTable> tables) {
  std::ranges::sort(tables, {}, &pg::CatalogTable::name);
  return {std::move(tables), {}};
}

}  // namespace admctl::test
