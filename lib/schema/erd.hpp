// Tables and the keys between them as a picture: what is drawn, and as which text. Pure data; no database.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "lib/pg/catalog.hpp"
#include "lib/schema/table_groups.hpp"

namespace admctl::schema {

enum class ErdColumns { all, keys, none };

struct ErdColumn {
  std::string name;
  std::string type;  // short: "varchar(64)", "timestamptz"
  bool primary = false;
  bool foreign = false;
  bool unique = false;  // alone
  bool nullable = false;
};

struct ErdTable {
  std::string name;
  std::size_t group = 0;  // index into Erd::groups
  bool chosen = true;     // false: a neighbour of those that were chosen
  std::vector<ErdColumn> columns;
};

// A foreign key: `from` has the columns, `to` is referred to.
struct ErdEdge {
  std::string from;
  std::string to;
  std::vector<std::string> columns;
  bool optional = false;  // a row of `from` may refer to nothing
  bool single = false;    // at most one row of `from` refers to a row of `to`
};

struct Erd {
  std::string title;
  std::vector<std::string> groups;  // titles of those that are drawn
  std::vector<ErdTable> tables;     // by group
  std::vector<ErdEdge> edges;

  const ErdTable* find(std::string_view table) const;
  // A table that so many others in other groups refer to that lines to it would cover the picture.
  bool is_hub(std::string_view table) const;
};

// `chosen` are names of tables; neighbours over up to `depth` foreign keys, in either direction, are drawn too.
// Keys to tables that are not drawn are left out. Partitions are part of their table: name them in `hidden`.
Erd erd_of(const pg::Catalog& catalog, const std::vector<TableGroup>& groups,
           std::span<const std::string> chosen, std::span<const std::string> hidden, int depth,
           ErdColumns columns);

// A Mermaid erDiagram. Names that Mermaid would not take are labels of plain ones.
std::string to_mermaid(const Erd& erd);

// The DOT language of Graphviz: a cluster for each group. A key to a hub of another group is named in its table
// and has no line.
std::string to_dot(const Erd& erd);

// to_dot() as one <svg> element, on a white ground. Throws code::graphviz_missing, drawing_failed.
std::string to_svg(const Erd& erd);

// The short name of a type: "character varying(64)" -> "varchar(64)".
std::string short_type(std::string_view type);

}  // namespace admctl::schema
