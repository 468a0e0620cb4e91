#include "lib/ops/row_images.hpp"

#include "lib/core/json_text.hpp"
#include "lib/core/parallel.hpp"

namespace admctl::ops {

std::vector<Value> read_images(const pg::Rows& rows, std::size_t column) {
  std::vector<Value> images(rows.size());
  in_parallel(rows.size(), [&](std::size_t begin, std::size_t end) {
    for (auto i = begin; i < end; ++i) {
      if (!rows[i].is_null(column)) images[i] = parse_json(rows[i].text(column));
    }
  });
  return images;
}

}  // namespace admctl::ops
