// The files of the built-in packs, linked into the binary by fixtures/CMakeLists.txt.
#pragma once

#include <span>
#include <string_view>

namespace admctl::platform {

struct EmbeddedFile {
  std::string_view path;  // "<pack>/platform.yaml"
  std::string_view bytes;
  std::string_view yaml_image;  // of a YAML file: what it parses to (yaml_image.hpp)
};

// Sorted by path.
std::span<const EmbeddedFile> embedded_files();

}  // namespace admctl::platform
