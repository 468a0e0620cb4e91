#include "lib/migrate/migration_files.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <system_error>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/id.hpp"

namespace admctl::migrate {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view script_name = "migration.sql";

MigrationFile make_file(std::string name, std::string path, std::string bytes) {
  auto checksum = sha256_hex(bytes);
  return {std::move(name), std::move(path), std::move(bytes), std::move(checksum)};
}

Error no_script(const Code& code, const std::string& folder) {
  return {code, fmt::format("{} has no {}", folder, script_name), "every folder of a migration holds one",
          "restore the file, or remove the folder"};
}

Error no_migrations(const Code& code, const std::string& where) {
  return {code, fmt::format("there are no migrations in {}", where),
          fmt::format("a migration is a folder NAME with a file {}", script_name), "check the path"};
}

Error cannot_read(const fs::path& path, const std::error_code& why) {
  return {code::bad_file, fmt::format("cannot read {}", path.string()), why.message()};
}

std::string read_bytes(const fs::path& path) {
  std::ifstream input{path, std::ios::binary};
  const std::error_code why{errno, std::generic_category()};
  if (!input) throw cannot_read(path, why);
  return {std::istreambuf_iterator<char>{input}, {}};
}

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

}  // namespace

std::vector<MigrationFile> load_migrations(const platform::Pack& pack) {
  const auto where = pack.files.display_path(pack.migrations);
  std::map<std::string, bool> folders;  // sorted by name; whether the script is there
  for (const auto& path : pack.files.list(pack.migrations)) {
    const auto inside = std::string_view{path}.substr(pack.migrations.size() + 1);
    const auto slash = inside.find('/');
    if (slash == std::string_view::npos) continue;
    folders[std::string{inside.substr(0, slash)}] |= inside.substr(slash + 1) == script_name;
  }
  if (folders.empty()) throw no_migrations(code::bad_pack, where);
  std::vector<MigrationFile> files;
  for (const auto& [name, has_script] : folders) {
    if (!has_script) throw no_script(code::bad_pack, fmt::format("{}/{}", where, name));
    const auto path = fmt::format("{}/{}/{}", pack.migrations, name, script_name);
    files.push_back(make_file(name, pack.files.display_path(path), pack.files.read(path)));
  }
  return files;
}

std::vector<MigrationFile> load_migrations(const fs::path& dir) {
  std::vector<MigrationFile> files;
  try {
    for (const auto& entry : fs::directory_iterator{dir}) {
      auto name = entry.path().filename().string();
      if (!entry.is_directory() || name.starts_with('.')) continue;
      const auto script = (entry.path() / script_name).lexically_normal();
      if (!fs::exists(script)) throw no_script(code::bad_file, entry.path().lexically_normal().string());
      files.push_back(make_file(std::move(name), script.string(), read_bytes(script)));
    }
  } catch (const fs::filesystem_error& error) {
    throw cannot_read(error.path1().empty() ? dir : error.path1(), error.code());
  }
  if (files.empty()) throw no_migrations(code::bad_file, dir.string());
  std::ranges::sort(files, {}, &MigrationFile::name);
  return files;
}

bool has_checksum(const MigrationFile& file, std::string_view checksum) {
  return file.checksum == checksum || sha256_hex(with_newlines(file.bytes, "\n")) == checksum ||
         sha256_hex(with_newlines(file.bytes, "\r\n")) == checksum;
}

}  // namespace admctl::migrate
