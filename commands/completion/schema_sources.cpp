// Candidates out of the target's schema: tables and columns.
#include <algorithm>
#include <array>

#include "commands/completion/candidates.hpp"
#include "lib/lifecycle/table_shape.hpp"
#include "lib/pg/catalog.hpp"

namespace admctl::commands {
namespace {

using Shape = lifecycle::ColumnShape;

void add_schemas(Query& query) {
  if (auto* tx = query.database()) {
    for (const auto& name : pg::schema_names(*tx)) query.add(name);
  }
}

void add_tables(Query& query) {
  auto* tx = query.database();
  if (!tx) return;
  const auto given = query.line.values.find("--schema");
  const auto& schema = given == query.line.values.end() ? query.context.pack().schema : given->second;
  for (const auto& name : pg::table_names(*tx, schema)) query.add(name);
}

// The columns of the kind that the line is about, those left out that hold secrets.
std::vector<Shape> columns_of(Query& query, const platform::Kind& kind) {
  auto* tx = query.database();
  if (!tx) return {};
  const auto& pack = query.context.pack();
  auto columns = lifecycle::table_shape(*tx, pack, kind.table).columns;
  std::erase_if(columns,
                [&](const Shape& column) { return pack.is_in_class("secret", kind.table, column.name); });
  return columns;
}

void add_sort_columns(Query& query) {
  const std::string_view sign = query.line.current.starts_with('-') ? "-" : "";
  std::vector<std::string> names{"key", "label", "created", "updated"};
  const auto add = [&](const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  if (const auto* kind = query.kind()) {
    std::ranges::for_each(kind->list, add);
    for (const auto& column : columns_of(query, *kind)) {
      if (column.sort != Shape::Sort::other) add(column.name);
    }
  }
  for (const auto& name : names) query.add(std::string{sign} + name);
}

// "column=", and after that the values that the column can have, where they are few.
void add_conditions(Query& query) {
  const auto* kind = query.kind();
  if (!kind) return;
  const auto equals = query.line.current.find('=');
  if (equals == std::string::npos) {
    for (const auto& column : columns_of(query, *kind)) query.add(column.name + '=', column.type);
    return;
  }
  const auto typed = query.line.current.substr(0, equals);
  if (typed == kind->state && kind->state_reads.empty()) {
    for (const auto& state : kind->lifecycle.states) query.add(typed + '=' + state.name, state.meaning);
    return;
  }
  for (const auto& column : columns_of(query, *kind)) {
    if (column.name != typed) continue;
    if (column.sort == Shape::Sort::boolean) {
      query.add(typed + "=true");
      query.add(typed + "=false");
    }
    if (column.nullable) query.add(typed + "=null", "where there is none");
  }
}

constexpr std::array sources{
    CandidateSource{"schema describe", "TABLE", add_tables},
    CandidateSource{"schema tables", "PATTERN", add_tables},
    CandidateSource{"schema erd", "PATTERN", add_tables},
    CandidateSource{"schema", "--schema", add_schemas},
    CandidateSource{"inspect", "--sort", add_sort_columns},
    CandidateSource{"inspect", "--where", add_conditions},
    CandidateSource{"transition", "--where", add_conditions},
};

}  // namespace

std::span<const CandidateSource> schema_sources() { return sources; }

}  // namespace admctl::commands
