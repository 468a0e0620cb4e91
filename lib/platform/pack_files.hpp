// The files of one pack, from the binary or from a folder. A snapshot: what was read stays the same
// however the folder changes meanwhile.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace admctl::platform {

class PackFiles {
 public:
  // Limits of a pack in a folder.
  static constexpr std::size_t max_file_bytes = 16u << 20;
  static constexpr std::size_t max_pack_bytes = 128u << 20;
  static constexpr std::size_t max_files = 10'000;

  // A pack linked into the binary; empty when there is none of that name.
  static std::optional<PackFiles> builtin(std::string_view platform);
  // Reads the folder whole, hidden files and folders (.git) aside. Throws code::bad_file when something
  // cannot be read, code::bad_pack when it holds too much, a link that leaves it, a link to a folder,
  // or anything that is no regular file.
  static PackFiles folder(const std::filesystem::path& dir);

  // Where a file is, for messages: "fixtures/shop/platform.yaml" or "<builtin>/shop/platform.yaml".
  std::string display_path(std::string_view relative) const;
  bool contains(std::string_view relative) const;
  // Throws code::bad_pack when there is no such file.
  std::string read(std::string_view relative) const;
  // Of a YAML file that was parsed when admctl was built: what it parses to. Empty for all others.
  std::string_view yaml_image(std::string_view relative) const;
  // Relative paths of all files below `dir`, sorted; "" lists the whole pack.
  std::vector<std::string> list(std::string_view dir) const;

 private:
  struct File {
    std::string path;  // relative, '/' between its parts
    std::string_view bytes;
    std::shared_ptr<const std::string> held = {};  // what `bytes` looks at, unless the binary holds it
    std::string_view yaml_image = {};
  };
  const File* find(std::string_view relative) const;
  void read_folder(const std::filesystem::path& root);

  std::string origin_;
  std::vector<File> files_;  // sorted by path
};

}  // namespace admctl::platform
