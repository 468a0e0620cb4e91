#include "lib/seed/demo_run.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "lib/core/codes/loading.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/sql.hpp"
#include "lib/seed/proof.hpp"

namespace admctl::seed {
namespace {

// Fewer rows are loaded in place before all keys and indexes are off and on again.
constexpr std::size_t worth_rebuilding = 100'000;

void refuse_filled(const std::vector<std::string>& filled) {
  constexpr std::size_t shown = 3;
  if (filled.empty()) return;
  auto names = join(std::span{filled}.first(std::min(filled.size(), shown)), ", ");
  if (filled.size() > shown) names += fmt::format(" and {} more", filled.size() - shown);
  throw Error{
      code::not_empty,
      fmt::format("{} already: {}", filled.size() == 1 ? "a table holds rows" : "tables hold rows", names),
      "demo data only goes into an empty platform, so that it never mixes with real rows",
      "point --db at a database whose tables are empty, or add another set with --append"};
}

// The highest serial numbers of earlier sets, by entity; rows may have been deleted since.
Object used_serials(pg::Transaction& tx) {
  Object used;
  for (const auto row : tx.query("SELECT summary -> 'serials' FROM admctl.operation "
                                 "WHERE kind = 'seed.demo' AND summary ? 'serials'")) {
    const auto serials = parse_json(row.text(0));
    if (!serials.as_object()) continue;
    for (const auto& [entity, next] : serials.as_object()->members()) {
      const auto* known = used.find(entity);
      if (!next.as_int() || (known && *known->as_int() >= *next.as_int())) continue;
      used[entity] = *next.as_int();
    }
  }
  return used;
}

std::int64_t others_connected(pg::Transaction& tx) {
  // What the role may not see of a session is NULL; the server's own processes have no user.
  return std::stoll(
      *tx.value("SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND usesysid IS NOT NULL "
                "AND coalesce(backend_type, 'client backend') = 'client backend'"));
}

// Several entities may fill one table.
void add_rows(std::vector<DemoTable>& tables, const std::string& table, std::size_t rows) {
  const auto found = std::ranges::find(tables, table, &DemoTable::table);
  if (found == tables.end()) {
    tables.push_back({table, rows});
  } else {
    found->rows += rows;
  }
}

}  // namespace

DemoRun::DemoRun(ops::Writer& writer, const Model& model, const DemoRequest& demo, const Progress& progress,
                 const OnStep& on_step)
    : writer_{writer},
      model_{model},
      demo_{demo},
      progress_{progress},
      on_step_{on_step},
      tables_{writer.tx(), writer.pack().schema, model, demo.only},
      loader_{writer.tx(), tables_} {}

void DemoRun::reach(std::string_view step) const {
  if (on_step_) on_step_(step);
}

void DemoRun::run(DemoResult& result) {
  const auto& pack = writer_.pack();
  auto& tx = writer_.tx();
  // Two seeders at once would both find the tables empty, or the same numbers free.
  const auto& first = pack.kinds.empty() ? tables_.names().front() : pack.kinds.front().table;
  tx.query(fmt::format("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", pg::quote(pack.schema, first)));
  auto filled = tables_.with_rows();
  // Operations leave their trail in the audit table, and taxonomies are seeded before.
  if (pack.audit) std::erase(filled, pack.audit->table);
  for (const auto& categories : pack.categories) std::erase(filled, categories.table);
  if (!demo_.append) refuse_filled(filled);
  if (!demo_.only.empty()) tables_.need_parents();

  const auto inputs = make_inputs(!filled.empty(), result);
  result.strategy = choose(loader_.plan(inputs), result);
  Proof proof{pack, demo_.until};
  if (demo_.append || !demo_.only.empty()) proof.look_before(tx);
  if (result.strategy == Strategy::rebuild) {
    load_rebuilding(inputs, result);
  } else {
    load_in_place(inputs);
  }
  reach("prove");
  proof.prove(tx, [&](std::size_t done, std::size_t total) {
    if (progress_) progress_("checking invariants", done, total);
  });
  // A rehearsal must not move a sequence, which no rollback takes back.
  if (!writer_.request().dry_run) tables_.advance_sequences(loader_.rows());
  report(inputs, result);
}

Inputs DemoRun::make_inputs(bool filled, DemoResult& result) {
  Inputs inputs;
  inputs.records = demo_.count;
  inputs.seed = static_cast<std::uint64_t>(demo_.seed);
  inputs.until = demo_.until.time_since_epoch().count();
  inputs.existing = tables_.read_existing();
  inputs.locales = demo_.locales;
  inputs.appended = demo_.append && filled;
  if (demo_.append) inputs.first_serials = tables_.first_serials(used_serials(writer_.tx()));
  for (const auto& existing : inputs.existing) {
    if (!existing.rows.empty()) continue;
    result.notes.push_back(
        fmt::format("'{}' is empty: nothing refers to it", model_.find(existing.entity)->table));
  }
  return inputs;
}

Strategy DemoRun::choose(std::size_t rows, DemoResult& result) {
  if (demo_.strategy == Strategy::in_place) return Strategy::in_place;
  auto& tx = writer_.tx();
  auto obstacle = KeyRebuild::obstacle(tx, writer_.pack().schema, tables_.names());
  if (demo_.strategy == Strategy::rebuild) {
    if (obstacle.empty()) return Strategy::rebuild;
    throw Error{code::cannot_rebuild,
                "keys and indexes cannot be taken off and put back: " + obstacle,
                {},
                "load with --strategy in-place"};
  }
  if (rows < worth_rebuilding) return Strategy::in_place;
  if (obstacle.empty() && demo_.append) obstacle = "the tables hold rows already";
  if (obstacle.empty() && others_connected(tx) > 0) obstacle = "others are connected to the database";
  if (obstacle.empty()) return Strategy::rebuild;
  result.notes.push_back(fmt::format("loaded with keys and indexes in place: {}", obstacle));
  return Strategy::in_place;
}

LoadOptions DemoRun::load_options() const {
  LoadOptions options;
  options.threads = demo_.threads;
  options.progress = progress_;
  options.on_range = [this] { reach("load"); };
  return options;
}

void DemoRun::load_in_place(const Inputs& inputs) {
  loader_.load(inputs, load_options());
  analyze();
}

void DemoRun::load_rebuilding(const Inputs& inputs, DemoResult& result) {
  auto& tx = writer_.tx();
  KeyRebuild keys{tx, writer_.pack().schema, tables_.names()};
  // Only now that nobody else can write: which tables are empty.
  const auto filled = tables_.with_rows();
  std::vector<std::string> empty;
  for (const auto& table : tables_.names()) {
    if (std::ranges::find(filled, table) == filled.end()) empty.push_back(table);
  }
  reach("keys-off");
  keys.drop();
  auto options = load_options();
  options.renewed = keys.renew(empty);
  loader_.load(inputs, options);
  restore(keys);
  result.rebuilt = keys.size();
}

void DemoRun::restore(KeyRebuild& keys) {
  auto& tx = writer_.tx();
  // More than the usual 64 MB, which sorts of millions of keys outgrow; nothing that a small machine lacks.
  tx.query(
      "SELECT set_config('maintenance_work_mem', '256MB', true) "
      "WHERE pg_size_bytes(current_setting('maintenance_work_mem')) < pg_size_bytes('256MB')");
  std::size_t done = 0;
  const auto step = [&](const std::string&, bool foreign) {
    reach(foreign ? "foreign-key" : "index");
    if (progress_) progress_("building keys and indexes", done, keys.size());
    ++done;
  };
  keys.restore_indexes(step);
  analyze();
  keys.restore_foreign_keys(step);
}

void DemoRun::analyze() {
  auto& tx = writer_.tx();
  // Enough for the plans of the checks; the server's own round comes later.
  tx.query("SET LOCAL default_statistics_target = 10");
  const auto owned = tx.query(
      "SELECT c.relname FROM pg_catalog.pg_class AS c "
      "WHERE c.relnamespace = $1::regnamespace AND c.relname = ANY($2) AND pg_has_role(c.relowner, 'USAGE')",
      {pg::quote(writer_.pack().schema), pg::array_text(tables_.names())});
  std::string places;
  for (const auto row : owned) places += (places.empty() ? "" : ", ") + tables_.qualified(row.text(0));
  if (!places.empty()) tx.query("ANALYZE " + places);
}

void DemoRun::report(const Inputs& inputs, DemoResult& result) {
  Object serials;
  for (const auto& entity : model_.entities) {
    if (!tables_.is_filled(*entity)) continue;
    const auto index = static_cast<std::size_t>(entity->index);
    add_rows(result.tables, entity->table, loader_.rows()[index]);
    const auto first = inputs.first_serials.empty() ? 0 : inputs.first_serials[index];
    if (entity->parent < 0) serials[entity->name] = first + static_cast<std::int64_t>(loader_.rows()[index]);
  }
  for (const auto& [table, rows] : result.tables) writer_.count_bulk(table, rows);
  writer_.summarise("records", demo_.count);
  writer_.summarise("seed", demo_.seed);
  writer_.summarise("until", to_rfc3339(demo_.until));
  writer_.summarise("strategy", std::string{strategy_name(result.strategy)});
  writer_.summarise("serials", std::move(serials));
}

}  // namespace admctl::seed
