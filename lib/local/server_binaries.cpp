#include "lib/local/server_binaries.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>
#include <system_error>

#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"
#include "lib/local/process.hpp"

namespace admctl::local {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds answer_limit{10};

const char* const remedy =
    "install them with: apt install postgresql; or set ADMCTL_PG_BIN to the folder that holds initdb and "
    "postgres; "
    "or name a running database with --db URL";

bool is_program(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0;
}

bool is_complete(const fs::path& dir) { return is_program(dir / "initdb") && is_program(dir / "postgres"); }

Outcome ask(const fs::path& program, const std::string& option) {
  return run(Command{{program.string(), option}, {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C"}, "/", {}},
             answer_limit);
}

std::optional<fs::path> dir_of_pg_config(const BinarySearch& search) {
  for (const auto& entry : search.path) {
    if (!is_program(entry / "pg_config")) continue;
    Outcome answer = ask(entry / "pg_config", "--bindir");
    if (!answer.ok()) continue;
    answer.output.erase(answer.output.find_last_not_of("\r\n") + 1);
    return fs::path{answer.output};
  }
  return std::nullopt;
}

std::vector<fs::path> version_dirs(const fs::path& parent) {
  std::vector<std::pair<int, fs::path>> found;
  std::error_code unreadable;
  for (fs::directory_iterator entry{parent, unreadable}, end; !unreadable && entry != end;
       entry.increment(unreadable)) {
    if (const auto major = parse_major(entry->path().filename().string())) {
      found.emplace_back(*major, entry->path() / "bin");
    }
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<fs::path> dirs;
  for (auto& [major, dir] : found) dirs.push_back(std::move(dir));
  return dirs;
}

std::vector<fs::path> candidates(const BinarySearch& search) {
  std::vector<fs::path> dirs;
  if (auto dir = dir_of_pg_config(search)) dirs.push_back(std::move(*dir));
  for (auto& dir : version_dirs(search.versions_dir)) dirs.push_back(std::move(dir));
  dirs.insert(dirs.end(), search.path.begin(), search.path.end());
  return dirs;
}

ServerBinaries explicit_binaries(const fs::path& given) {
  const fs::path dir = fs::absolute(given);
  if (!is_complete(dir)) {
    throw Error{code::no_server_binaries, "ADMCTL_PG_BIN does not hold the PostgreSQL server binaries",
                fmt::format("{} has no programs initdb and postgres", dir.string()), remedy};
  }
  const Outcome answer = ask(dir / "postgres", "--version");
  const auto major = parse_major(answer.output);
  if (!answer.ok() || !major) {
    throw Error{code::no_server_binaries, "the PostgreSQL in ADMCTL_PG_BIN does not tell its version",
                fmt::format("{} --version: {} {}", (dir / "postgres").string(), answer.failure, answer.output),
                remedy};
  }
  return {dir, *major};
}

}  // namespace

ServerBinaries find_server_binaries(const BinarySearch& search, std::optional<int> wanted_major) {
  if (search.explicit_dir) return explicit_binaries(*search.explicit_dir);
  std::optional<ServerBinaries> first;
  for (const auto& dir : candidates(search)) {
    if (!dir.is_absolute() || !is_complete(dir)) continue;
    const Outcome answer = ask(dir / "postgres", "--version");
    const auto major = answer.ok() ? parse_major(answer.output) : std::nullopt;
    if (!major) continue;
    if (!wanted_major || major == wanted_major) return {dir, *major};
    if (!first) first = ServerBinaries{dir, *major};
  }
  if (first) return *first;
  throw Error{
      code::no_server_binaries, "no PostgreSQL server binaries are installed",
      fmt::format(
          "found no folder with initdb and postgres: looked where pg_config points, in {}/*/bin and in PATH",
          search.versions_dir.string()),
      remedy};
}

std::vector<std::string> server_environment(const ServerBinaries& binaries) {
  return {fmt::format("PATH={}:/usr/local/bin:/usr/bin:/bin", binaries.dir.string()), "LC_ALL=C", "TZ=UTC"};
}

std::optional<int> parse_major(std::string_view version) {
  constexpr std::string_view banner = "(PostgreSQL) ";
  if (const auto at = version.find(banner); at != std::string_view::npos)
    version.remove_prefix(at + banner.size());
  int major = 0;
  const auto [end, problem] = std::from_chars(version.data(), version.data() + version.size(), major);
  if (problem != std::errc{} || major <= 0) return std::nullopt;
  return major;
}

}  // namespace admctl::local
