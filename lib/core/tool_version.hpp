#pragma once

#include <string_view>

namespace admctl {

// "admctl 0.1.0": what stands in files that admctl writes.
std::string_view tool_version();

}  // namespace admctl
