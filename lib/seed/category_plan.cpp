#include "lib/seed/category_plan.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "lib/core/codes/seeding.hpp"
#include "lib/core/error.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"

namespace admctl::seed {
namespace {

using Action = CategoryChange::Action;

Value parent_value(const std::string& slug) { return slug.empty() ? Value{} : Value{slug}; }

class Planner {
 public:
  Planner(const Taxonomy& taxonomy, const CategoryLookups& lookups)
      : taxonomy_{taxonomy}, mapping_{*taxonomy.mapping}, lookups_{lookups} {
    for (const auto& row : taxonomy.rows) rows_.emplace(row.slug, &row);
    for (const auto& entry : taxonomy.entries) entries_.emplace(entry.slug, &entry);
    plan_.shown.name = mapping_.name;
  }

  PlannedTaxonomy run(bool prune) {
    for (const auto& entry : taxonomy_.entries) match(entry);
    for (const auto& entry : taxonomy_.entries) check_parent(entry);
    check_circles();
    for (std::size_t i = 0; i < taxonomy_.entries.size(); ++i)
      compare(taxonomy_.entries[i], taxonomy_.values[i]);
    for (const auto& row : taxonomy_.rows) {
      if (listed_.contains(&row)) continue;
      if (prune) remove(row);
      if (!prune) plan_.shown.unlisted.push_back(row.slug);
    }
    std::ranges::sort(plan_.shown.unlisted);
    return std::move(plan_);
  }

 private:
  const LiveCategory* find_row(const std::string& slug) const {
    const auto [first, last] = rows_.equal_range(slug);
    if (first == last) return nullptr;
    if (std::next(first) != last) {
      throw Error{
          code::category_ambiguous,
          fmt::format("{} has several rows with {} '{}'", mapping_.table, join(mapping_.slug, " and "), slug),
          fmt::format("{} and {}", first->second->key, std::next(first)->second->key),
          "make one of them, or give them different names, and run this again"};
    }
    return first->second;
  }

  void match(const CategoryEntry& entry) {
    const auto* row = find_row(entry.slug);
    if (entry.was) {
      const auto* former = find_row(*entry.was);
      if (row && former)
        entry.place_of("was").refuse(
            fmt::format("'{}' cannot become '{}': both are there", *entry.was, entry.slug),
            "Merge the two rows first, or leave one of them out.");
      if (!row && former) {
        row = former;
        plan_.renamed.emplace(*entry.was, entry.slug);
      }
    }
    if (!row) return;
    matched_.emplace(&entry, row);
    listed_.insert(row);
  }

  // The natural key that a row has in the end.
  std::string slug_of(const std::string& live) const {
    const auto renamed = plan_.renamed.find(live);
    return renamed == plan_.renamed.end() ? live : renamed->second;
  }

  void check_parent(const CategoryEntry& entry) const {
    const bool is_row = rows_.contains(entry.parent) && !plan_.renamed.contains(entry.parent);
    if (entry.parent.empty() || entries_.contains(entry.parent) || is_row) return;
    std::vector<std::string> known;
    for (const auto& [slug, row] : rows_) known.push_back(slug);
    for (const auto& [slug, other] : entries_) known.push_back(slug);
    const auto guess = did_you_mean(entry.parent, known);
    entry.place_of("parent").refuse(
        fmt::format("neither the file nor {} has a '{}'", mapping_.table, entry.parent),
        guess.empty() ? "Add it to the file, before or after." : std::string{trim(guess)});
  }

  // The file alone was checked by its reader; with the rows that it does not list there may be new circles.
  void check_circles() const {
    if (mapping_.parent.empty()) return;
    std::unordered_map<std::string, std::string> parents;
    for (const auto& row : taxonomy_.rows) parents[slug_of(row.slug)] = slug_of(row.parent);
    for (const auto& entry : taxonomy_.entries) parents[entry.slug] = entry.parent;
    std::set<std::string> sound{""};
    for (const auto& entry : taxonomy_.entries) {
      std::vector<std::string> way;
      for (auto at = entry.slug; !sound.contains(at); at = parents[at]) {
        if (std::ranges::find(way, at) != way.end()) {
          way.push_back(at);
          entry.place_of("parent").refuse("its parents would lead back to themselves: " + join(way, " -> "));
        }
        way.push_back(at);
      }
      sound.insert(way.begin(), way.end());
    }
  }

  Value shown(const std::string& column, const Value& value) const {
    if (value.is_null()) return value;
    if (taxonomy_.pack->is_in_class("secret", mapping_.table, column)) return Value{redacted};
    return lookups_.name_of(column, value);
  }

  void compare(const CategoryEntry& entry, const Object& values) {
    const auto matched = matched_.find(&entry);
    if (matched == matched_.end()) return add(entry, values);
    const auto& row = *matched->second;
    PlannedEntry planned{&entry, &row, {}, false};
    CategoryChange change{Action::change, entry.slug, {}, {}, 0};
    if (row.slug != entry.slug) change.was = row.slug;
    for (const auto& [column, value] : values.members()) {
      const auto* now = row.columns.find(column);
      if (now ? *now == value : value.is_null()) continue;
      planned.set[column] = value;
      change.columns.push_back({column, now ? shown(column, *now) : Value{}, shown(column, value)});
    }
    if (moves(entry, row)) {
      planned.moves = true;
      change.columns.push_back(
          {mapping_.parent, parent_value(slug_of(row.parent)), parent_value(entry.parent)});
    }
    if (change.columns.empty()) {
      ++plan_.shown.unchanged;
      return;
    }
    plan_.entries.push_back(std::move(planned));
    plan_.shown.changes.push_back(std::move(change));
  }

  bool moves(const CategoryEntry& entry, const LiveCategory& row) const {
    if (mapping_.parent.empty()) return false;
    if (slug_of(row.parent) != entry.parent) return true;
    const auto* parent = row.image.find(mapping_.parent);
    return entry.parent.empty() && parent && !parent->is_null();
  }

  void add(const CategoryEntry& entry, const Object& values) {
    check_complete(entry, values);
    CategoryChange change{Action::add, entry.slug, {}, {}, 0};
    for (const auto& [column, value] : values.members()) {
      const bool is_key = std::ranges::find(mapping_.slug, column) != mapping_.slug.end();
      if (!value.is_null() && !is_key) change.columns.push_back({column, {}, shown(column, value)});
    }
    if (!entry.parent.empty()) change.columns.push_back({mapping_.parent, {}, entry.parent});
    plan_.entries.push_back({&entry, nullptr, values, true});
    plan_.shown.changes.push_back(std::move(change));
  }

  void check_complete(const CategoryEntry& entry, const Object& values) const {
    for (const auto& column : taxonomy_.columns) {
      if (column.nullable || column.has_default || values.find(column.name)) continue;
      const auto has_default = [&](const auto& each) { return each.first == column.name; };
      if (column.name == mapping_.key || column.name == mapping_.parent || column.name == mapping_.updated ||
          std::ranges::any_of(mapping_.defaults, has_default))
        continue;
      entry.node.refuse(fmt::format("category '{}' has no '{}'", entry.slug, column.name),
                        "The column has no default, and the category is new.");
    }
  }

  void remove(const LiveCategory& row) {
    CategoryChange change{Action::remove, row.slug, {}, {}, 0};
    for (const auto& column : mapping_.columns) {
      const auto* value = row.columns.find(column);
      if (value && !value->is_null()) change.columns.push_back({column, shown(column, *value), {}});
    }
    plan_.removed.push_back(&row);
    plan_.shown.changes.push_back(std::move(change));
  }

  const Taxonomy& taxonomy_;
  const platform::CategoryMapping& mapping_;
  const CategoryLookups& lookups_;
  std::multimap<std::string, const LiveCategory*> rows_;
  std::map<std::string, const CategoryEntry*> entries_;
  std::map<const CategoryEntry*, const LiveCategory*> matched_;
  std::set<const LiveCategory*> listed_;
  PlannedTaxonomy plan_;
};

}  // namespace

PlannedTaxonomy plan_categories(const Taxonomy& taxonomy, const CategoryLookups& lookups, bool prune) {
  return Planner{taxonomy, lookups}.run(prune);
}

}  // namespace admctl::seed
