// A pack by the name that people give: a built-in platform, or a folder when there is a slash in it.
#pragma once

#include <string>

#include "lib/platform/pack.hpp"

namespace admctl::platform {

// Both throw code::unknown_platform, code::bad_file and what load_pack() throws.
Pack load_named(const std::string& name);
PackHead load_head_named(const std::string& name);

}  // namespace admctl::platform
