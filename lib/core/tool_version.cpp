#include "lib/core/tool_version.hpp"

namespace admctl {

std::string_view tool_version() { return "admctl " ADMCTL_VERSION; }

}  // namespace admctl
