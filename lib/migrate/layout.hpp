// How the migration tools lay out their files: one reader per history format.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/migrate/migration_files.hpp"

namespace admctl::migrate {

// A folder of migrations, wherever it is. Paths are relative to it, '/' between their parts.
struct Folder {
  std::string where;                 // for messages
  std::vector<std::string> files;    // sorted; those right in it and in its folders
  std::vector<std::string> folders;  // sorted
  std::function<std::string(const std::string&)> read;
  std::function<std::string(const std::string&)> display;
  Code wrong = code::bad_file;  // the code of what is not as it should be
};

// In the order in which they are applied. Throws the folder's code when there are none or one cannot be read.
std::vector<MigrationFile> read_layout(const Folder& folder, HistoryFormat format);

// The formats whose tools would read the folder, the likeliest first; empty when there is nothing to read.
std::vector<HistoryFormat> guess_layout(const Folder& folder);

}  // namespace admctl::migrate
