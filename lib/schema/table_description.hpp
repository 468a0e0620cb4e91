// Everything the catalog of the server tells of one table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/report.hpp"
#include "lib/pg/catalog.hpp"
#include "lib/schema/pack_notes.hpp"
#include "lib/schema/table_facts.hpp"

namespace admctl::schema {

struct DescribedColumn {
  std::string name;
  std::string type;
  bool nullable = true;
  std::string default_value;  // SQL; "generated: ..." and "identity" for those that the server fills
  std::string comment;
};

struct DescribedIndex {
  std::string name;
  std::string what;        // "primary key", "unique", "index", "invalid"
  std::string definition;  // "btree (a, b) WHERE c"
  std::int64_t bytes = 0;
  std::int64_t scans = 0;  // since the statistics were reset
};

// A foreign key in either direction, as one line of SQL.
struct DescribedKey {
  std::string name;
  std::string table;  // the one at the other end, with its schema when that is another one
  std::string columns;
  std::string other_columns;
  std::string rule;  // "ON DELETE CASCADE"; empty: nothing special
  bool proven = true;
};

struct NamedText {
  std::string name;
  std::string text;
};

struct TableDescription {
  std::string name;
  TableFacts facts;
  std::string owner;
  std::string row_security;  // "on", "forced" or empty
  std::vector<DescribedColumn> columns;
  std::vector<DescribedIndex> indexes;
  std::vector<DescribedKey> keys_out;
  std::vector<DescribedKey> keys_in;
  std::vector<NamedText> constraints;  // checks and exclusions
  std::vector<NamedText> triggers;
  std::vector<NamedText> policies;
  std::vector<pg::CatalogEnum> enums;  // of its columns
};

// A handful of queries. `table` is one of the catalog's; the transaction's search_path should be `schema`.
TableDescription describe_table(pg::Transaction& tx, std::string_view schema, const pg::Catalog& catalog,
                                const pg::CatalogTable& table);

// As a page, with what the pack says of it; `domain` is the group the table is in.
Report table_page(const TableDescription& table, std::string_view domain, const PackNotes& pack);

}  // namespace admctl::schema
