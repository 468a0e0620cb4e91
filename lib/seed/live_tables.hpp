// The live tables that a model fills: what is in them, and what they refer to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/seed/evaluator.hpp"
#include "lib/seed/family.hpp"
#include "lib/seed/table_catalog.hpp"

namespace admctl::seed {

class LiveTables {
 public:
  // Reads the catalog and checks the model against it: code::schema_missing, code::bad_pack. `only` names the
  // tables to fill, empty means all; code::usage for a table that the model does not fill.
  LiveTables(pg::Transaction& tx, std::string schema, const Model& model, const std::vector<std::string>& only);

  const Model& model() const { return model_; }
  const CatalogTable& catalog(const Entity& entity) const {
    return catalog_[static_cast<std::size_t>(entity.index)];
  }
  bool is_filled(const Entity& entity) const { return filled_[static_cast<std::size_t>(entity.index)]; }
  std::string qualified(const Entity& entity) const { return qualified(entity.table); }
  std::string qualified(std::string_view table) const;
  // The tables to fill, each once, in the order of the model.
  const std::vector<std::string>& names() const { return names_; }

  // Those that hold rows.
  std::vector<std::string> with_rows();
  // The rows of tables that the generator refers to, sorted by their first column.
  std::vector<ExistingRows> read_existing();
  // Where serial numbers of another set begin, per entity: after the rows that are there, the numbers that the
  // table's sequences gave out, and `used` of entities by name.
  std::vector<std::int64_t> first_serials(const Object& used);
  // Throws code::parents_missing when a table that is not filled is empty and rows to fill refer to it.
  void need_parents();
  // How rows are written as things are now: columns filled in later are those that a foreign key watches over.
  std::vector<TableLayout> layouts();
  // Sets the sequences of the columns of filled tables to their highest value. Sequences do not roll back.
  void advance_sequences(const std::vector<std::size_t>& rows);

 private:
  bool has_rows(std::string_view table);
  std::int64_t count_rows(const Entity& entity);

  pg::Transaction& tx_;
  std::string schema_;
  const Model& model_;
  std::vector<CatalogTable> catalog_;  // per entity
  std::vector<bool> filled_;           // per entity
  std::vector<std::string> names_;
};

}  // namespace admctl::seed
