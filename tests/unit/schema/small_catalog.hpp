// A catalog made by hand.
#pragma once

#include <string>
#include <vector>

#include "lib/pg/catalog.hpp"

namespace admctl::test {

// A table with a text key "id" and a column for each table that it refers to, "<table>_id"; with "?" behind the
// name the column may be null, with "!" it is unique, with both in this order both.
pg::CatalogTable table(const std::string& name, const std::vector<std::string>& references = {});

pg::Catalog catalog(std::vector<pg::CatalogTable> tables);

}  // namespace admctl::test
