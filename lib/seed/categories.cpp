#include "lib/seed/categories.hpp"

#include <map>
#include <set>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/trail.hpp"
#include "lib/pg/sql.hpp"
#include "lib/seed/category_file.hpp"
#include "lib/seed/stable_id.hpp"

namespace admctl::seed {
namespace {

using platform::CategoryMapping;

// The table as it is, by slug.
class LiveTree {
 public:
  LiveTree(pg::Transaction& tx, const platform::Pack& pack, const CategoryMapping& mapping)
      : mapping_{mapping} {
    const auto rows = tx.query(fmt::format("SELECT to_jsonb(t)::text FROM {} AS t ORDER BY t.{} FOR UPDATE",
                                           pg::quote(pack.schema, mapping.table), pg::quote(mapping.key)));
    for (const auto row : rows) {
      auto columns = parse_json(row.text(0));
      auto slug = columns.at(mapping.slug).string_or("");
      slugs_[columns.at(mapping.key).string_or("")] = slug;
      rows_[std::move(slug)] = std::move(columns);
    }
  }

  const Value* find(const std::string& slug) const {
    const auto it = rows_.find(slug);
    return it == rows_.end() ? nullptr : &it->second;
  }
  std::string key_of(const std::string& slug) const {
    const auto it = rows_.find(slug);
    return it == rows_.end() ? std::string{} : it->second.at(mapping_.key).string_or("");
  }
  bool has_key(const std::string& key) const { return slugs_.contains(key); }
  // The slug of a parent's key, as text or null.
  Value slug_of(const Value& key) const {
    const auto it = slugs_.find(key.string_or(""));
    return it == slugs_.end() ? Value{} : Value{it->second};
  }
  std::vector<std::string> slugs_without(const std::set<std::string>& listed) const {
    std::vector<std::string> result;
    for (const auto& [slug, row] : rows_) {
      if (!listed.contains(slug)) result.push_back(slug);
    }
    return result;
  }

 private:
  const CategoryMapping& mapping_;
  std::map<std::string, Value> rows_;         // slug -> columns
  std::map<std::string, std::string> slugs_;  // key -> slug
};

class Upsert {
 public:
  Upsert(ops::Writer& writer, const CategoryMapping& mapping)
      : writer_{writer}, mapping_{mapping}, live_{writer.tx(), writer.pack(), mapping} {}

  CategoryPlan run(const std::vector<CategoryEntry>& entries) {
    std::set<std::string> listed;
    for (const auto& entry : entries) {
      listed.insert(entry.slug);
      if (const auto* row = live_.find(entry.slug)) {
        update(entry, *row);
      } else {
        insert(entry);
      }
    }
    plan_.unlisted = live_.slugs_without(listed);
    return std::move(plan_);
  }

 private:
  std::string key_of(const std::string& slug) {
    auto live = live_.key_of(slug);
    if (!live.empty()) return live;
    auto& key = new_keys_[slug];
    if (key.empty()) {
      key = stable_id(writer_.pack(), mapping_.table, slug);
      // Taken when the application renamed the slug of the row that was seeded with this key.
      if (live_.has_key(key)) key = writer_.new_id();
    }
    return key;
  }
  Value parent_key(const CategoryEntry& entry) {
    return entry.parent.empty() ? Value{} : Value{key_of(entry.parent)};
  }
  static Value parent_slug(const CategoryEntry& entry) {
    return entry.parent.empty() ? Value{} : Value{entry.parent};
  }

  void insert(const CategoryEntry& entry) {
    CategoryChange change{true, entry.slug, {}};
    Object row{{mapping_.key, key_of(entry.slug)}, {mapping_.slug, entry.slug}};
    if (!mapping_.parent.empty()) row[mapping_.parent] = parent_key(entry);
    for (const auto& [column, value] : entry.columns.members()) {
      row[column] = value;
      if (!value.is_null()) change.columns.push_back({column, {}, value});
    }
    if (!entry.parent.empty()) change.columns.push_back({mapping_.parent, {}, parent_slug(entry)});
    writer_.insert(mapping_.table, {mapping_.key}, row);
    ops::write_audit(writer_, "category.upsert", mapping_.table, entry.slug, {}, row);
    plan_.changes.push_back(std::move(change));
  }

  void update(const CategoryEntry& entry, const Value& row) {
    CategoryChange change{false, entry.slug, {}};
    Object before;
    Object after;
    for (const auto& [column, value] : entry.columns.members()) {
      if (row.at(column) == value) continue;
      before[column] = row.at(column);
      after[column] = value;
      change.columns.push_back({column, row.at(column), value});
    }
    const auto& old_parent = row.at(mapping_.parent);
    if (const auto parent = parent_key(entry); old_parent != parent) {
      before[mapping_.parent] = old_parent;
      after[mapping_.parent] = parent;
      change.columns.push_back({mapping_.parent, live_.slug_of(old_parent), parent_slug(entry)});
    }
    if (after.empty()) {
      ++plan_.unchanged;
      return;
    }
    writer_.update(mapping_.table, {{mapping_.key, row.at(mapping_.key).string_or("")}}, after);
    ops::write_audit(writer_, "category.upsert", mapping_.table, entry.slug, before, after);
    plan_.changes.push_back(std::move(change));
  }

  ops::Writer& writer_;
  const CategoryMapping& mapping_;
  LiveTree live_;
  std::map<std::string, std::string> new_keys_;  // slug -> key
  CategoryPlan plan_;
};

}  // namespace

CategoryResult seed_categories(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                               const ops::WriteOptions& options) {
  if (!pack.categories) {
    throw Error{code::no_categories, fmt::format("platform '{}' has no categories", pack.platform)};
  }
  const auto& mapping = *pack.categories;
  const auto entries =
      read_categories(pack.files.display_path(mapping.file), pack.files.read(mapping.file), mapping);
  CategoryResult result;
  result.outcome = ops::write(
      session, pack, request,
      [&](ops::Writer& writer) {
        result.plan = Upsert{writer, mapping}.run(entries);
      },
      options);
  return result;
}

}  // namespace admctl::seed
