#include "lib/seed/timestamp.hpp"

#include <chrono>

namespace admctl::seed {
namespace {

constexpr std::int64_t day = 86'400'000;

void append_padded(std::string& out, std::int64_t number, int width) {
  char digits[20];
  for (int i = width; i-- > 0; number /= 10) digits[i] = static_cast<char>('0' + number % 10);
  out.append(digits, static_cast<std::size_t>(width));
}

void append_timestamp(std::string& out, std::int64_t milliseconds, char separator) {
  append_date(out, milliseconds);
  out += separator;
  const auto time = milliseconds - floor_days(milliseconds) * day;
  append_padded(out, time / 3'600'000, 2);
  out += ':';
  append_padded(out, time / 60'000 % 60, 2);
  out += ':';
  append_padded(out, time / 1000 % 60, 2);
  out += '.';
  append_padded(out, time % 1000, 3);
}

}  // namespace

std::int64_t floor_days(std::int64_t milliseconds) {
  return milliseconds / day - (milliseconds % day < 0 ? 1 : 0);
}

void append_sql_timestamp(std::string& out, std::int64_t milliseconds) {
  append_timestamp(out, milliseconds, ' ');
}

void append_iso_timestamp(std::string& out, std::int64_t milliseconds) {
  append_timestamp(out, milliseconds, 'T');
  out += 'Z';
}

void append_date(std::string& out, std::int64_t milliseconds) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{floor_days(milliseconds)}}};
  append_padded(out, static_cast<int>(date.year()), 4);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.day()), 2);
}

}  // namespace admctl::seed
