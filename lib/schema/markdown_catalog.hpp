// A schema as a document for people: Markdown with a table of the tables, their columns and a picture.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "lib/pg/catalog.hpp"
#include "lib/schema/pack_notes.hpp"
#include "lib/schema/table_facts.hpp"

namespace admctl::schema {

// Equal schemas and packs give equal texts: nothing of sizes or times. Of `facts` the comments are used, and
// which tables are partitions.
std::string markdown_catalog(const pg::Catalog& catalog, std::string_view schema,
                             const std::map<std::string, TableFacts, std::less<>>& facts,
                             const PackNotes& pack);

}  // namespace admctl::schema
