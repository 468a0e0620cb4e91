// Tables in groups that people can take in, and tables chosen by patterns. Pure data; no database.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lib/pg/catalog.hpp"
#include "lib/platform/domains.hpp"

namespace admctl::schema {

struct TableGroup {
  std::string title;
  std::vector<std::string> tables;
};

// Every table of the catalog in exactly one group: the domains of a pack, in its order, and what is left over
// as the last one. Without domains by the first word of their names, then by the foreign keys between them.
std::vector<TableGroup> group_tables(const pg::Catalog& catalog, const std::vector<platform::Domain>& domains);

// The names of the tables that match one of the patterns (* and ?), all of them when there is none; sorted.
// Throws code::no_such_table for a pattern that matches nothing, with near names; code::no_such_schema when
// there are no tables at all.
std::vector<std::string> choose_tables(const pg::Catalog& catalog, std::span<const std::string> patterns,
                                       std::string_view schema);

// Throws code::no_such_table, with near names. Upper and lower case matter only where they tell tables apart.
const pg::CatalogTable& find_table(const pg::Catalog& catalog, std::string_view name, std::string_view schema);

}  // namespace admctl::schema
