// Generates root rows with all their descendants, as COPY reads them. A family depends on nothing but its
// root's number, so families can be made in any order and in parallel.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/seed/evaluator.hpp"
#include "lib/seed/row_binary.hpp"
#include "lib/seed/row_text.hpp"

namespace admctl::seed {

// How a table of the model is written.
struct TableLayout {
  std::vector<ColumnFormat> formats;  // per column of the entity
  // Per column; empty: the table has a type without a known binary form, and its rows are written as text.
  std::vector<BinaryFormat> binary;
  // Position of the key among the columns; only needed for columns filled later.
  std::optional<std::size_t> key;
  // Per column: written as NULL and filled in when the whole family is loaded. Of the columns that the
  // generator calls later, those that a foreign key watches over meanwhile.
  std::vector<bool> deferred;
  bool skipped = false;  // rows are needed for others to refer to, not written
};

// Values that are filled in when the family is loaded: position 0 the key, then the entity's deferred columns
// in order.
using LaterRow = std::vector<std::optional<std::string>>;

struct TableRows {
  std::string bytes;  // as COPY reads them in the format of the table's layout
  std::size_t rows = 0;
  std::vector<LaterRow> later;

  // Keeps the memory.
  void clear() {
    bytes.clear();
    rows = 0;
    later.clear();
  }
};

// Per entity of the model, by its index.
using Batch = std::vector<TableRows>;

class FamilyWriter {
 public:
  // Model and layouts (by entity) must outlive the writer.
  FamilyWriter(const Model& model, const Inputs& inputs, const std::vector<TableLayout>& layouts);

  std::int64_t count(const Entity& root) { return evaluator_.count(root); }
  // Appends the families of the roots [from, to) to the batch.
  // Throws code::bad_pack with the place of the expression that cannot be computed.
  void write(const Entity& root, std::int64_t from, std::int64_t to, Batch& batch);

 private:
  void write_row(const Row& row, Batch& batch);
  void write_columns(const Row& row, TableRows& to);
  void write_value(std::string& to, const Datum& value, const TableLayout& layout, std::size_t column);
  LaterRow later_row(const Row& row);

  const Model& model_;
  const std::vector<TableLayout>& layouts_;
  std::vector<bool> needed_;  // per entity: it or a descendant is written
  Evaluator evaluator_;
  std::string scratch_;
};

}  // namespace admctl::seed
