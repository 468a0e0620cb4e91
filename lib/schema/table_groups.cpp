#include "lib/schema/table_groups.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fnmatch.h>

#include "lib/core/codes/schema.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::schema {
namespace {

constexpr std::string_view leftover_title = "Other tables";

// "merch" of merch_orders, "post" of postMedia and posts.
std::string first_word(std::string_view name) {
  std::string word;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool begins_another =
        !word.empty() && std::isupper(byte) && std::islower(static_cast<unsigned char>(name[word.size() - 1]));
    if (c == '_' || c == '-' || begins_another) {
      if (!word.empty()) break;
      continue;
    }
    word += static_cast<char>(std::tolower(byte));
  }
  if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss")) word.pop_back();
  return word;
}

std::vector<std::string> names_of(const pg::Catalog& catalog) {
  std::vector<std::string> names;
  for (const auto& table : catalog.tables) names.push_back(table.name);
  return names;
}

class Grouping {
 public:
  explicit Grouping(const pg::Catalog& catalog) : catalog_{catalog} {
    for (const auto& table : catalog.tables) free_.insert(table.name);
  }

  void declared(const std::vector<platform::Domain>& domains) {
    for (const auto& domain : domains) {
      TableGroup group{domain.title, {}};
      for (const auto& [table, purpose] : domain.tables) {
        if (free_.erase(table) > 0) group.tables.push_back(table);
      }
      if (!group.tables.empty()) groups_.push_back(std::move(group));
    }
  }

  void by_names() {
    std::map<std::string, std::vector<std::string>> words;
    for (const auto& table : free_) words[first_word(table)].push_back(table);
    for (auto& [word, tables] : words) {
      if (word.empty() || tables.size() < 2) continue;
      for (const auto& table : tables) free_.erase(table);
      groups_.push_back({word, std::move(tables)});
    }
  }

  // A table joins the group it has the most keys to or from; tables that half the schema refers to tell
  // nothing.
  void by_keys() {
    for (const auto& table : std::set<std::string>{free_}) {
      std::map<std::size_t, std::size_t> links;
      for (std::size_t i = 0; i < groups_.size(); ++i) {
        const auto count = links_between(table, groups_[i]);
        if (count > 0) links[i] = count;
      }
      const auto best =
          std::ranges::max_element(links, [](const auto& a, const auto& b) { return a.second < b.second; });
      if (best == links.end()) continue;
      free_.erase(table);
      auto& tables = groups_[best->first].tables;
      tables.insert(std::ranges::upper_bound(tables, table), table);
    }
  }

  std::vector<TableGroup> finish() {
    if (!free_.empty()) groups_.push_back({std::string{leftover_title}, {free_.begin(), free_.end()}});
    return std::move(groups_);
  }

 private:
  static constexpr std::size_t most_referrers = 6;

  std::size_t referrers(std::string_view table) const {
    std::size_t count = 0;
    for (const auto& other : catalog_.tables) {
      count += std::ranges::any_of(other.foreign_keys,
                                   [&](const auto& key) { return key.references_table == table; });
    }
    return count;
  }

  std::size_t links_between(const std::string& table, const TableGroup& group) const {
    if (referrers(table) > most_referrers) return 0;
    const auto is_inside = [&](const std::string& name) {
      return std::ranges::find(group.tables, name) != group.tables.end() && referrers(name) <= most_referrers;
    };
    std::size_t count = 0;
    for (const auto& other : catalog_.tables) {
      for (const auto& key : other.foreign_keys) {
        if (other.name == table) count += is_inside(key.references_table);
        if (key.references_table == table) count += is_inside(other.name);
      }
    }
    return count;
  }

  const pg::Catalog& catalog_;
  std::set<std::string> free_;
  std::vector<TableGroup> groups_;
};

void refuse_empty(const pg::Catalog& catalog, std::string_view schema) {
  if (!catalog.tables.empty()) return;
  throw Error{code::no_such_schema,
              fmt::format("schema '{}' has no tables", schema),
              {},
              "apply the migrations with 'admctl migrate up', or name another schema with --schema"};
}

Error no_such_table(const pg::Catalog& catalog, std::string_view name, std::string_view schema) {
  const auto names = names_of(catalog);
  return {code::no_such_table,
          fmt::format("schema '{}' has no table '{}'.{}", schema, name, did_you_mean(name, names)),
          {},
          "run 'admctl schema tables' to see what there is"};
}

}  // namespace

std::vector<TableGroup> group_tables(const pg::Catalog& catalog, const std::vector<platform::Domain>& domains) {
  Grouping grouping{catalog};
  grouping.declared(domains);
  if (domains.empty()) {
    grouping.by_names();
    grouping.by_keys();
  }
  return grouping.finish();
}

std::vector<std::string> choose_tables(const pg::Catalog& catalog, std::span<const std::string> patterns,
                                       std::string_view schema) {
  refuse_empty(catalog, schema);
  if (patterns.empty()) return names_of(catalog);
  std::set<std::string> chosen;
  for (const auto& pattern : patterns) {
    bool known = false;
    for (const auto& table : catalog.tables) {
      if (::fnmatch(pattern.c_str(), table.name.c_str(), 0) != 0) continue;
      known = true;
      chosen.insert(table.name);
    }
    if (!known) throw no_such_table(catalog, pattern, schema);
  }
  return {chosen.begin(), chosen.end()};
}

const pg::CatalogTable& find_table(const pg::Catalog& catalog, std::string_view name, std::string_view schema) {
  refuse_empty(catalog, schema);
  const auto exact = std::ranges::find(catalog.tables, name, &pg::CatalogTable::name);
  if (exact != catalog.tables.end()) return *exact;
  const pg::CatalogTable* found = nullptr;
  for (const auto& table : catalog.tables) {
    if (to_lower(table.name) != to_lower(name)) continue;
    if (found) throw no_such_table(catalog, name, schema);
    found = &table;
  }
  if (!found) throw no_such_table(catalog, name, schema);
  return *found;
}

}  // namespace admctl::schema
