// Time: the injected clock, RFC 3339 text, ages and durations. Always UTC.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace admctl {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Millis = std::chrono::milliseconds;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

// The machine's own clock.
const Clock& system_clock();

// "2026-02-16T12:00:00.000Z". For years 1 to 9999, the only ones that parse_time gives.
std::string to_rfc3339(Time time);
// "2026-02-16 12:00:00.000", as a timestamp column reads it.
std::string to_sql_timestamp(Time time);
// Accepts RFC 3339 with offset, PostgreSQL's "2026-02-16 12:00:00.123456+00" and timestamps without a
// zone (taken as UTC), with or without seconds, and plain dates. Digits beyond the millisecond are cut off.
// nullopt for anything else and for times outside the years 1 to 9999 (UTC).
std::optional<Time> parse_time(std::string_view text);
// "90s", "15m", "48h", "7d", "2w" and sums from the larger unit to the smaller such as "1d12h", up to
// 1000 years; nullopt for anything else.
std::optional<Millis> parse_duration(std::string_view text);
// A point in time as people give one: what parse_time accepts, or an age before `now`, "24h" or "-24h".
std::optional<Time> parse_moment(std::string_view text, Time now);
// "3d 4h", "12m", "5s": the largest unit and the next one unless that is 0, the rest cut off; below a
// second "250ms".
std::string format_duration(Millis duration);
// "3d 4h ago", "in 2h", "now"
std::string format_relative(Time time, Time now);

}  // namespace admctl
