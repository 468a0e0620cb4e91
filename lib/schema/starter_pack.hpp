// A first pack for a database that nobody has described yet, guessed from its catalog.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lib/pg/catalog.hpp"

namespace admctl::schema {

// A column that looks like a state, and what was found in it.
struct StateColumn {
  std::string table;
  std::string column;
  std::string key;                  // the table's one-column primary key
  std::vector<std::string> states;  // labels of an enum in their order, else the values in the data, most first
  std::string initial;              // the column's default when it is one of them, else the first
};

struct Starter {
  std::map<std::string, std::string> files;  // relative path -> text, migrations aside
  std::vector<std::string> kinds;            // their names
  std::vector<std::string> notes;            // what was found and left for a person to decide
};

// Columns called status, state, stage or phase (alone or at the end of a name) with an enum or text type, in
// tables with a one-column primary key. Reads the values of text columns: 2 to 30 different ones make a state.
std::vector<StateColumn> find_state_columns(pg::Transaction& tx, const pg::Catalog& catalog,
                                            std::string_view schema);

// The manifest and one file for each kind. Parties, related rows, update and creation times, an audit table and
// classes of columns are guessed from names, types and foreign keys; moves lead from each state to all later
// ones. What it makes is read by load_pack() and passes check_pack() on that database.
Starter starter_pack(const std::string& platform, std::string_view schema, std::string_view history,
                     const pg::Catalog& catalog, const std::vector<StateColumn>& states);

}  // namespace admctl::schema
