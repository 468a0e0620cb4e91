// Sizes as people give them.
#pragma once

#include <cstdint>
#include <string_view>

namespace admctl::commands {

// "100", "64k", "10M", "2G": powers of 1024. Throws code::usage naming `flag`.
std::uint64_t parse_size(std::string_view text, std::string_view flag);

}  // namespace admctl::commands
