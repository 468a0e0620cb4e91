// The migrations of a pack or of a folder, in the order in which they are applied. Nothing is parsed here.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/pack.hpp"

namespace admctl::migrate {

struct MigrationFile {
  std::string name;      // of its folder: "20251009141205_init_users_and_channels"
  std::string path;      // for messages
  std::string bytes;     // as stored; the checksum is of these
  std::string checksum;  // lower-case hex of SHA-256
};

// NAME/migration.sql of every folder below the pack's migrations, sorted by name. Throws code::bad_pack when
// there are none or a folder lacks its migration.sql.
std::vector<MigrationFile> load_migrations(const platform::Pack& pack);
// The same of a folder on disk. Throws code::bad_file.
std::vector<MigrationFile> load_migrations(const std::filesystem::path& dir);

// True when `checksum` is that of the file, or of the file with its newlines written the other way (LF, CRLF):
// version control rewrites them without anybody editing the file.
bool has_checksum(const MigrationFile& file, std::string_view checksum);

}  // namespace admctl::migrate
