#include "lib/core/money.hpp"

#include "lib/core/text.hpp"

namespace admctl {
namespace {

struct Amount {
  std::string whole;
  std::string fraction;
};

std::optional<Amount> split_minor_units(std::string_view digits, std::size_t scale) {
  if (!is_digits(digits)) return std::nullopt;
  std::string padded{digits};
  if (padded.size() <= scale) padded.insert(0, scale + 1 - padded.size(), '0');
  const auto point = padded.size() - scale;
  return Amount{padded.substr(0, point), padded.substr(point)};
}

std::optional<Amount> split_decimal(std::string_view text) {
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  const auto fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  if (!is_digits(whole) || (point != std::string_view::npos && !is_digits(fraction))) return std::nullopt;
  return Amount{std::string{whole}, std::string{fraction}};
}

}  // namespace

std::optional<std::string> format_money(std::string_view text, const MoneyFormat& format) {
  if (format.scale < 0) return std::nullopt;
  const auto scale = static_cast<std::size_t>(format.scale);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  auto amount = format.minor_units ? split_minor_units(text, scale) : split_decimal(text);
  if (!amount) return std::nullopt;

  auto& [whole, fraction] = *amount;
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  fraction.erase(fraction.find_last_not_of('0') + 1);
  if (scale <= 2 && fraction.size() < scale) fraction.resize(scale, '0');

  const bool zero = whole == "0" && fraction.find_first_not_of('0') == std::string::npos;
  std::string out = negative && !zero ? "-" : "";
  out += whole;
  if (!fraction.empty()) out += "." + fraction;
  if (!format.unit.empty()) out += " " + format.unit;
  return out;
}

}  // namespace admctl
