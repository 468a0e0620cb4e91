// Milliseconds since 1970 as text, without going through the calendar library for every row.
#pragma once

#include <cstdint>
#include <string>

namespace admctl::seed {

// "2026-02-16 12:00:00.000", UTC.
void append_sql_timestamp(std::string& out, std::int64_t milliseconds);
// "2026-02-16T12:00:00.000Z"
void append_iso_timestamp(std::string& out, std::int64_t milliseconds);
// Whole days since 1970, downwards before it.
std::int64_t floor_days(std::int64_t milliseconds);
// "2026-02-16"
void append_date(std::string& out, std::int64_t milliseconds);

}  // namespace admctl::seed
