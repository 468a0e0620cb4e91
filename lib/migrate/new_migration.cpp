#include "lib/migrate/new_migration.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::migrate {
namespace {

namespace fs = std::filesystem;

// "20260131120000"
std::string version_of(Time now) {
  std::string out;
  for (const char c : to_sql_timestamp(now).substr(0, 19)) {
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) out += c;
  }
  return out;
}

std::string slug_of(std::string_view title) {
  std::string out;
  for (const char c : to_lower(title)) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (plain)
      out += c;
    else if (!out.empty() && out.back() != '_')
      out += '_';
  }
  while (out.ends_with('_')) out.pop_back();
  if (out.empty())
    throw Error{
        code::usage, fmt::format("'{}' gives no name", title), {}, "use letters and digits: add_orders"};
  return out;
}

std::string write(const fs::path& path, std::string_view text) {
  std::error_code wrong;
  fs::create_directories(path.parent_path(), wrong);
  if (!wrong && fs::exists(path)) throw Error{code::bad_file, path.string() + " is there already"};
  std::ofstream out{path, std::ios::binary};
  out << text;
  out.close();
  if (!out) throw Error{code::bad_file, fmt::format("cannot write {}", path.string()), wrong.message()};
  return path.string();
}

}  // namespace

std::vector<std::string> make_migration(const fs::path& dir, HistoryFormat format, std::string_view title,
                                        Time now) {
  const auto name = fmt::format("{}_{}", version_of(now), slug_of(title));
  const auto base = dir.lexically_normal();
  switch (format) {
    case HistoryFormat::prisma:
      return {write(base / name / "migration.sql", "")};
    case HistoryFormat::native:
      return {write(base / name / "migration.sql", ""), write(base / name / "down.sql", "")};
    case HistoryFormat::supabase:
      return {write(base / (name + ".sql"), "")};
    case HistoryFormat::dbmate:
      return {write(base / (name + ".sql"), "-- migrate:up\n\n\n-- migrate:down\n\n")};
    case HistoryFormat::drizzle:
      break;
  }
  throw Error{code::usage,
              "drizzle-kit makes the migrations of Drizzle, and keeps their journal",
              {},
              "run: drizzle-kit generate --custom --name=" + slug_of(title)};
}

}  // namespace admctl::migrate
