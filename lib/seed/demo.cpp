#include "lib/seed/demo.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/sql.hpp"
#include "lib/seed/generator_file.hpp"
#include "lib/seed/model_builder.hpp"

namespace admctl::seed {
namespace {

constexpr std::int64_t max_records = 100'000'000;

void refuse_filled(const std::vector<std::string>& filled) {
  constexpr std::size_t shown = 3;
  if (filled.empty()) return;
  auto names = join(std::span{filled}.first(std::min(filled.size(), shown)), ", ");
  if (filled.size() > shown) names += fmt::format(" and {} more", filled.size() - shown);
  throw Error{
      code::not_empty,
      fmt::format("{} already: {}", filled.size() == 1 ? "a table holds rows" : "tables hold rows", names),
      "demo data only goes into an empty platform, so that it never mixes with real rows",
      "point --db at a database whose tables are empty"};
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

class DemoRun {
 public:
  DemoRun(ops::Writer& writer, const Model& model, const DemoRequest& demo)
      : writer_{writer}, model_{model}, demo_{demo}, loader_{writer.tx(), writer.pack().schema, model} {}

  void run(DemoResult& result, const Progress& progress) {
    const auto& pack = writer_.pack();
    // Two seeders at once would both find the tables empty.
    const auto& first = pack.kinds.empty() ? model_.entities.front()->table : pack.kinds.front().table;
    writer_.tx().query(fmt::format("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", pg::quote(pack.schema, first)));
    refuse_filled(loader_.filled_tables(pack.audit ? pack.audit->table : std::string_view{}));

    Inputs inputs;
    inputs.records = demo_.count;
    inputs.seed = static_cast<std::uint64_t>(demo_.seed);
    inputs.until = demo_.until.time_since_epoch().count();
    inputs.existing = loader_.read_existing();
    result.tables.clear();
    result.notes.clear();
    for (const auto& existing : inputs.existing) {
      if (!existing.rows.empty()) continue;
      result.notes.push_back(
          fmt::format("'{}' is empty: nothing refers to it", model_.find(existing.entity)->table));
    }
    loader_.load(inputs, progress);
    // A rehearsal must not move a sequence, which no rollback takes back.
    if (!writer_.request().dry_run) loader_.advance_sequences();
    count(result);
  }

 private:
  void count(DemoResult& result) {
    for (const auto& entity : model_.entities) {
      if (!entity->existing)
        add_rows(result.tables, entity->table, loader_.rows()[static_cast<std::size_t>(entity->index)]);
    }
    for (const auto& [table, rows] : result.tables) writer_.count_bulk(table, rows);
    writer_.summarise("records", demo_.count);
    writer_.summarise("seed", demo_.seed);
    writer_.summarise("until", to_rfc3339(demo_.until));
  }

  ops::Writer& writer_;
  const Model& model_;
  const DemoRequest& demo_;
  Loader loader_;
};

}  // namespace

DemoResult seed_demo(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                     const DemoRequest& demo, const Progress& progress, ops::WriteOptions options) {
  if (demo.count < 1 || demo.count > max_records) {
    throw Error{code::usage,
                fmt::format("cannot make {} records", demo.count),
                {},
                fmt::format("ask for 1 to {}", max_records)};
  }
  if (!pack.generator) {
    throw Error{code::no_generator, fmt::format("platform '{}' has no generator for demo data", pack.platform)};
  }
  const auto file =
      read_generator(pack.files.display_path(*pack.generator), pack.files.read(*pack.generator), pack);
  const auto model = build_model(file);
  options.timeouts.statement = std::chrono::milliseconds{0};
  DemoResult result;
  result.outcome = ops::write(
      session, pack, request,
      [&](ops::Writer& writer) {
        DemoRun{writer, *model, demo}.run(result, progress);
      },
      options);
  if (result.outcome.replayed) {
    if (const auto* bulk = result.outcome.operation.summary.at("bulk").as_object()) {
      for (const auto& [table, rows] : bulk->members()) {
        add_rows(result.tables, table, static_cast<std::size_t>(rows.as_int() ? *rows.as_int() : 0));
      }
    }
  }
  return result;
}

}  // namespace admctl::seed
