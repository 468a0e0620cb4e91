#include "lib/seed/category_write.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/trail.hpp"
#include "lib/seed/category_references.hpp"
#include "lib/seed/stable_id.hpp"

namespace admctl::seed {
namespace {

// Rows that one statement writes set the same columns.
std::string columns_of(const Object& row) {
  std::vector<std::string> names;
  for (const auto& [name, value] : row.members()) names.push_back(name);
  std::ranges::sort(names);
  return join(names, "\n");
}

bool sets(const Object& row, std::string_view column) { return row.find(column) != nullptr; }

class CategoryWriter {
 public:
  CategoryWriter(ops::Writer& writer, const Taxonomy& taxonomy, PlannedTaxonomy& plan)
      : writer_{writer}, taxonomy_{taxonomy}, mapping_{*taxonomy.mapping}, plan_{plan} {
    const bool key_is_natural = mapping_.slug.size() == 1 && mapping_.slug.front() == mapping_.key;
    for (const auto& row : taxonomy.rows) {
      const auto renamed = plan.renamed.find(row.slug);
      const bool stays = renamed == plan.renamed.end();
      keys_[stays ? row.slug : renamed->second] = !stays && key_is_natural ? renamed->second : row.key;
      taken_.insert(row.key);
    }
  }

  void run() {
    update([](const PlannedEntry& planned) { return !planned.moves; });
    count_references();
    insert_levels();
    update([](const PlannedEntry& planned) { return planned.moves; });
    ops::write_audits(writer_, audits_);
  }

 private:
  Value parent_key(const CategoryEntry& entry) const {
    return entry.parent.empty() ? Value{} : Value{keys_.at(entry.parent)};
  }

  void update(const std::function<bool(const PlannedEntry&)>& wanted) {
    std::map<std::string, std::vector<ops::KeyedRow>> groups;
    for (const auto& planned : plan_.entries) {
      if (!planned.row || !wanted(planned)) continue;
      auto columns = changed_row(planned);
      audit(*planned.entry, planned, columns);
      groups[columns_of(columns)].push_back({planned.row->key, std::move(columns), &planned.row->image});
    }
    for (const auto& [columns, rows] : groups) writer_.update_rows(mapping_.table, mapping_.key, rows);
  }

  Object changed_row(const PlannedEntry& planned) const {
    Object columns;
    if (mapping_.is_native()) {
      columns = native_row(planned.set, &planned.row->columns);
      columns["updated_at"] = writer_.now();
    } else {
      columns = planned.set;
    }
    if (planned.moves) columns[mapping_.parent] = parent_key(*planned.entry);
    if (mapping_.updated) columns[*mapping_.updated] = writer_.now();
    return columns;
  }

  // Of admctl's own table: what the file says is one column, beside the natural key.
  Object native_row(const Object& set, const Object* before) const {
    Object row;
    Object kept;
    if (before) kept = *before;
    for (const auto& [column, value] : set.members()) kept[column] = value;
    kept.erase_nulls();
    row["slug"] = *kept.find(mapping_.slug.front());
    kept.erase(mapping_.slug.front());
    row["columns"] = std::move(kept);
    return row;
  }

  void audit(const CategoryEntry& entry, const PlannedEntry& planned, const Object& columns) {
    Object before;
    Object after;
    for (const auto& [column, value] : columns.members()) {
      const auto* now = planned.row ? planned.row->image.find(column) : nullptr;
      if (planned.row) before[column] = now ? *now : Value{};
      after[column] = value;
    }
    audits_.push_back({"category.upsert",
                       mapping_.table,
                       entry.slug,
                       planned.row ? Value{before} : Value{},
                       Value{std::move(after)},
                       {}});
  }

  void count_references() {
    const auto counts = rewrite_references(writer_, mapping_, plan_.renamed);
    for (auto& change : plan_.shown.changes) {
      const auto count = change.was ? counts.find(*change.was) : counts.end();
      if (count != counts.end()) change.references = count->second;
    }
  }

  // Parents before their children, as far as both are new.
  void insert_levels() {
    std::vector<const PlannedEntry*> left;
    for (const auto& planned : plan_.entries) {
      if (!planned.row) left.push_back(&planned);
    }
    while (!left.empty()) {
      std::vector<const PlannedEntry*> now;
      std::vector<const PlannedEntry*> later;
      for (const auto* planned : left) {
        const auto& parent = planned->entry->parent;
        (parent.empty() || keys_.contains(parent) ? now : later).push_back(planned);
      }
      insert(now);
      left = std::move(later);
    }
  }

  void insert(const std::vector<const PlannedEntry*>& level) {
    const auto defaults = evaluate_defaults(level);
    std::map<std::string, std::vector<std::pair<const CategoryEntry*, Object>>> groups;
    for (std::size_t i = 0; i < level.size(); ++i) {
      auto row = new_row(*level[i], defaults[i]);
      audit(*level[i]->entry, *level[i], row);
      groups[columns_of(row)].emplace_back(level[i]->entry, std::move(row));
    }
    for (auto& [columns, members] : groups) {
      std::vector<Object> rows;
      for (auto& [entry, row] : members) rows.push_back(std::move(row));
      const auto first = writer_.changes().size();
      writer_.insert_rows(mapping_.table, {mapping_.key}, std::move(rows));
      for (std::size_t i = 0; i < members.size(); ++i)
        keys_[members[i].first->slug] = ops::row_key(writer_.changes()[first + i]).front().second;
    }
  }

  Object new_row(const PlannedEntry& planned, const Object& defaults) {
    const auto& entry = *planned.entry;
    Object row;
    const auto* key = find_column(taxonomy_.columns, mapping_.key);
    if (!sets(planned.set, mapping_.key) && !(key && key->counted)) row[mapping_.key] = fresh_key(entry);
    if (mapping_.is_native()) {
      row["taxonomy"] = mapping_.name;
      const auto native = native_row(planned.set, nullptr);
      for (const auto& [column, value] : native.members()) row[column] = value;
    } else {
      for (const auto& [column, value] : planned.set.members()) row[column] = value;
    }
    if (!mapping_.parent.empty()) row[mapping_.parent] = parent_key(entry);
    if (mapping_.updated) row[*mapping_.updated] = writer_.now();
    for (const auto& [column, value] : defaults.members()) {
      if (!sets(row, column) && !value.is_null()) row[column] = value;
    }
    return row;
  }

  std::string fresh_key(const CategoryEntry& entry) {
    const auto space = mapping_.is_native() ? mapping_.table + "/" + mapping_.name : mapping_.table;
    auto key = stable_id(writer_.pack(), space, entry.slug);
    // Taken when the application renamed the row that was seeded with this key.
    if (taken_.contains(key)) key = writer_.new_id();
    return key;
  }

  std::vector<Object> evaluate_defaults(const std::vector<const PlannedEntry*>& level) {
    std::vector<Object> out(level.size());
    if (mapping_.defaults.empty() || level.empty()) return out;
    Array list;
    for (std::size_t i = 0; i < level.size(); ++i) {
      auto said = level[i]->entry->columns;
      for (const auto& [word, value] : level[i]->entry->words.members()) said[word] = value;
      list.emplace_back(Object{{"place", i}, {"e", std::move(said)}, {"new_id", writer_.new_id()}});
    }
    const auto& facts = writer_.facts();
    pg::Params params;
    const auto text = [&](pg::Param value) { return pg::bind(params, std::move(value)) + "::text"; };
    const auto entries = pg::bind(params, to_json(list));
    const auto object = ops::build_object(mapping_.defaults, params);
    const auto rows = writer_.tx().query(
        fmt::format(
            "SELECT d.place, {} FROM jsonb_to_recordset({}::jsonb) AS d (place integer, e jsonb, new_id "
            "text) CROSS JOIN LATERAL (SELECT {} AS id, d.new_id, {}::timestamp AS now, {} AS reason, {} "
            "AS ticket, {} AS operator) AS op",
            object, entries, text(facts.id), pg::bind(params, facts.now), text(facts.reason),
            text(facts.ticket), text(facts.actor)),
        params);
    for (const auto row : rows) out[static_cast<std::size_t>(row.integer(0))] = parse_json_object(row.text(1));
    return out;
  }

  ops::Writer& writer_;
  const Taxonomy& taxonomy_;
  const platform::CategoryMapping& mapping_;
  PlannedTaxonomy& plan_;
  std::unordered_map<std::string, std::string> keys_;  // natural key -> key, as they will be
  std::set<std::string> taken_;
  std::vector<ops::Audit> audits_;
};

}  // namespace

void write_categories(ops::Writer& writer, const Taxonomy& taxonomy, PlannedTaxonomy& plan) {
  CategoryWriter{writer, taxonomy, plan}.run();
}

void remove_categories(ops::Writer& writer, const Taxonomy& taxonomy, const PlannedTaxonomy& plan) {
  const auto& mapping = *taxonomy.mapping;
  refuse_used(writer.tx(), writer.pack(), mapping, plan.removed);
  std::vector<std::string> keys;
  std::vector<ops::Audit> audits;
  for (const auto* row : plan.removed) {
    keys.push_back(row->key);
    audits.push_back({"category.remove", mapping.table, row->slug, Value{row->image}, Value{}, {}});
  }
  writer.remove_rows(mapping.table, mapping.key, keys);
  ops::write_audits(writer, audits);
}

}  // namespace admctl::seed
