#include "tests/support/temp_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

namespace admctl::test {

TempFolder::TempFolder() {
  auto name = (std::filesystem::temp_directory_path() / "admctl-test-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error{"cannot make a temporary folder"};
  path_ = std::filesystem::canonical(name);
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void TempFolder::write(const std::filesystem::path& relative, std::string_view bytes) const {
  const auto file = path_ / relative;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream output{file, std::ios::binary};
  output << bytes;
  if (!output.flush()) throw std::runtime_error{"cannot write " + file.string()};
}

}  // namespace admctl::test
