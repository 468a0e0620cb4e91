// An error on stderr: for people, or as one line of JSON. Passwords and control characters never get through.
#pragma once

#include <string>

#include "lib/core/error.hpp"

namespace admctl::cli {

// "error ADM-2103: message", the detail indented, "hint: ...". Ends with a newline.
std::string error_text(const Error& error, bool color);
// {"code":"ADM-2103","message":...,"detail":...,"hint":...,"retryable":false,"operation":null,"exit":6}
std::string error_json(const Error& error);

}  // namespace admctl::cli
