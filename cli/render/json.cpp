#include "cli/render/parts.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::cli {
namespace {

// One row per line, handed on as it comes: a list of a million rows takes no more memory than one of ten.
void write_list(const Table& table, const Report& report, Output& out) {
  out.write(R"({"schemaVersion":)" + std::to_string(schema_version) + R"(,"rows":[)");
  bool first = true;
  for_each_row(table, [&](const Row& row) {
    out.write(first ? "\n" : ",\n");
    write_escaped(out, to_json(to_object(table.columns, row)));
    first = false;
  });
  out.write(first ? "]" : "\n]");
  write_escaped(out, R"(,"notes":)" + to_json(to_array(report.notes)));
  write_escaped(out, R"(,"next":)" + to_json(to_array(report.next)) + "}\n");
}

}  // namespace

void write_json(const Report& report, Output& out) {
  if (const auto* table = list_of(report)) return write_list(*table, report, out);
  write_escaped(out, to_pretty_json(page_object(report)));
  out.write("\n");
}

void write_jsonl(const Report& report, Output& out) {
  if (const auto* table = list_of(report)) {
    return for_each_row(
        *table, [&](const Row& row) { write_escaped(out, to_json(to_object(table->columns, row)) + '\n'); });
  }
  write_escaped(out, to_json(page_object(report)) + '\n');
}

}  // namespace admctl::cli
