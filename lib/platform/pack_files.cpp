#include "lib/platform/pack_files.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/platform/embedded.hpp"

namespace admctl::platform {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mebibyte = 1u << 20;

[[noreturn]] void refuse(const fs::path& path, std::string_view why, std::string hint = {}) {
  throw Error{code::bad_pack, fmt::format("{}: {}", path.string(), why), {}, std::move(hint)};
}

[[noreturn]] void cannot_read(const fs::path& path, const std::error_code& why) {
  throw Error{code::bad_file, fmt::format("cannot read {}", path.string()), why.message()};
}

bool is_below(const fs::path& path, const fs::path& root) {
  const auto [end, rest] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return end == root.end();
}

// Links are followed only to files inside the pack: a pack may come from a stranger.
void check_link(const fs::path& path, const fs::path& root) {
  std::error_code error;
  const auto target = fs::canonical(path, error);
  if (error) refuse(path, "the link leads nowhere");
  if (!is_below(target, root))
    refuse(path, "the link leaves the pack", "Copy the file into the pack's folder.");
  if (fs::is_directory(target)) refuse(path, "links to folders are not followed", "Copy the folder instead.");
}

std::string read_bytes(const fs::path& path) {
  std::ifstream input{path, std::ios::binary};
  if (!input) cannot_read(path, std::error_code{errno, std::generic_category()});
  std::string bytes;
  // The size a file reports can be wrong (a growing log, /proc), so the limit is checked while reading.
  std::string piece(mebibyte, '\0');
  while (input.read(piece.data(), static_cast<std::streamsize>(piece.size())), input.gcount() > 0) {
    bytes.append(piece, 0, static_cast<std::size_t>(input.gcount()));
    if (bytes.size() > PackFiles::max_file_bytes) {
      refuse(path, fmt::format("larger than {} MiB", PackFiles::max_file_bytes / mebibyte));
    }
  }
  if (input.bad()) cannot_read(path, std::error_code{errno, std::generic_category()});
  return bytes;
}

}  // namespace

std::optional<PackFiles> PackFiles::builtin(std::string_view platform) {
  PackFiles result;
  const auto prefix = fmt::format("{}/", platform);
  for (const auto& file : embedded_files()) {
    if (!file.path.starts_with(prefix)) continue;
    result.files_.push_back(
        {std::string{file.path.substr(prefix.size())}, file.bytes, nullptr, file.yaml_image});
  }
  if (result.files_.empty()) return std::nullopt;
  std::ranges::sort(result.files_, {}, &File::path);
  result.origin_ = fmt::format("<builtin>/{}", platform);
  return result;
}

PackFiles PackFiles::folder(const fs::path& dir) {
  PackFiles result;
  result.origin_ = dir.lexically_normal().string();
  while (result.origin_.size() > 1 && result.origin_.ends_with('/')) result.origin_.pop_back();
  try {
    const auto root = fs::canonical(dir);
    if (!fs::is_directory(root)) cannot_read(dir, std::make_error_code(std::errc::not_a_directory));
    result.read_folder(root);
  } catch (const fs::filesystem_error& error) {
    cannot_read(error.path1().empty() ? dir : error.path1(), error.code());
  }
  std::ranges::sort(result.files_, {}, &File::path);
  return result;
}

void PackFiles::read_folder(const fs::path& root) {
  std::size_t total = 0;
  for (auto entry = fs::recursive_directory_iterator{root}; entry != fs::recursive_directory_iterator{};
       ++entry) {
    if (entry->path().filename().string().starts_with('.')) {
      entry.disable_recursion_pending();
      continue;
    }
    if (entry->is_symlink()) check_link(entry->path(), root);
    if (entry->is_directory()) continue;
    if (!entry->is_regular_file()) refuse(entry->path(), "not a regular file");
    auto bytes = std::make_shared<const std::string>(read_bytes(entry->path()));
    total += bytes->size();
    if (total > max_pack_bytes)
      refuse(root, fmt::format("the pack is larger than {} MiB", max_pack_bytes / mebibyte));
    files_.push_back({entry->path().lexically_relative(root).generic_string(), *bytes, bytes});
    if (files_.size() > max_files) {
      refuse(root, fmt::format("the pack has more than {} files", max_files), "Is this the folder of a pack?");
    }
  }
}

std::string PackFiles::display_path(std::string_view relative) const {
  return fmt::format("{}/{}", origin_, relative);
}

const PackFiles::File* PackFiles::find(std::string_view relative) const {
  const auto file = std::ranges::lower_bound(files_, relative, {}, &File::path);
  return file != files_.end() && file->path == relative ? &*file : nullptr;
}

bool PackFiles::contains(std::string_view relative) const { return find(relative) != nullptr; }

std::string PackFiles::read(std::string_view relative) const {
  const auto* file = find(relative);
  if (!file) throw Error{code::bad_pack, fmt::format("{}: no such file in the pack", display_path(relative))};
  return std::string{file->bytes};
}

std::string_view PackFiles::yaml_image(std::string_view relative) const {
  const auto* file = find(relative);
  return file ? file->yaml_image : std::string_view{};
}

std::vector<std::string> PackFiles::list(std::string_view dir) const {
  const auto prefix = dir.empty() ? std::string{} : fmt::format("{}/", dir);
  std::vector<std::string> result;
  for (const auto& file : files_) {
    if (file.path.starts_with(prefix)) result.push_back(file.path);
  }
  return result;
}

}  // namespace admctl::platform
