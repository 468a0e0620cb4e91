// Making an empty migration in a folder, as the format wants it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/migrate/migration_files.hpp"

namespace admctl::migrate {

// Makes the files of a migration named after `now` and `title` ("add orders") and returns their paths. Never
// overwrites. Throws code::usage for a title without a letter or digit, and for Drizzle, whose journal belongs
// to drizzle-kit; code::bad_file.
std::vector<std::string> make_migration(const std::filesystem::path& dir, HistoryFormat format,
                                        std::string_view title, Time now);

}  // namespace admctl::migrate
