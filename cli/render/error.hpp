// An error on stderr: for people, or as one line of JSON. Passwords and control characters never get through.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "lib/core/error.hpp"

namespace admctl::cli {

// "error ADM-2103: message", the detail indented, "hint: ...". Ends with a newline. For a terminal of that
// width sentences are broken at blanks; details of several lines, and hints with what is to be copied, stay as
// they are.
std::string error_text(const Error& error, bool color, std::optional<std::size_t> width = std::nullopt);
// {"code":"ADM-2103","message":...,"detail":...,"hint":...,"retryable":false,"operation":null,"exit":6}
std::string error_json(const Error& error);

}  // namespace admctl::cli
