// What the build decided.
#pragma once

#include <string>
#include <string_view>

namespace admctl::cli {

// "0.1.0"
std::string_view version();
// The pack that is used when nothing names one.
std::string_view default_platform();
// What --version prints: the version, the libraries and the compiler.
std::string version_text();

}  // namespace admctl::cli
