#include "lib/seed/loader.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "lib/pg/copy.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::seed {
namespace {

// Families per round of COPY: large enough that starting a COPY does not matter, small enough for memory.
constexpr std::int64_t range_size = 500;
// Families of each root table that an estimate looks at.
constexpr std::int64_t sample_size = 40;

std::vector<FamilyRange> ranges_of(const Model& model, const std::vector<std::int64_t>& counts) {
  std::vector<FamilyRange> ranges;
  for (const auto& root : model.entities) {
    const auto count = counts[static_cast<std::size_t>(root->index)];
    for (std::int64_t from = 0; from < count; from += range_size)
      ranges.push_back({root.get(), from, std::min(count, from + range_size)});
  }
  return ranges;
}

std::size_t sum_of_rows(const Batch& batch) {
  return std::accumulate(batch.begin(), batch.end(), std::size_t{0},
                         [](std::size_t sum, const TableRows& rows) { return sum + rows.rows; });
}

std::string array_of(const std::vector<LaterRow>& rows, std::size_t position) {
  std::vector<pg::Param> values;
  values.reserve(rows.size());
  for (const auto& row : rows) values.push_back(row[position]);
  return pg::array_text(values);
}

}  // namespace

Loader::Loader(pg::Transaction& tx, LiveTables& tables)
    : tx_{tx},
      tables_{tables},
      model_{tables.model()},
      layouts_(tables.layouts()),
      rows_(model_.entities.size()),
      counts_(model_.entities.size()),
      per_root_(model_.entities.size()) {}

std::size_t Loader::plan(const Inputs& inputs) {
  FamilyWriter writer{model_, inputs, layouts_};
  double rows = 0;
  for (const auto& root : model_.entities) {
    if (root->existing || root->parent >= 0) continue;
    const auto index = static_cast<std::size_t>(root->index);
    counts_[index] = writer.count(*root);
    const auto sample = std::min(counts_[index], sample_size);
    Batch batch;
    for (std::int64_t i = 0; i < sample; ++i) {
      const auto at = counts_[index] / sample * i;
      writer.write(*root, at, at + 1, batch);
    }
    if (sample > 0) per_root_[index] = static_cast<double>(sum_of_rows(batch)) / static_cast<double>(sample);
    rows += per_root_[index] * static_cast<double>(counts_[index]);
  }
  return static_cast<std::size_t>(rows);
}

std::size_t Loader::rows_left(const Entity& root, std::int64_t done) const {
  double left = 0;
  for (auto i = static_cast<std::size_t>(root.index); i < counts_.size(); ++i) {
    const auto families = counts_[i] - (i == static_cast<std::size_t>(root.index) ? done : 0);
    left += static_cast<double>(families) * per_root_[i];
  }
  return static_cast<std::size_t>(left);
}

void Loader::load(const Inputs& inputs, const LoadOptions& options) {
  layouts_ = tables_.layouts();
  const auto ranges = ranges_of(model_, counts_);
  FamilyStream stream{model_, inputs, layouts_, ranges, options.threads};
  std::size_t loaded = 0;
  for (const auto& range : ranges) {
    if (options.on_range) options.on_range();
    auto batch = *stream.next();
    for (const auto& entity : model_.entities) {
      const bool frozen = std::ranges::find(options.renewed, entity->table) != options.renewed.end();
      copy(*entity, batch[static_cast<std::size_t>(entity->index)], frozen);
    }
    for (const auto& entity : model_.entities)
      fill_later(*entity, batch[static_cast<std::size_t>(entity->index)]);
    loaded += sum_of_rows(batch);
    if (options.progress) options.progress("loading rows", loaded, loaded + rows_left(*range.root, range.to));
    stream.recycle(std::move(batch));
  }
}

std::size_t Loader::rows_of(std::string_view table) const {
  std::size_t rows = 0;
  for (const auto& entity : model_.entities) {
    if (entity->table == table) rows += rows_[static_cast<std::size_t>(entity->index)];
  }
  return rows;
}

void Loader::copy(const Entity& entity, const TableRows& rows, bool frozen) {
  if (rows.rows == 0) return;
  std::vector<std::string> columns;
  for (const auto& column : entity.columns) columns.push_back(column.name);
  const bool binary = !layouts_[static_cast<std::size_t>(entity.index)].binary.empty();
  pg::CopyIn copy{tx_, tables_.qualified(entity), columns,
                  fmt::format("WITH (FORMAT {}, FREEZE {})", binary ? "binary" : "text", frozen)};
  if (binary) copy.write(binary_rows_begin());
  copy.write(rows.bytes);
  if (binary) copy.write(binary_rows_end());
  rows_[static_cast<std::size_t>(entity.index)] += copy.finish();
}

void Loader::fill_later(const Entity& entity, const TableRows& rows) {
  if (rows.later.empty()) return;
  const auto& table = tables_.catalog(entity);
  const auto& layout = layouts_[static_cast<std::size_t>(entity.index)];
  const auto& key = table.key.front();
  pg::Params params;
  auto arrays = fmt::format("{}::{}[]", pg::bind(params, array_of(rows.later, 0)), table.find(key)->type);
  std::string names = "k";
  std::string sets;
  std::size_t position = 0;
  for (std::size_t i = 0; i < entity.columns.size(); ++i) {
    if (!layout.deferred[i]) continue;
    const auto& column = entity.columns[i].name;
    ++position;
    arrays +=
        fmt::format(", {}::{}[]", pg::bind(params, array_of(rows.later, position)), table.find(column)->type);
    names += fmt::format(", v{}", position);
    sets += fmt::format("{}{} = v.v{}", sets.empty() ? "" : ", ", pg::quote(column), position);
  }
  tx_.query(fmt::format("UPDATE {} AS t SET {} FROM unnest({}) AS v({}) WHERE t.{} = v.k",
                        tables_.qualified(entity), sets, arrays, names, pg::quote(key)),
            params);
}

}  // namespace admctl::seed
