#include "lib/core/clock.hpp"

#include <array>
#include <charconv>
#include <cstdint>

#include <fmt/format.h>

namespace admctl {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

class SystemClock : public Clock {
 public:
  Time now() const override { return floor<Millis>(std::chrono::system_clock::now()); }
};

std::string format_time(Time time, char between, std::string_view zone) {
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}.{:03}{}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), between,
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count(), zone);
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads from the front of a text; every take leaves the text as it is when it answers nullopt or false.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} {}

  bool done() const { return rest_.empty(); }

  // The one of `choices` that comes next, '\0' when none does.
  char take(std::string_view choices) {
    if (rest_.empty() || choices.find(rest_.front()) == std::string_view::npos) return '\0';
    const char taken = rest_.front();
    rest_.remove_prefix(1);
    return taken;
  }

  // A number of exactly `width` digits, at most `max`.
  std::optional<int> number(std::size_t width, int max) {
    if (rest_.size() < width) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, width)) {
      if (!is_digit(c)) return std::nullopt;
      value = value * 10 + (c - '0');
    }
    if (value > max) return std::nullopt;
    rest_.remove_prefix(width);
    return value;
  }

  // As many digits as follow.
  std::string_view digits() {
    std::size_t count = 0;
    while (count < rest_.size() && is_digit(rest_[count])) ++count;
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

 private:
  std::string_view rest_;
};

std::optional<sys_days> read_date(Reader& in) {
  const auto year = in.number(4, 9999);
  if (!year || !in.take("-")) return std::nullopt;
  const auto month = in.number(2, 12);
  if (!month || !in.take("-")) return std::nullopt;
  const auto day = in.number(2, 31);
  if (!day) return std::nullopt;
  const year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                            std::chrono::day{static_cast<unsigned>(*day)}};
  if (*year == 0 || !date.ok()) return std::nullopt;
  return sys_days{date};
}

struct TimeOfDay {
  Millis since_midnight;
  bool leap_second;
};

// HH:MM[:SS[.fff...]]
std::optional<TimeOfDay> read_time_of_day(Reader& in) {
  const auto hour = in.number(2, 23);
  if (!hour || !in.take(":")) return std::nullopt;
  const auto minute = in.number(2, 59);
  if (!minute) return std::nullopt;
  const Millis start = hours{*hour} + minutes{*minute};
  if (!in.take(":")) return TimeOfDay{start, false};
  const auto second = in.number(2, 60);
  if (!second) return std::nullopt;
  int millis = 0;
  if (in.take(".")) {
    const auto fraction = in.digits();
    if (fraction.empty()) return std::nullopt;
    for (std::size_t i = 0; i < 3; ++i) millis = millis * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  }
  return TimeOfDay{start + seconds{*second} + Millis{millis}, *second == 60};
}

// Z, +HH:MM, and PostgreSQL's +HH and +HH:MM:SS (local mean times of old).
std::optional<seconds> read_offset(Reader& in) {
  if (in.take("Zz")) return seconds{0};
  const char sign = in.take("+-");
  const auto hour = sign ? in.number(2, 23) : std::nullopt;
  if (!hour) return std::nullopt;
  seconds offset = hours{*hour};
  if (in.take(":")) {
    const auto minute = in.number(2, 59);
    if (!minute) return std::nullopt;
    offset += minutes{*minute};
    if (in.take(":")) {
      const auto second = in.number(2, 59);
      if (!second) return std::nullopt;
      offset += seconds{*second};
    }
  }
  return sign == '-' ? -offset : offset;
}

struct Unit {
  std::string_view name;
  Millis length;
};

// From the largest to the smallest.
constexpr std::array units{Unit{"w", days{7}},    Unit{"d", days{1}},    Unit{"h", hours{1}},
                           Unit{"m", minutes{1}}, Unit{"s", seconds{1}}, Unit{"ms", Millis{1}}};

// Keeps a time of today plus or minus any duration within the years that to_rfc3339 writes.
constexpr Millis longest_duration = days{365'250};

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

std::string to_rfc3339(Time time) { return format_time(time, 'T', "Z"); }
std::string to_sql_timestamp(Time time) { return format_time(time, ' ', ""); }

std::optional<Time> parse_time(std::string_view text) {
  Reader in{text};
  const auto date = read_date(in);
  if (!date) return std::nullopt;
  if (in.done()) return *date;
  if (!in.take("Tt ")) return std::nullopt;
  const auto clock = read_time_of_day(in);
  if (!clock) return std::nullopt;
  auto offset = seconds{0};
  if (!in.done()) {
    const auto zone = read_offset(in);
    if (!zone || !in.done()) return std::nullopt;
    offset = *zone;
  }
  const Time time = *date + clock->since_midnight - offset;
  // A leap second is the last one of a day in UTC and reads as the first of the next.
  if (clock->leap_second && floor<seconds>(time) != floor<days>(time)) return std::nullopt;
  const auto year = year_month_day{floor<days>(time)}.year();
  if (year < std::chrono::year{1} || year > std::chrono::year{9999}) return std::nullopt;
  return time;
}

std::optional<Millis> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Reader in{text};
  Millis sum{0};
  auto unit = units.begin();
  while (!in.done()) {
    const auto digits = in.digits();
    const char name = in.take("wdhms");
    while (unit != units.end() && unit->name != std::string_view{&name, 1}) ++unit;
    if (digits.empty() || unit == units.end()) return std::nullopt;
    std::int64_t count = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    if (parsed.ec != std::errc{} || count > (longest_duration - sum) / unit->length) return std::nullopt;
    sum += count * unit->length;
    ++unit;
  }
  return sum;
}

std::optional<Time> parse_moment(std::string_view text, Time now) {
  if (const auto time = parse_time(text)) return time;
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto age = parse_duration(text);
  return age ? std::optional{now - *age} : std::nullopt;
}

std::string format_duration(Millis duration) {
  if (duration == Millis::zero()) return "0s";
  const bool negative = duration < Millis::zero();
  // Unsigned, because the smallest Millis has no positive counterpart.
  auto left = static_cast<std::uint64_t>(duration.count());
  if (negative) left = 0 - left;
  std::string text = negative ? "-" : "";
  for (auto unit = units.begin() + 1; unit != units.end(); ++unit) {
    const auto length = static_cast<std::uint64_t>(unit->length.count());
    if (left < length) continue;
    text += fmt::format("{}{}", left / length, unit->name);
    const auto next = unit + 1;
    if (next == units.end() || next->name == "ms") break;
    const auto rest = left % length / static_cast<std::uint64_t>(next->length.count());
    if (rest > 0) text += fmt::format(" {}{}", rest, next->name);
    break;
  }
  return text;
}

std::string format_relative(Time time, Time now) {
  const auto age = now - time;
  if (age >= seconds{1}) return format_duration(age) + " ago";
  if (age <= -seconds{1}) return "in " + format_duration(-age);
  return "now";
}

}  // namespace admctl
