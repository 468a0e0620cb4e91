// How big the tables of a live schema are, and what the database says of them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lib/pg/session.hpp"

namespace admctl::schema {

struct TableFacts {
  // An estimate of the server's statistics; nullopt: it has none yet. Of a partitioned table that of its parts.
  std::optional<std::int64_t> rows;
  std::int64_t bytes = 0;  // with indexes and large values
  std::string comment;
  std::string partition_of;  // empty: none
  bool partitioned = false;
};

// By name; no rows are read. Takes no locks but those of a look.
std::map<std::string, TableFacts, std::less<>> read_table_facts(pg::Transaction& tx, std::string_view schema);

// "12 kB", "3.4 MB": powers of 1024.
std::string size_text(std::int64_t bytes);

}  // namespace admctl::schema
