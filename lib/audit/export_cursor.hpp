// What an incremental export remembers from one run to the next: the rows it has seen, and which export it was.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lib/audit/row_horizon.hpp"

namespace admctl::audit {

struct ExportCursor {
  RowHorizon horizon;
  // Another choice of rows would have holes.
  std::vector<std::string> sources;
  Object filters;
};

// nullopt when there is no such file. Throws code::bad_export_cursor.
std::optional<ExportCursor> load_cursor(const std::filesystem::path& path);
// Whole or not at all; replaces the one that is there. Throws code::export_failed.
void save_cursor(const std::filesystem::path& path, const ExportCursor& cursor);

}  // namespace admctl::audit
