// Work on many items that do not depend on each other.
#pragma once

#include <cstddef>
#include <functional>

namespace admctl {

// Calls `work(begin, end)` for ranges that make up 0..count: in as many threads as there are processors when
// there is enough to do for them, else once in this one. Returns when all is done; throws what a range threw.
void in_parallel(std::size_t count, const std::function<void(std::size_t begin, std::size_t end)>& work);

}  // namespace admctl
