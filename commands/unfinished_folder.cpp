#include "commands/unfinished_folder.hpp"

#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::commands {

namespace fs = std::filesystem;

UnfinishedFolder::UnfinishedFolder(const fs::path& dir) : dir_{dir}, path_{dir.string() + ".unfinished"} {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

UnfinishedFolder::~UnfinishedFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void UnfinishedFolder::write(const fs::path& relative, std::string_view text) const {
  const auto file = path_ / relative;
  std::error_code wrong;
  fs::create_directories(file.parent_path(), wrong);
  std::ofstream out{file, std::ios::binary};
  out << text;
  out.close();
  if (!out) throw Error{code::bad_file, fmt::format("cannot write {}", file.string()), wrong.message()};
}

void UnfinishedFolder::finish() const {
  std::error_code wrong;
  fs::rename(path_, dir_, wrong);
  if (wrong) throw Error{code::bad_file, fmt::format("cannot make {}", dir_.string()), wrong.message()};
}

}  // namespace admctl::commands
