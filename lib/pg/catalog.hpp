// What a schema of the live database consists of, read from the system catalog.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"

namespace admctl::pg {

struct CatalogColumn {
  std::string name;
  std::string type;  // as format_type() shows it: "character varying(64)", "timestamp(3) without time zone"
  bool nullable = true;
  std::optional<std::string> default_value;  // SQL
};

struct CatalogIndex {
  std::string name;
  std::vector<std::string> columns;  // in order; an expression as its SQL
  bool unique = false;
  std::optional<std::string> predicate;  // SQL, of a partial index
};

struct CatalogForeignKey {
  std::string name;
  std::vector<std::string> columns;
  std::string references_table;  // with its schema when that is not on the search_path
  std::vector<std::string> references_columns;
  std::string on_delete;  // "NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"
  std::string on_update;
};

struct CatalogTable {
  std::string name;
  std::vector<CatalogColumn> columns;           // in order of the table
  std::vector<std::string> primary_key;         // empty: none
  std::vector<CatalogIndex> indexes;            // by name; without that of the primary key
  std::vector<CatalogForeignKey> foreign_keys;  // by name
};

struct CatalogEnum {
  std::string name;
  std::vector<std::string> labels;  // in order of the type
};

struct Catalog {
  std::vector<CatalogTable> tables;  // by name
  std::vector<CatalogEnum> enums;    // by name
};

// Tables (partitioned ones too) and enums of `schema`, those of extensions aside. Types and defaults are shown
// as seen from the transaction's search_path, which should be `schema`.
Catalog read_catalog(Transaction& tx, std::string_view schema);

// The names alone, sorted: of the schemas that are not PostgreSQL's own, and of the tables that a catalog of
// the schema would have.
std::vector<std::string> schema_names(Transaction& tx);
std::vector<std::string> table_names(Transaction& tx, std::string_view schema);

}  // namespace admctl::pg
