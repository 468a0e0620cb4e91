// What the generator must know of the live tables it fills.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/seed/model.hpp"
#include "lib/seed/row_binary.hpp"
#include "lib/seed/row_text.hpp"

namespace admctl::seed {

struct CatalogColumn {
  std::string name;
  std::string type;  // as format_type() says it
  ColumnFormat format = ColumnFormat::plain;
  std::optional<BinaryFormat> binary;  // none: the type's binary form is not known here
  bool needs_value = false;            // NOT NULL without a default
  bool varies = false;                 // its default is no constant: now(), a sequence, a random key
  bool generated = false;              // computed by the database
  std::string sequence;                // qualified and quoted; empty when it has none
};

struct CatalogTable {
  std::string name;
  std::vector<CatalogColumn> columns;
  std::vector<std::string> key;  // of the primary key

  const CatalogColumn* find(std::string_view column) const;
};

// Throws code::schema_missing when there is no such table.
CatalogTable read_catalog_table(pg::Transaction& tx, std::string_view schema, const std::string& table);

// Throws code::bad_pack with the place when the generator's table does not fit the live one: a column that does
// not exist, a value that is missing, or a column whose default would make two runs differ.
void check_table(const Entity& entity, const CatalogTable& table);

}  // namespace admctl::seed
