#include "lib/migrate/migration_files.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/input_file.hpp"
#include "lib/core/sha256.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/layout.hpp"

namespace admctl::migrate {
namespace {

namespace fs = std::filesystem;

// In the order of the enumeration.
constexpr std::array<std::string_view, 5> names{"prisma", "drizzle", "supabase", "dbmate", "native"};

// `text` with every newline written as `newline`.
std::string with_newlines(std::string_view text, std::string_view newline) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "\r\n") ++i;
    if (text[i] == '\n') {
      out += newline;
    } else {
      out += text[i];
    }
  }
  return out;
}

// The folder holds a reference to `pack`.
Folder folder_of(const platform::PackHead& pack) {
  Folder folder;
  folder.where = pack.files.display_path(pack.migrations);
  folder.wrong = code::bad_pack;
  std::set<std::string> folders;
  for (const auto& path : pack.files.list(pack.migrations)) {
    auto inside = path.substr(pack.migrations.size() + 1);
    const auto slash = inside.find('/');
    if (slash != std::string::npos && inside.substr(0, slash) != "meta")
      folders.insert(inside.substr(0, slash));
    folder.files.push_back(std::move(inside));
  }
  folder.folders = {folders.begin(), folders.end()};
  const auto whole = [&pack](const std::string& path) { return fmt::format("{}/{}", pack.migrations, path); };
  folder.read = [&pack, whole](const std::string& path) { return pack.files.read(whole(path)); };
  folder.display = [&pack, whole](const std::string& path) { return pack.files.display_path(whole(path)); };
  return folder;
}

void list_below(const fs::path& dir, const std::string& prefix, Folder& folder) {
  for (const auto& entry : fs::directory_iterator{dir}) {
    const auto name = entry.path().filename().string();
    if (name.starts_with('.')) continue;
    if (!entry.is_directory()) {
      folder.files.push_back(prefix + name);
    } else if (prefix.empty()) {
      if (name != "meta") folder.folders.push_back(name);
      list_below(entry.path(), name + '/', folder);
    }
  }
}

Folder folder_of(const fs::path& dir) {
  Folder folder;
  auto clean = dir.lexically_normal();
  if (!clean.has_filename()) clean = clean.parent_path();
  folder.where = dir.string();
  if (clean.string().ends_with("supabase/migrations")) folder.where = clean.string();
  try {
    list_below(dir, {}, folder);
  } catch (const fs::filesystem_error& error) {
    const auto path = error.path1().empty() ? dir : error.path1();
    throw Error{code::bad_file, fmt::format("cannot read {}", path.string()), error.code().message()};
  }
  std::ranges::sort(folder.files);
  std::ranges::sort(folder.folders);
  folder.read = [dir](const std::string& path) { return read_file(dir / path); };
  folder.display = [dir](const std::string& path) { return (dir / path).lexically_normal().string(); };
  return folder;
}

std::vector<HistoryFormat> guess(const Folder& folder) {
  auto formats = guess_layout(folder);
  if (!formats.empty()) return formats;
  throw Error{code::bad_file, fmt::format("there are no migrations in {}", folder.where),
              "a migration is a file NAME.sql, or a folder NAME with a file migration.sql", "check the path"};
}

}  // namespace

std::vector<MigrationFile> load_migrations(const platform::PackHead& pack) {
  return load_migrations(pack, pack.history);
}

std::vector<MigrationFile> load_migrations(const platform::PackHead& pack, HistoryFormat format) {
  return read_layout(folder_of(pack), format);
}

std::vector<MigrationFile> load_migrations(const fs::path& dir, HistoryFormat format) {
  return read_layout(folder_of(dir), format);
}

std::vector<MigrationFile> load_migrations(const fs::path& dir) {
  const auto folder = folder_of(dir);
  return read_layout(folder, guess(folder).front());
}

std::vector<HistoryFormat> formats_of(const fs::path& dir) { return guess(folder_of(dir)); }

MigrationFile down_of(const MigrationFile& file) {
  auto checksum = sha256_hex(file.down->bytes);
  return {file.name, file.down->path,          file.down->bytes, std::move(checksum), file.version,
          {},        file.down->no_transaction};
}

const MigrationFile* find_migration(std::span<const MigrationFile> files, std::string_view name) {
  const auto found = std::ranges::find_if(files, [&](const MigrationFile& file) {
    return file.name == name || file.key() == name || file.name + ".sql" == name;
  });
  return found == files.end() ? nullptr : &*found;
}

bool has_checksum(const MigrationFile& file, std::string_view checksum) {
  return file.checksum == checksum || sha256_hex(with_newlines(file.bytes, "\n")) == checksum ||
         sha256_hex(with_newlines(file.bytes, "\r\n")) == checksum;
}

std::string_view format_name(HistoryFormat format) { return names[static_cast<std::size_t>(format)]; }

std::span<const std::string_view> format_names() { return names; }

HistoryFormat parse_format(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return static_cast<HistoryFormat>(found - names.begin());
  const std::vector<std::string> known{names.begin(), names.end()};
  throw Error{code::usage, fmt::format("there is no history format '{}'.{}", name, did_you_mean(name, known)),
              "there are " + join(known, ", ")};
}

}  // namespace admctl::migrate
