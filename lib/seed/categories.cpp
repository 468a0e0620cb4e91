#include "lib/seed/categories.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/codes/seeding.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/ledger_schema.hpp"
#include "lib/seed/category_file.hpp"
#include "lib/seed/category_values.hpp"
#include "lib/seed/category_write.hpp"

namespace admctl::seed {
namespace {

using platform::CategoryMapping;

std::vector<CategoryEntry> read_entries(const platform::Pack& pack, const CategoryMapping& mapping,
                                        const CategoryOrder& order) {
  if (order.file) return read_categories(order.file->path, order.file->text, mapping, code::bad_categories);
  return read_categories(pack.files.display_path(mapping.file), pack.files.read(mapping.file), mapping);
}

// Two runs, and tables whose natural keys are not unique to the database: the second waits and then finds the
// rows of the first.
void lock_taxonomy(ops::Writer& writer, const CategoryMapping& mapping) {
  if (mapping.is_native()) ops::ensure_ledger(writer.tx(), ops::LedgerPart::categories);
  writer.tx().query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
                    {"admctl categories " + writer.pack().schema + "." + mapping.table});
}

// The plan points into the taxonomy, which must stay where it is.
struct Work {
  Taxonomy taxonomy;
  PlannedTaxonomy plan;
};

std::unique_ptr<Work> write_one(ops::Writer& writer, const CategoryMapping& mapping,
                                const std::vector<CategoryEntry>& entries, bool prune) {
  auto& tx = writer.tx();
  const auto& pack = writer.pack();
  lock_taxonomy(writer, mapping);
  auto work = std::make_unique<Work>();
  auto& taxonomy = work->taxonomy;
  taxonomy = {&pack, &mapping, read_columns(tx, pack, mapping), entries, {}, {}};
  taxonomy.rows = load_rows(tx, pack, mapping, RowLock::update);
  const CategoryLookups lookups{tx, pack, mapping, taxonomy.rows, looked_up_names(mapping, taxonomy.entries)};
  name_rows(taxonomy.rows, mapping, lookups);
  taxonomy.values = database_values(tx, pack, mapping, taxonomy.columns, lookups, taxonomy.entries);
  work->plan = plan_categories(taxonomy, lookups, prune);
  write_categories(writer, taxonomy, work->plan);
  return work;
}

std::vector<CategoryPlan> write_all(ops::Writer& writer, const std::vector<const CategoryMapping*>& mappings,
                                    const std::vector<std::vector<CategoryEntry>>& files, bool prune) {
  std::vector<std::unique_ptr<Work>> done;
  for (std::size_t i = 0; i < mappings.size(); ++i)
    done.push_back(write_one(writer, *mappings[i], files[i], prune));
  // What looks up goes before what it looks up.
  for (auto work = done.rbegin(); work != done.rend(); ++work)
    remove_categories(writer, (*work)->taxonomy, (*work)->plan);
  std::vector<CategoryPlan> plans;
  for (auto& work : done) plans.push_back(std::move(work->plan.shown));
  return plans;
}

}  // namespace

std::size_t CategoryResult::changes() const {
  std::size_t count = 0;
  for (const auto& plan : plans) count += plan.changes.size();
  return count;
}

std::size_t CategoryResult::removals() const {
  std::size_t count = 0;
  for (const auto& plan : plans) {
    count += static_cast<std::size_t>(
        std::ranges::count(plan.changes, CategoryChange::Action::remove, &CategoryChange::action));
  }
  return count;
}

std::vector<const CategoryMapping*> select_categories(const platform::Pack& pack,
                                                      const std::vector<std::string>& names) {
  if (pack.categories.empty())
    throw Error{code::no_categories, fmt::format("platform '{}' has no categories", pack.platform)};
  std::vector<std::string> known;
  for (const auto& mapping : pack.categories) known.push_back(mapping.name);
  for (const auto& name : names) {
    if (std::ranges::find(known, name) != known.end()) continue;
    throw Error{code::unknown_categories,
                fmt::format("{} has no categories '{}'.{}", pack.platform, name, did_you_mean(name, known)),
                {},
                "it has: " + join(known, ", ")};
  }
  std::vector<const CategoryMapping*> selected;
  for (const auto& mapping : pack.categories) {
    if (names.empty() || std::ranges::find(names, mapping.name) != names.end()) selected.push_back(&mapping);
  }
  return selected;
}

CategoryResult seed_categories(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                               const CategoryOrder& order, const ops::WriteOptions& options) {
  const auto selected = select_categories(pack, order.names);
  if (order.file && selected.size() != 1) {
    std::vector<std::string> names;
    for (const auto* mapping : selected) names.push_back(mapping->name);
    throw Error{code::usage,
                "a file holds the entries of one list of categories",
                {},
                "say which: " + join(names, ", ")};
  }
  std::vector<std::vector<CategoryEntry>> files;
  for (const auto* mapping : selected) files.push_back(read_entries(pack, *mapping, order));
  CategoryResult result;
  result.outcome = ops::write(
      session, pack, request,
      [&](ops::Writer& writer) {
        result.plans = write_all(writer, selected, files, order.prune);
        if (order.expect && *order.expect != result.plans) {
          throw Error{code::categories_moved,
                      "the rows changed since the plan was shown",
                      {},
                      "run the command again and look at the new plan"};
        }
      },
      options);
  return result;
}

}  // namespace admctl::seed
