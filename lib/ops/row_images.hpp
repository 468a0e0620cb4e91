// Rows as the database shows them in JSON.
#pragma once

#include <cstddef>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/pg/rows.hpp"

namespace admctl::ops {

// The JSON of `column` in each row, parsed by all processors; null for NULL.
std::vector<Value> read_images(const pg::Rows& rows, std::size_t column);

}  // namespace admctl::ops
