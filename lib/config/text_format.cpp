#include "lib/config/text_format.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "lib/core/clock.hpp"
#include "lib/core/text.hpp"

namespace admctl::config {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// '0' stands for a digit, 'x' for a hex digit, anything else for itself.
bool fits(std::string_view text, std::string_view shape) {
  return text.size() == shape.size() && std::ranges::equal(text, shape, [](char c, char wanted) {
           if (wanted == '0') return is_digit(c);
           return wanted == 'x' ? is_hex(c) : c == wanted;
         });
}

int number(std::string_view digits) { return std::stoi(std::string{digits}); }

bool is_date(std::string_view text) {
  if (!fits(text, "0000-00-00")) return false;
  const int year = number(text.substr(0, 4));
  const int month = number(text.substr(5, 2));
  const int day = number(text.substr(8, 2));
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= days.at(static_cast<std::size_t>(month - 1)) + (month == 2 && leap ? 1 : 0);
}

// RFC 3339: with an offset.
bool is_time(std::string_view text) {
  if (text.size() < 9 || !fits(text.substr(0, 8), "00:00:00")) return false;
  if (number(text.substr(0, 2)) > 23 || number(text.substr(3, 2)) > 59 || number(text.substr(6, 2)) > 60)
    return false;
  text.remove_prefix(8);
  if (text.starts_with('.')) {
    const auto end = std::ranges::find_if_not(text.substr(1), is_digit) - text.begin();
    if (end < 2) return false;
    text.remove_prefix(static_cast<std::size_t>(end));
  }
  if (text == "Z" || text == "z") return true;
  return text.size() == 6 && (text.front() == '+' || text.front() == '-') && fits(text.substr(1), "00:00") &&
         number(text.substr(1, 2)) < 24 && number(text.substr(4, 2)) < 60;
}

bool is_date_time(std::string_view text) {
  return text.size() > 11 && is_date(text.substr(0, 10)) && (text[10] == 'T' || text[10] == 't') &&
         is_time(text.substr(11));
}

bool is_hostname(std::string_view text) {
  constexpr std::size_t longest = 253;
  constexpr std::size_t longest_label = 63;
  const auto labels = split(text, '.');
  return !text.empty() && text.size() <= longest && std::ranges::all_of(labels, [](std::string_view label) {
    const auto fine = [](char c) { return is_letter(c) || is_digit(c) || c == '-'; };
    return !label.empty() && label.size() <= longest_label && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, fine);
  });
}

bool is_ipv4(std::string_view text) {
  const auto parts = split(text, '.');
  constexpr int highest = 255;
  return parts.size() == 4 && std::ranges::all_of(parts, [](const std::string& part) {
           return !part.empty() && part.size() <= 3 && std::ranges::all_of(part, is_digit) &&
                  number(part) <= highest;
         });
}

bool has_blank(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; });
}

bool is_email(std::string_view text) {
  const auto sign = text.rfind('@');
  return sign != std::string_view::npos && sign > 0 && !has_blank(text) && is_hostname(text.substr(sign + 1));
}

bool is_uri(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_letter(text.front()) || has_blank(text))
    return false;
  const auto in_scheme = [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
  if (!std::ranges::all_of(text.substr(0, colon), in_scheme) || colon + 1 == text.size()) return false;
  // A web address without a host is a slip, not an address.
  const auto rest = text.substr(colon + 1);
  return !rest.starts_with("//") || (rest.size() > 2 && rest[2] != '/');
}

}  // namespace

bool has_format(std::string_view text, std::string_view format) {
  if (format == "date") return is_date(text);
  if (format == "time") return is_time(text);
  if (format == "date-time") return is_date_time(text);
  if (format == "email") return is_email(text);
  if (format == "hostname") return is_hostname(text);
  if (format == "ipv4") return is_ipv4(text);
  if (format == "uri") return is_uri(text);
  if (format == "uuid") return fits(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
  return true;
}

}  // namespace admctl::config
