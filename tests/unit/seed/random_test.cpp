#include "lib/seed/random.hpp"

#include <array>
#include <set>

#include <catch2/catch.hpp>

namespace admctl::test {
namespace {

using seed::Stream;

TEST_CASE("the same key gives the same draws on every machine", "[seed][random]") {
  // The first numbers of splitmix64 from 1234567, as its author publishes them.
  Stream stream{1234567};
  CHECK(stream.next() == 6457827717110365317U);
  CHECK(stream.next() == 3203168211198807973U);
  CHECK(stream.next() == 9817491932198370423U);
}

TEST_CASE("draws are even", "[seed][random]") {
  std::array<int, 7> counts{};
  constexpr int draws = 70'000;
  for (std::uint64_t key = 0; key < draws; ++key) {
    Stream stream{seed::combine(99, key)};
    ++counts.at(stream.below(7));
    const auto fraction = stream.fraction();
    REQUIRE(fraction >= 0);
    REQUIRE(fraction < 1);
  }
  for (const int count : counts) CHECK(count == Approx(draws / 7.0).epsilon(0.05));
}

TEST_CASE("keys made of neighbours do not meet", "[seed][random]") {
  std::set<std::uint64_t> keys;
  for (std::uint64_t a = 0; a < 100; ++a) {
    for (std::uint64_t b = 0; b < 100; ++b) keys.insert(seed::combine(a, b));
  }
  CHECK(keys.size() == 10'000);
  CHECK(seed::combine(1, 2) != seed::combine(2, 1));
  CHECK(seed::hash_text("deals") != seed::hash_text("deal"));
}

}  // namespace
}  // namespace admctl::test
