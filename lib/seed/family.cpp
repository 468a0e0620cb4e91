#include "lib/seed/family.hpp"

#include <fmt/format.h>

#include "lib/core/error.hpp"

namespace admctl::seed {

FamilyWriter::FamilyWriter(const Model& model, const Inputs& inputs, const std::vector<TableLayout>& layouts)
    : model_{model}, layouts_{layouts}, evaluator_{model, inputs} {}

void FamilyWriter::write(const Entity& root, std::int64_t from, std::int64_t to, Batch& batch) {
  batch.resize(model_.entities.size());
  for (auto index = from; index < to; ++index) {
    write_row(*evaluator_.make_root(root, index), batch);
    evaluator_.reset();
  }
}

void FamilyWriter::write_row(const Row& row, Batch& batch) {
  write_columns(row, batch[static_cast<std::size_t>(row.entity->index)]);
  for (const auto child : row.entity->children) {
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
  LaterRow later;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) to.text += '\t';
    const auto value = columns[i].slot ? evaluator_.value(row, *columns[i].slot) : columns[i].constant;
    try {
      append_field(to.text, columns[i].later ? Datum{} : value, layout.formats[i], scratch_);
      if (columns[i].later) {
        scratch_.clear();
        const bool is_null = !append_value(scratch_, value, layout.formats[i]);
        if (later.empty()) later.resize(1);
        later.push_back(is_null ? std::nullopt : std::optional{scratch_});
      }
    } catch (const Error& error) {
      throw Error{error.code(), fmt::format("{}: {}.{}: {}", columns[i].place, row.entity->name,
                                            columns[i].name, error.message())};
    }
  }
  to.text += '\n';
  ++to.rows;
  if (later.empty() || !layout.key) return;
  const auto& key = columns[*layout.key];
  scratch_.clear();
  append_value(scratch_, key.slot ? evaluator_.value(row, *key.slot) : key.constant,
               layout.formats[*layout.key]);
  later.front() = scratch_;
  to.later.push_back(std::move(later));
}

}  // namespace admctl::seed
