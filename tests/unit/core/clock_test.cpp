#include "lib/core/clock.hpp"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

using admctl::Millis;
using admctl::Time;
using namespace std::chrono_literals;

namespace {

Time at(std::int64_t millis) { return Time{Millis{millis}}; }

constexpr std::int64_t noon = 1'771'243'200'000;  // 2026-02-16T12:00:00Z

}  // namespace

TEST_CASE("times are written in UTC with milliseconds") {
  const std::vector<std::pair<std::int64_t, std::string>> cases{
      {0, "1970-01-01T00:00:00.000Z"},
      {noon, "2026-02-16T12:00:00.000Z"},
      {noon + 7, "2026-02-16T12:00:00.007Z"},
      {-1, "1969-12-31T23:59:59.999Z"},
      {-62'135'596'800'000, "0001-01-01T00:00:00.000Z"},
      {253'402'300'799'999, "9999-12-31T23:59:59.999Z"},
      {951'782'400'000, "2000-02-29T00:00:00.000Z"},
  };
  for (const auto& [millis, text] : cases) {
    CAPTURE(millis);
    CHECK(admctl::to_rfc3339(at(millis)) == text);
    CHECK(admctl::parse_time(text) == at(millis));
  }
  CHECK(admctl::to_sql_timestamp(at(noon + 45)) == "2026-02-16 12:00:00.045");
}

TEST_CASE("times are read in every form that people and PostgreSQL write") {
  const std::vector<std::pair<std::string, std::int64_t>> cases{
      {"2026-02-16T12:00:00Z", noon},
      {"2026-02-16t12:00:00z", noon},
      {"2026-02-16T12:00:00.5Z", noon + 500},
      {"2026-02-16T12:00:00.05Z", noon + 50},
      {"2026-02-16T12:00:00.123Z", noon + 123},
      {"2026-02-16T12:00:00.123999999999999999999Z", noon + 123},
      {"2026-02-16T14:00:00+02:00", noon},
      {"2026-02-16T12:00:00-00:00", noon},
      {"2026-02-16T06:30:00-05:30", noon},
      {"2026-02-17T11:59:00+23:59", noon},
      {"2026-02-16 12:00:00", noon},
      {"2026-02-16 12:00:00.123456", noon + 123},
      {"2026-02-16 12:00:00.123456+00", noon + 123},
      {"2026-02-16 14:00:00+02", noon},
      {"2026-02-16 17:45:00+05:45", noon},
      {"1800-01-01 00:00:00-00:01:15", -5'364'662'325'000},
      {"2026-02-16 12:00", noon},
      {"2026-02-16T12:00Z", noon},
      {"2026-02-16", noon - 12 * 3'600'000},
      {"1969-12-31T23:59:59.9994Z", -1},
      {"2016-12-31T23:59:60Z", 1'483'228'800'000},
      {"2017-01-01T02:59:60.25+03:00", 1'483'228'800'250},
      {"2024-02-29", 1'709'164'800'000},
  };
  for (const auto& [text, millis] : cases) {
    CAPTURE(text);
    CHECK(admctl::parse_time(text) == at(millis));
  }
}

TEST_CASE("what is not exactly a time is not read as one") {
  const std::vector<std::string> cases{
      "",
      " ",
      "now",
      "infinity",
      "-infinity",
      "2026",
      "2026-02",
      "2026-2-16",
      "26-02-16",
      "2026-00-01",
      "2026-13-01",
      "2026-01-00",
      "2026-01-32",
      "2026-02-29",
      "2026-02-30",
      "2026-04-31",
      "1900-02-29",
      "0000-01-01",
      "10000-01-01",
      "-001-01-01",
      "2026-02-16 BC",
      "2026-02-16Z",
      "2026-02-16+02:00",
      "2026-02-16T",
      "2026-02-16 ",
      " 2026-02-16",
      "2026-02-16T12",
      "2026-02-16T12:",
      "2026-02-16T1:00:00Z",
      "2026-02-16T24:00:00Z",
      "2026-02-16T12:60:00Z",
      "2026-02-16T12:00:61Z",
      "2026-02-16T12:00:60Z",
      "2026-02-16T23:59:60+01:00",
      "2026-02-16T12:00:00.Z",
      "2026-02-16T12:00:00,5Z",
      "2026-02-16T12:00:00.5.5Z",
      "2026-02-16T12:00:00 Z",
      "2026-02-16T12:00:00Zulu",
      "2026-02-16T12:00:00Z ",
      "2026-02-16T12:00:00Z\n",
      "2026-02-16T12:00:00+",
      "2026-02-16T12:00:00+2",
      "2026-02-16T12:00:00+24",
      "2026-02-16T12:00:00+0200",
      "2026-02-16T12:00:00+02:60",
      "2026-02-16T12:00:00+02:",
      "2026-02-16T12:00:00+02:00:60",
      "2026-02-16T12:00:00+02:00:00:00",
      "2026-02-16T12:00:00+-2",
      "2026-02-16  12:00:00",
      "2026-02-16_12:00:00",
      "2026/02/16",
      "+026-02-16",
      "2026-02-1\xd9\xa6",
      "9999-12-31T23:59:59-00:01",
      "0001-01-01T00:00:00+00:01",
      std::string{"2026-02-16\0", 11},
      std::string(100'000, '2'),
  };
  for (const auto& text : cases) {
    CAPTURE(text);
    CHECK_FALSE(admctl::parse_time(text));
  }
}

TEST_CASE("durations are sums from the larger unit to the smaller") {
  const std::vector<std::pair<std::string, Millis>> cases{
      {"0s", 0ms},     {"90s", 90s},   {"15m", 15min},          {"48h", 48h},
      {"7d", 168h},    {"2w", 336h},   {"1d12h", 36h},          {"1w1d1h1m1s", 694861s},
      {"1h1s", 3601s}, {"007d", 168h}, {"365250d", 8'766'000h},
  };
  for (const auto& [text, duration] : cases) {
    CAPTURE(text);
    CHECK(admctl::parse_duration(text) == duration);
  }
}

TEST_CASE("what is not exactly a duration is not read as one") {
  const std::vector<std::string> cases{
      "",
      " ",
      "s",
      "5",
      "5x",
      "5ms",
      "5S",
      "-5s",
      "+5s",
      "5 s",
      " 5s",
      "5s ",
      "1.5h",
      "1d 2h",
      "5s5s",
      "1h1d",
      "1dh",
      "1d12",
      "d1",
      "1y",
      "1d\n",
      "5s\xff",
      "",
      "365250d1s",
      "52179w",
      "99999999999999999999d",
      "9223372036854775807w",
      std::string(100'000, '9') + "s",
  };
  for (const auto& text : cases) {
    CAPTURE(text);
    CHECK_FALSE(admctl::parse_duration(text));
  }
}

TEST_CASE("a moment is a time, a date, or an age before now") {
  const auto now = *admctl::parse_time("2026-02-16T12:00:00Z");
  CHECK(admctl::parse_moment("2026-01-02", now) == admctl::parse_time("2026-01-02T00:00:00Z"));
  CHECK(admctl::parse_moment("2026-01-02T03:04:05+01:00", now) == admctl::parse_time("2026-01-02T02:04:05Z"));
  CHECK(admctl::parse_moment("24h", now) == admctl::parse_time("2026-02-15T12:00:00Z"));
  CHECK(admctl::parse_moment("-24h", now) == admctl::parse_time("2026-02-15T12:00:00Z"));
  CHECK(admctl::parse_moment("1d12h", now) == admctl::parse_time("2026-02-15T00:00:00Z"));
  for (const auto* wrong : {"", "-", "--24h", "24", "yesterday", "-2026-01-02", "24h ago"}) {
    INFO(wrong);
    CHECK_FALSE(admctl::parse_moment(wrong, now));
  }
}

TEST_CASE("durations are shown by their largest unit and the next") {
  const std::vector<std::pair<Millis, std::string>> cases{
      {0ms, "0s"},
      {1ms, "1ms"},
      {999ms, "999ms"},
      {1s, "1s"},
      {5s + 999ms, "5s"},
      {59s, "59s"},
      {60s, "1m"},
      {61s, "1m 1s"},
      {12min, "12m"},
      {1h + 59min + 59s, "1h 59m"},
      {1h + 59s, "1h"},
      {24h, "1d"},
      {76h, "3d 4h"},
      {72h + 59min, "3d"},
      {24h * 400, "400d"},
      {-90s, "-1m 30s"},
      {-1ms, "-1ms"},
      {Millis::max(), "106751991167d 7h"},
      {Millis::min(), "-106751991167d 7h"},
  };
  for (const auto& [duration, text] : cases) {
    CAPTURE(duration.count());
    CHECK(admctl::format_duration(duration) == text);
  }
}

TEST_CASE("times are told relative to now in both directions") {
  const auto now = at(noon);
  const std::vector<std::pair<Millis, std::string>> cases{
      {0ms, "now"},  {-999ms, "now"},     {999ms, "now"}, {-1s, "1s ago"},
      {1s, "in 1s"}, {-76h, "3d 4h ago"}, {2h, "in 2h"},  {-90s, "1m 30s ago"},
  };
  for (const auto& [away, text] : cases) {
    CAPTURE(away.count());
    CHECK(admctl::format_relative(now + away, now) == text);
  }
}

TEST_CASE("the system clock tells the time of this machine") {
  const auto before = std::chrono::floor<Millis>(std::chrono::system_clock::now());
  const auto now = admctl::system_clock().now();
  const auto after = std::chrono::system_clock::now();
  CHECK(before <= now);
  CHECK(now <= after);
}
