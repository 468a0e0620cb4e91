#include "cli/render/parts.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {

// The first column of the first table, or the first field: what scripts loop over.
void write_names(const Report& report, Output& out) {
  // Made visible, as a line break inside a name would look like two names.
  const auto write = [&](const Value& value) { out.write(visible(plain_text(value)) + '\n'); };
  for (const auto& section : report.sections) {
    if (const auto* table = std::get_if<Table>(&section.body)) {
      return for_each_row(*table, [&](const Row& row) {
        if (!row.empty()) write(row.front().value);
      });
    }
    const auto* fields = std::get_if<std::vector<Field>>(&section.body);
    if (fields && !fields->empty()) return write(fields->front().cell.value);
  }
}

}  // namespace admctl::cli
