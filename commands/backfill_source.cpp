#include "commands/backfill_source.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/input_file.hpp"

namespace admctl::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_name = "backfill.yaml";
constexpr std::string_view suffix = ".backfill";

migrate::Backfill read(const fs::path& path, const std::string& name) {
  return migrate::parse_backfill(path.string(), read_file(path), name);
}

// "20260301_add_orders/backfill.yaml" and "20260301_add_orders.backfill.yaml" are both 20260301_add_orders.
std::string name_of(const fs::path& path) {
  if (path.filename() == file_name) return fs::absolute(path).parent_path().filename().string();
  auto stem = path.stem().string();
  if (stem.ends_with(suffix)) stem.resize(stem.size() - suffix.size());
  return stem;
}

}  // namespace

std::optional<migrate::Backfill> find_declaration(Context& context, const std::string& given,
                                                  const std::optional<std::string>& dir) {
  if (fs::is_regular_file(given)) return read(given, name_of(given));
  const auto beside = fmt::format("{}/{}", given, file_name);
  const auto in_folder = fmt::format("{}{}.yaml", given, suffix);
  if (dir) {
    for (const auto& each : {beside, in_folder}) {
      if (fs::is_regular_file(fs::path{*dir} / each)) return read(fs::path{*dir} / each, given);
    }
    return std::nullopt;
  }
  const auto& pack = context.pack();
  for (const auto& each : {beside, in_folder}) {
    const auto path = fmt::format("{}/{}", pack.migrations, each);
    if (pack.files.contains(path)) {
      return migrate::parse_backfill(pack.files.display_path(path), pack.files.read(path), given);
    }
  }
  return std::nullopt;
}

migrate::Backfill load_declaration(Context& context, const std::string& given,
                                   const std::optional<std::string>& dir) {
  if (auto found = find_declaration(context, given, dir)) return std::move(*found);
  throw Error{code::unknown_backfill,
              fmt::format("there is no file '{}' and no migration of that name with a {}", given, file_name),
              {},
              "give the path of the declaration, or the name of a migration that has one beside it"};
}

}  // namespace admctl::commands
