// Proving what a redacted value was.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "lib/audit/commitment.hpp"

namespace admctl::audit {

struct Disclosure {
  std::string commitment;
  std::uint64_t line = 0;  // of the export, from 1; without meaning in an SQLite file
};

// Looks for the commitment to that value in an export of any format, compressed or not. The value is
// taken as text, and, where it is JSON, as that. nullopt: the export does not hold it. Throws
// code::bad_export_file, damaged_compression.
std::optional<Disclosure> find_commitment(const std::filesystem::path& file, const Opening& opening,
                                          std::string_view value);

}  // namespace admctl::audit
