#include "lib/migrate/layout.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/sha256.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/dbmate_sections.hpp"

namespace admctl::migrate {
namespace {

constexpr std::string_view script_name = "migration.sql";
constexpr std::string_view down_name = "down.sql";
constexpr std::string_view sql_end = ".sql";
constexpr std::string_view down_end = ".down.sql";
constexpr std::string_view journal_name = "meta/_journal.json";

bool has(const Folder& folder, std::string_view file) { return std::ranges::binary_search(folder.files, file); }

bool is_top(std::string_view path) { return path.find('/') == std::string_view::npos; }

bool is_script(std::string_view path) {
  return is_top(path) && path.ends_with(sql_end) && !path.ends_with(down_end) && !path.starts_with('.');
}

std::string_view digits_of(std::string_view name) {
  return name.substr(0, std::min(name.find_first_not_of("0123456789"), name.size()));
}

bool is_versioned(std::string_view path) {
  const auto digits = digits_of(path);
  return !digits.empty() && path.substr(digits.size()).starts_with('_');
}

std::string without_end(std::string_view path, std::string_view end = sql_end) {
  return std::string{path.substr(0, path.size() - end.size())};
}

MigrationFile make_file(const Folder& folder, std::string name, const std::string& path) {
  auto bytes = folder.read(path);
  auto checksum = sha256_hex(bytes);
  return {std::move(name), folder.display(path), std::move(bytes), std::move(checksum)};
}

std::optional<DownScript> find_down(const Folder& folder, const std::string& path) {
  if (!has(folder, path)) return std::nullopt;
  auto bytes = folder.read(path);
  // As `migrate new` makes it, until somebody writes it.
  if (trim(bytes).empty()) return std::nullopt;
  return DownScript{folder.display(path), std::move(bytes), false};
}

std::vector<std::string> scripts_of(const Folder& folder) {
  std::vector<std::string> out;
  std::ranges::copy_if(folder.files, std::back_inserter(out), is_script);
  return out;
}

// NAME/migration.sql, maybe with NAME/down.sql.
void read_folders(const Folder& folder, std::vector<MigrationFile>& out) {
  for (const auto& name : folder.folders) {
    const auto path = fmt::format("{}/{}", name, script_name);
    if (!has(folder, path)) {
      throw Error{folder.wrong, fmt::format("{} has no {}", folder.display(name), script_name),
                  "every folder of a migration holds one", "restore the file, or remove the folder"};
    }
    out.push_back(make_file(folder, name, path));
    out.back().down = find_down(folder, fmt::format("{}/{}", name, down_name));
  }
}

std::vector<MigrationFile> read_prisma(const Folder& folder) {
  std::vector<MigrationFile> out;
  read_folders(folder, out);
  return out;
}

std::vector<MigrationFile> read_native(const Folder& folder) {
  std::vector<MigrationFile> out;
  read_folders(folder, out);
  for (const auto& path : scripts_of(folder)) {
    const auto name = without_end(path);
    if (std::ranges::find(out, name, &MigrationFile::name) != out.end()) {
      throw Error{folder.wrong, fmt::format("{} has {} both as a folder and as a file", folder.where, name)};
    }
    out.push_back(make_file(folder, name, path));
    out.back().down = find_down(folder, name + std::string{down_end});
  }
  std::ranges::sort(out, {}, &MigrationFile::name);
  return out;
}

// Tools of versioned files leave out what they cannot number. Here that is said instead.
void require_version(const Folder& folder, const std::string& path, bool good) {
  if (good) return;
  throw Error{folder.wrong, fmt::format("{} does not begin with a version", folder.display(path)),
              "a migration's file is named 20260131120000_what.sql; the tool itself leaves out all others",
              "rename the file, or move it elsewhere"};
}

void require_distinct(const Folder& folder, const std::vector<MigrationFile>& files) {
  std::map<std::string_view, const MigrationFile*> seen;
  for (const auto& file : files) {
    const auto [at, fresh] = seen.emplace(file.key(), &file);
    if (fresh) continue;
    throw Error{folder.wrong,
                fmt::format("{} and {} have the same version, {}", at->second->path, file.path, file.key()),
                "the history would know them as one", "give one of them another version"};
  }
}

std::vector<MigrationFile> read_supabase(const Folder& folder) {
  std::vector<MigrationFile> out;
  for (const auto& path : folder.files) {
    if (!is_top(path) || !path.ends_with(sql_end) || path.starts_with('.')) continue;
    require_version(folder, path, is_versioned(path));
    out.push_back(make_file(folder, without_end(path), path));
    out.back().version = digits_of(path);
  }
  return out;
}

std::vector<MigrationFile> read_dbmate(const Folder& folder) {
  std::vector<MigrationFile> out;
  for (const auto& path : folder.files) {
    if (!is_top(path) || !path.ends_with(sql_end) || path.starts_with('.')) continue;
    require_version(folder, path, !digits_of(path).empty());
    const auto shown = folder.display(path);
    auto sections = read_dbmate_sections(folder.read(path), shown, folder.wrong);
    auto checksum = sha256_hex(sections.up);
    out.push_back({without_end(path), shown, std::move(sections.up), std::move(checksum)});
    out.back().version = digits_of(path);
    out.back().no_transaction = sections.up_without_transaction;
    if (sections.down)
      out.back().down = DownScript{shown, std::move(*sections.down), sections.down_without_transaction};
  }
  return out;
}

std::vector<MigrationFile> read_drizzle(const Folder& folder) {
  if (!has(folder, journal_name)) {
    throw Error{folder.wrong, fmt::format("{} has no {}", folder.where, journal_name),
                "it names the migrations of drizzle-kit and their order"};
  }
  const auto shown = folder.display(std::string{journal_name});
  const auto journal = parse_json(folder.read(std::string{journal_name}));
  const auto* entries = journal.at("entries").as_array();
  if (!entries) throw Error{folder.wrong, shown + ": there is no list \"entries\""};
  std::vector<MigrationFile> out;
  std::set<std::string> named;
  for (const auto& entry : *entries) {
    const auto tag = entry.at("tag").string_or("");
    const auto* when = entry.at("when").as_int();
    if (tag.empty() || !when) throw Error{folder.wrong, shown + ": an entry lacks \"tag\" or \"when\""};
    const auto path = tag + std::string{sql_end};
    if (!has(folder, path)) {
      throw Error{
          folder.wrong, fmt::format("{} names {}, which is not there", shown, path), {}, "restore the file"};
    }
    named.insert(path);
    out.push_back(make_file(folder, tag, path));
    out.back().version = std::to_string(*when);
    out.back().down = find_down(folder, tag + std::string{down_end});
  }
  for (const auto& path : scripts_of(folder)) {
    if (named.contains(path)) continue;
    throw Error{folder.wrong, fmt::format("{} is not in {}", folder.display(path), shown),
                "the tool itself would leave it out", "let drizzle-kit generate it, or move it elsewhere"};
  }
  return out;
}

std::vector<MigrationFile> read_any(const Folder& folder, HistoryFormat format) {
  switch (format) {
    case HistoryFormat::prisma:
      return read_prisma(folder);
    case HistoryFormat::drizzle:
      return read_drizzle(folder);
    case HistoryFormat::supabase:
      return read_supabase(folder);
    case HistoryFormat::dbmate:
      return read_dbmate(folder);
    case HistoryFormat::native:
      return read_native(folder);
  }
  return {};
}

std::string what_one_is(HistoryFormat format) {
  switch (format) {
    case HistoryFormat::prisma:
      return fmt::format("a migration is a folder NAME with a file {}", script_name);
    case HistoryFormat::drizzle:
      return fmt::format("{} names none", journal_name);
    case HistoryFormat::supabase:
      return "a migration is a file 20260131120000_what.sql";
    case HistoryFormat::dbmate:
      return "a migration is a file 20260131120000_what.sql with a line -- migrate:up";
    case HistoryFormat::native:
      return fmt::format("a migration is a file NAME.sql, or a folder NAME with a file {}", script_name);
  }
  return {};
}

}  // namespace

std::vector<MigrationFile> read_layout(const Folder& folder, HistoryFormat format) {
  auto files = read_any(folder, format);
  if (files.empty()) {
    throw Error{folder.wrong, fmt::format("there are no migrations in {}", folder.where), what_one_is(format),
                "check the path"};
  }
  require_distinct(folder, files);
  return files;
}

std::vector<HistoryFormat> guess_layout(const Folder& folder) {
  using enum HistoryFormat;
  if (has(folder, journal_name)) return {drizzle};
  const auto scripts = scripts_of(folder);
  const auto says_up = [&](const std::string& path) { return has_dbmate_sections(folder.read(path)); };
  if (std::ranges::any_of(scripts, says_up)) return {dbmate};
  const bool foldered = std::ranges::any_of(
      folder.files, [](const std::string& path) { return path.ends_with('/' + std::string{script_name}); });
  if (foldered && scripts.empty()) {
    return has(folder, "migration_lock.toml") ? std::vector{prisma} : std::vector{prisma, native};
  }
  if (scripts.empty()) return {};
  const auto versioned = !foldered && std::ranges::all_of(scripts, is_versioned);
  if (versioned && folder.where.ends_with("supabase/migrations")) return {supabase};
  return versioned ? std::vector{native, supabase} : std::vector{native};
}

}  // namespace admctl::migrate
