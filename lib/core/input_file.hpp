// Reading a file whole.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>

namespace admctl {

// All bytes of a file, a pipe or a device. Throws Error (bad_file) with the system's reason: it is not there,
// is a folder, may not be read, or reading fails in its middle.
std::string read_file(const std::filesystem::path& path);
// The same; what fails is told in `failure` (cleared otherwise), and what was read until then is returned.
std::string read_file(const std::filesystem::path& path, std::error_code& failure);

}  // namespace admctl
