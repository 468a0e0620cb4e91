// A folder that is there whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace admctl::commands {

// Files are written beside `dir`, which gets its name with finish(); without it nothing is left.
class UnfinishedFolder {
 public:
  explicit UnfinishedFolder(const std::filesystem::path& dir);
  ~UnfinishedFolder();
  UnfinishedFolder(const UnfinishedFolder&) = delete;
  UnfinishedFolder& operator=(const UnfinishedFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // Makes the folders above the file. Throws code::bad_file.
  void write(const std::filesystem::path& relative, std::string_view text) const;
  // Throws code::bad_file when somebody has made `dir` meanwhile.
  void finish() const;

 private:
  std::filesystem::path dir_;
  std::filesystem::path path_;
};

}  // namespace admctl::commands
