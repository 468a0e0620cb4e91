// What the audit tests share: rows, and reading an export back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/audit/export.hpp"
#include "lib/core/value.hpp"
#include "tests/support/database.hpp"

namespace admctl::test {

// `count` rows of admarket's audit table, one second apart from 2026-01-01, with ids "r000000001" ...
void insert_audit_rows(const TestDatabase& database, int count);

struct Exported {
  std::string text;
  audit::ExportResult result;
};

// Of the audit table, or the ledger when the platform has none, unless the request names sources.
Exported export_text(const TestDatabase& database, const platform::Pack& pack,
                     const audit::ExportRequest& request = {});

// Each line parsed.
std::vector<Value> read_lines(std::string_view jsonl);
// Records of cells as RFC 4180 has them; throws std::runtime_error for anything that is not such a file.
// Unquoted empty cells are "<null>".
std::vector<std::vector<std::string>> read_csv(std::string_view csv);

// A pack in `folder` with the given further lines of platform.yaml.
platform::Pack small_platform(const std::filesystem::path& folder, std::string_view more);

}  // namespace admctl::test
