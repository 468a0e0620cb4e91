// Several threads that do something at the same moment.
#pragma once

#include <future>
#include <latch>
#include <type_traits>
#include <vector>

namespace admctl::test {

// Calls `body(i, start)` for 0, 1, ... in a thread each. Each makes itself ready, then waits with
// start.arrive_and_wait() for the others. Returns the results in order; what one throws is thrown here, once
// all have ended.
template <typename Body>
auto at_once(int count, Body body) {
  using Result = std::invoke_result_t<Body, int, std::latch&>;
  std::latch start{count};
  std::vector<std::future<Result>> running;
  for (int i = 0; i < count; ++i)
    running.push_back(std::async(std::launch::async, [&body, &start, i] { return body(i, start); }));
  if constexpr (std::is_void_v<Result>) {
    for (auto& each : running) each.get();
  } else {
    std::vector<Result> results;
    for (auto& each : running) results.push_back(each.get());
    return results;
  }
}

}  // namespace admctl::test
