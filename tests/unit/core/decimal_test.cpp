#include <catch2/catch.hpp>

#include "lib/core/decimal.hpp"

namespace admctl {
namespace {

int order(std::string_view a, std::string_view b) {
  const auto found = compare_decimals(a, b);
  REQUIRE(found);
  return *found < 0 ? -1 : *found > 0 ? 1 : 0;
}

}  // namespace

TEST_CASE("Decimals are compared by what they are worth, not by how they are written") {
  CHECK(order("1", "1.0") == 0);
  CHECK(order("1e3", "1000") == 0);
  CHECK(order("0.001", "1E-3") == 0);
  CHECK(order("-0", "0") == 0);
  CHECK(order("+2", "2") == 0);
  CHECK(order("100000", "1") == 1);
  CHECK(order("9", "10") == -1);
  CHECK(order("-9", "-10") == 1);
  CHECK(order("-1", "1") == -1);
  CHECK(order("0", "0.000001") == -1);
  CHECK(order("-0.5", "0") == -1);
}

TEST_CASE("Decimals that no double holds are told apart") {
  CHECK(order("0.1234567890123456789", "0.1234567890123456788") == 1);
  CHECK(order("100000000000000000000000001", "100000000000000000000000002") == -1);
  CHECK(order("1e999", "1e998") == 1);
}

TEST_CASE("What is no number has no order") {
  for (const auto* text : {"", "-", ".", "e3", "1e", "1e12345678901", "0x10", "1 ", "one", "1.2.3", "--1"}) {
    CAPTURE(text);
    CHECK_FALSE(compare_decimals(text, "1"));
  }
}

}  // namespace admctl
