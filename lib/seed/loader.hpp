// Loads generated families into the database, inside one transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/seed/family.hpp"
#include "lib/seed/table_catalog.hpp"

namespace admctl::seed {

// Told how many rows of a root table are loaded, with their families.
using Progress = std::function<void(std::string_view table, std::size_t done, std::size_t total)>;

class Loader {
 public:
  // Reads the catalog and checks the model against it: code::schema_missing, code::bad_pack.
  Loader(pg::Transaction& tx, std::string schema, const Model& model);

  // Names of the tables to fill that hold rows already, in the order of the model; `except` is not looked at.
  std::vector<std::string> filled_tables(std::string_view except);
  // The rows of tables that the generator refers to, sorted by their first column.
  std::vector<ExistingRows> read_existing();
  // Loads everything: root tables in the order of the model, each with its descendants, a batch at a time;
  // memory does not depend on the number of rows.
  void load(const Inputs& inputs, const Progress& progress);
  // Sets the sequences of the loaded columns to their highest value. Sequences do not roll back.
  void advance_sequences();

  // Rows loaded per entity of the model.
  const std::vector<std::size_t>& rows() const { return rows_; }

 private:
  std::string qualified(const Entity& entity) const;
  void copy(const Entity& entity, const TableRows& rows);
  void fill_later(const Entity& entity, const TableRows& rows);
  const CatalogTable& catalog(const Entity& entity) const {
    return catalog_[static_cast<std::size_t>(entity.index)];
  }

  pg::Transaction& tx_;
  std::string schema_;
  const Model& model_;
  std::vector<CatalogTable> catalog_;  // per entity
  std::vector<TableLayout> layouts_;
  std::vector<std::size_t> rows_;
};

}  // namespace admctl::seed
