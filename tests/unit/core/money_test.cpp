#include "lib/core/money.hpp"

#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using admctl::format_money;
using admctl::MoneyFormat;

namespace {

struct Case {
  std::string text;
  std::optional<std::string> shown;
};

void check(const MoneyFormat& format, const std::vector<Case>& cases) {
  for (const auto& [text, shown] : cases) {
    CAPTURE(text, format.unit, format.scale, format.minor_units);
    CHECK(format_money(text, format) == shown);
  }
}

}  // namespace

TEST_CASE("nano units are shown as the unit without zeros at the end") {
  check({"TON", 9, true}, {
                              {"12500000000", "12.5 TON"},
                              {"1000000000", "1 TON"},
                              {"999999999", "0.999999999 TON"},
                              {"1", "0.000000001 TON"},
                              {"10", "0.00000001 TON"},
                              {"0", "0 TON"},
                              {"000", "0 TON"},
                              {"-0", "0 TON"},
                              {"0000000000000", "0 TON"},
                              {"00012500000000", "12.5 TON"},
                              {"-12500000000", "-12.5 TON"},
                              {"-1", "-0.000000001 TON"},
                              {"123456789012345678901234567890", "123456789012345678901.23456789 TON"},
                          });
}

TEST_CASE("a scale of one or two keeps all its digits") {
  check({"EUR", 2, true}, {
                              {"1250", "12.50 EUR"},
                              {"1200", "12.00 EUR"},
                              {"1234", "12.34 EUR"},
                              {"5", "0.05 EUR"},
                              {"50", "0.50 EUR"},
                              {"0", "0.00 EUR"},
                              {"-0", "0.00 EUR"},
                              {"-5", "-0.05 EUR"},
                              {"-123456", "-1234.56 EUR"},
                          });
  check({"X", 1, true}, {{"15", "1.5 X"}, {"10", "1.0 X"}, {"0", "0.0 X"}});
  check({"X", 3, true}, {{"1500", "1.5 X"}, {"1000", "1 X"}});
}

TEST_CASE("without digits below the unit there is no point") {
  check({"Robux", 0, true}, {{"0", "0 Robux"}, {"7", "7 Robux"}, {"-7", "-7 Robux"}, {"0100", "100 Robux"}});
}

TEST_CASE("a decimal of the unit itself loses zeros but never a digit that counts") {
  check({"USD", 0, false}, {
                               {"12.5", "12.5 USD"},
                               {"12.50000000", "12.5 USD"},
                               {"12.00", "12 USD"},
                               {"12", "12 USD"},
                               {"0", "0 USD"},
                               {"0.00", "0 USD"},
                               {"-0.00", "0 USD"},
                               {"-0.01", "-0.01 USD"},
                               {"007.10", "7.1 USD"},
                               {"0.123456789012345678901234567890", "0.12345678901234567890123456789 USD"},
                           });
  check({"USD", 2, false}, {
                               {"12.5", "12.50 USD"},
                               {"12", "12.00 USD"},
                               {"12.500", "12.50 USD"},
                               {"12.345", "12.345 USD"},
                               {"-0.0", "0.00 USD"},
                           });
}

TEST_CASE("an amount without a unit ends after its digits") { check({"", 2, true}, {{"1250", "12.50"}}); }

TEST_CASE("what is not an amount is not formatted") {
  const std::vector<std::string> never{"",    " ",     "-",    "+1",       "--1",      "1-",       "1 ",
                                       " 1",  "1,000", "1e9",  "0x10",     "NaN",      "abc",      "12a",
                                       "1.",  ".5",    ".",    "-.5",      "1..2",     "1.2.3",    "1.-2",
                                       "- 1", "1\n",   "\xff", "\xd9\xa1", "Infinity", "1\xc2\xa0"};
  for (const auto& text : never) {
    CAPTURE(text);
    CHECK_FALSE(format_money(text, {"TON", 9, true}));
    CHECK_FALSE(format_money(text, {"USD", 2, false}));
  }
  CHECK_FALSE(format_money("1.5", {"TON", 9, true}));
  CHECK_FALSE(format_money(std::string{"1\0", 2}, {"TON", 9, true}));
  CHECK_FALSE(format_money("1", {"TON", -1, true}));
}

TEST_CASE("an amount of a hundred thousand digits is formatted exactly") {
  const std::string digits(100'000, '9');
  CHECK(format_money(digits, {"", 9, true}) == std::string(99'991, '9') + "." + std::string(9, '9'));
}
