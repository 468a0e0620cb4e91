// What to do about an error of a code, in general. The hint of the error itself knows more of the case at hand.
#pragma once

#include <string_view>

#include "lib/core/code.hpp"

namespace admctl {

// One or two sentences. Codes without a text of their own get that of their exit code; never empty but for
// Exit::ok.
std::string_view remedy_of(const Code& code);

}  // namespace admctl
