// Work on many items that do not depend on each other.
#pragma once

#include <cstddef>
#include <functional>

namespace admctl {

// Calls `work(begin, end)` for ranges that make up 0..count: in as many threads as there are processors when
// there are at least `share` items for each of them, else in fewer. Returns when all is done; throws what a
// range threw, of several the first one.
void in_parallel(std::size_t count, const std::function<void(std::size_t begin, std::size_t end)>& work,
                 std::size_t share = 200);

}  // namespace admctl
