#include "lib/seed/family.hpp"

#include <fmt/format.h>

#include "lib/core/error.hpp"

namespace admctl::seed {
namespace {

bool is_needed(const Model& model, const std::vector<TableLayout>& layouts, const Entity& entity) {
  if (entity.existing) return false;
  if (!layouts[static_cast<std::size_t>(entity.index)].skipped) return true;
  for (const auto child : entity.children) {
    if (is_needed(model, layouts, *model.entities[static_cast<std::size_t>(child)])) return true;
  }
  return false;
}

}  // namespace

FamilyWriter::FamilyWriter(const Model& model, const Inputs& inputs, const std::vector<TableLayout>& layouts)
    : model_{model}, layouts_{layouts}, evaluator_{model, inputs} {
  for (const auto& entity : model.entities) needed_.push_back(is_needed(model, layouts, *entity));
}

void FamilyWriter::write(const Entity& root, std::int64_t from, std::int64_t to, Batch& batch) {
  batch.resize(model_.entities.size());
  if (!needed_[static_cast<std::size_t>(root.index)]) return;
  for (auto index = from; index < to; ++index) {
    write_row(*evaluator_.make_root(root, index), batch);
    evaluator_.reset();
  }
}

void FamilyWriter::write_row(const Row& row, Batch& batch) {
  const auto own = static_cast<std::size_t>(row.entity->index);
  if (!layouts_[own].skipped) write_columns(row, batch[own]);
  for (const auto child : row.entity->children) {
    if (!needed_[static_cast<std::size_t>(child)]) continue;
    const auto& entity = *model_.entities[static_cast<std::size_t>(child)];
    const auto count = evaluator_.children(entity, row);
    for (std::int64_t ordinal = 0; ordinal < count; ++ordinal) {
      write_row(*evaluator_.make_child(entity, row, ordinal), batch);
    }
  }
}

void FamilyWriter::write_columns(const Row& row, TableRows& to) {
  const auto& columns = row.entity->columns;
  const auto& layout = layouts_[static_cast<std::size_t>(row.entity->index)];
  const bool binary = !layout.binary.empty();
  bool defers = false;
  if (binary) append_binary_columns(to.bytes, columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    defers = defers || layout.deferred[i];
    const auto value = layout.deferred[i] ? Datum{}
                       : columns[i].slot  ? evaluator_.value(row, *columns[i].slot)
                                          : columns[i].constant;
    try {
      write_value(to.bytes, value, layout, i);
    } catch (const Error& error) {
      throw Error{error.code(), fmt::format("{}: {}.{}: {}", columns[i].place, row.entity->name,
                                            columns[i].name, error.message())};
    }
  }
  if (!binary) to.bytes += '\n';
  ++to.rows;
  if (defers && layout.key) to.later.push_back(later_row(row));
}

void FamilyWriter::write_value(std::string& to, const Datum& value, const TableLayout& layout,
                               std::size_t column) {
  if (!layout.binary.empty()) return append_binary_field(to, value, layout.binary[column]);
  if (column > 0) to += '\t';
  append_field(to, value, layout.formats[column], scratch_);
}

LaterRow FamilyWriter::later_row(const Row& row) {
  const auto& columns = row.entity->columns;
  const auto& layout = layouts_[static_cast<std::size_t>(row.entity->index)];
  LaterRow later;
  const auto add = [&](std::size_t i) {
    const auto value = columns[i].slot ? evaluator_.value(row, *columns[i].slot) : columns[i].constant;
    scratch_.clear();
    const bool has_value = append_value(scratch_, value, layout.formats[i]);
    later.push_back(has_value ? std::optional{scratch_} : std::nullopt);
  };
  add(*layout.key);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (layout.deferred[i]) add(i);
  }
  return later;
}

}  // namespace admctl::seed
