// Catalogs compared name by name: of a live database, and of the catalog.json that a platform's facts give.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "lib/pg/catalog.hpp"
#include "tests/support/database.hpp"

namespace admctl::test {

// Every fact of a catalog as one line, so that two catalogs differ by lines that people can read.
using Facts = std::multiset<std::string>;

Facts facts_of(const pg::Catalog& catalog);
Facts read_facts(const std::filesystem::path& catalog_json);

// "lacks ..." for what is only expected, "has too ..." for what is only found.
std::vector<std::string> differences(const Facts& expected, const Facts& found);

// The catalog of a schema, as seen from a search_path of that schema alone.
pg::Catalog live_catalog(const TestDatabase& database, const std::string& schema = "public");

}  // namespace admctl::test
