#include "lib/core/parallel.hpp"

#include <algorithm>
#include <future>
#include <thread>
#include <vector>

namespace admctl {

void in_parallel(std::size_t count, const std::function<void(std::size_t begin, std::size_t end)>& work,
                 std::size_t share) {
  // Asking for the number of processors takes a file to read.
  if (count < 2 * share) {
    work(0, count);
    return;
  }
  const auto processors = std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  const auto shares = std::clamp<std::size_t>(count / share, 1, std::min<std::size_t>(processors, 8));
  // A future of std::async waits in its destructor: no thread outlives what it refers to.
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < shares; ++i) {
    others.push_back(
        std::async(std::launch::async, [&, i] { work(count * i / shares, count * (i + 1) / shares); }));
  }
  work(0, count / shares);
  for (auto& other : others) other.get();
}

}  // namespace admctl
