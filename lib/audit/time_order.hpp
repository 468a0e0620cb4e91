// Comparing the times of rows of different tables.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace admctl::audit {

// Where rows without a time stand, as in PostgreSQL.
inline constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::max();

// A number that grows with the time of "2026-02-16 12:00:00.123456", with or without "+00"; for infinity the
// largest or the smallest, for years before Christ and what is no such text the smallest.
std::int64_t time_order(std::string_view timestamp);

}  // namespace admctl::audit
