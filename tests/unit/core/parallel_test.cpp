#include "lib/core/parallel.hpp"

#include <atomic>
#include <stdexcept>
#include <vector>

#include <catch2/catch.hpp>

TEST_CASE("parallel work covers every item once, however many there are") {
  for (const std::size_t count :
       {std::size_t{0}, std::size_t{1}, std::size_t{399}, std::size_t{401}, std::size_t{10007}}) {
    std::vector<int> seen(count);
    admctl::in_parallel(count, [&](std::size_t begin, std::size_t end) {
      for (auto i = begin; i < end; ++i) ++seen[i];
    });
    CHECK(seen == std::vector<int>(count, 1));
  }
}

TEST_CASE("what a range of parallel work throws is thrown when the other ranges are done") {
  std::atomic<std::size_t> visited = 0;
  const auto run = [&] {
    admctl::in_parallel(10000, [&](std::size_t begin, std::size_t end) {
      visited += end - begin;
      if (end == 10000) throw std::runtime_error{"the last range"};
    });
  };
  CHECK_THROWS_WITH(run(), "the last range");
  CHECK(visited == 10000);
}

TEST_CASE("of several ranges that throw the first one is heard") {
  const auto run = [] {
    admctl::in_parallel(
        8, [](std::size_t begin, std::size_t) { throw std::runtime_error{std::to_string(begin)}; }, 1);
  };
  CHECK_THROWS_WITH(run(), "0");
}
