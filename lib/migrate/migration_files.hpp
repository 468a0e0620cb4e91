// The migrations of a pack or of a folder, in the order in which they are applied. Nothing is parsed here.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/pack.hpp"

namespace admctl::migrate {

using platform::HistoryFormat;

// What takes a migration back.
struct DownScript {
  std::string path;
  // Of a file that holds both directions, the other one is blanked, so that lines keep their numbers.
  std::string bytes;
  bool no_transaction = false;
};

struct MigrationFile {
  std::string name;      // of its folder or file: "20251009141205_init_users_and_channels"
  std::string path;      // for messages
  std::string bytes;     // what is run: all of the file, or its part for this direction
  std::string checksum;  // lower-case hex of SHA-256 of `bytes`
  // What the history knows it by; empty: its name.
  std::string version = {};
  std::optional<DownScript> down = {};
  // The file asks for no transaction around it.
  bool no_transaction = false;

  const std::string& key() const { return version.empty() ? name : version; }
};

// The migrations of the pack, laid out as its history format wants. Throws code::bad_pack when there are none
// or one is not as it should be.
std::vector<MigrationFile> load_migrations(const platform::PackHead& pack);
std::vector<MigrationFile> load_migrations(const platform::PackHead& pack, HistoryFormat format);
// The same of a folder on disk. Throws code::bad_file.
std::vector<MigrationFile> load_migrations(const std::filesystem::path& dir, HistoryFormat format);
// In the first of the formats that the folder may be of.
std::vector<MigrationFile> load_migrations(const std::filesystem::path& dir);

// The formats whose tools would read this folder, the likeliest first. Throws code::bad_file when it is of
// none.
std::vector<HistoryFormat> formats_of(const std::filesystem::path& dir);

// The script that takes `file` back, as something to parse and run. `file.down` must be there.
MigrationFile down_of(const MigrationFile& file);

// By name, file name or version; nullptr when there is none.
const MigrationFile* find_migration(std::span<const MigrationFile> files, std::string_view name);

// True when `checksum` is that of the file, or of the file with its newlines written the other way (LF, CRLF):
// version control rewrites them without anybody editing the file.
bool has_checksum(const MigrationFile& file, std::string_view checksum);

// "prisma"
std::string_view format_name(HistoryFormat format);
// All names, in the order of the enumeration.
std::span<const std::string_view> format_names();
// Throws code::usage.
HistoryFormat parse_format(std::string_view name);

}  // namespace admctl::migrate
