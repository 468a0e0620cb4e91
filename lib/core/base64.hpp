// Base 64 of RFC 4648, section 4, with padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace admctl {

std::string to_base64(std::string_view bytes);
// nullopt for anything that to_base64 would not have written: no white space, no missing padding.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace admctl
