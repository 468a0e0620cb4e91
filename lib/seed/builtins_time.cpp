#include <chrono>
#include <cmath>

#include "lib/seed/builtins.hpp"
#include "lib/seed/timestamp.hpp"

namespace admctl::seed {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

// Durations are milliseconds; a fraction of one is cut off.
Datum duration(const Call& call, std::int64_t unit) {
  if (call[0].is(Datum::Kind::integer))
    return Datum::of_integer(call.integer(0, -1'000'000'000, 1'000'000'000) * unit);
  const double amount = call.real(0) * static_cast<double>(unit);
  if (!(amount > -9e18 && amount < 9e18)) call.refuse("the duration is too long");
  return Datum::of_integer(static_cast<std::int64_t>(std::floor(amount)));
}

Datum seconds(const Call& call) { return duration(call, 1000); }
Datum minutes(const Call& call) { return duration(call, 60'000); }
Datum hours(const Call& call) { return duration(call, 3'600'000); }
Datum days(const Call& call) { return duration(call, day_ms); }

Datum iso(const Call& call) {
  std::string out;
  append_iso_timestamp(out, call.time(0));
  return call.make_text(out);
}

Datum date(const Call& call) {
  std::string out;
  append_date(out, call.time(0));
  return call.make_text(out);
}

Datum epoch_ms(const Call& call) { return Datum::of_integer(call.time(0)); }

// The last multiple of a duration since 1970 that is not after the time: trunc(t, hours(1)) is the full hour.
Datum trunc(const Call& call) {
  const auto time = call.time(0);
  const auto unit = call.integer(1, 1, INT64_MAX);
  return Datum::of_time(time - ((time % unit) + unit) % unit);
}

// The same day and time so many months later, or the month's last day when it has no such day.
Datum add_months(const Call& call) {
  const auto time = call.time(0);
  const auto of_day = ((time % day_ms) + day_ms) % day_ms;
  const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{(time - of_day) / day_ms}}};
  auto later = day + std::chrono::months{call.integer(1, -12'000, 12'000)};
  if (!later.ok()) later = later.year() / later.month() / std::chrono::last;
  return Datum::of_time(std::chrono::sys_days{later}.time_since_epoch().count() * day_ms + of_day);
}

constexpr Builtin builtins[] = {
    {"seconds", 1, 1, seconds}, {"minutes", 1, 1, minutes},   {"hours", 1, 1, hours},
    {"days", 1, 1, days},       {"iso", 1, 1, iso},           {"date", 1, 1, date},
    {"trunc", 2, 2, trunc},     {"epoch_ms", 1, 1, epoch_ms}, {"add_months", 2, 2, add_months},
};

}  // namespace

std::span<const Builtin> time_builtins() { return builtins; }

}  // namespace admctl::seed
