// The records of several sources in one order of time.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "lib/audit/row_stream.hpp"

namespace admctl::audit {

class MergedRows {
 public:
  // Among records of the same time those of streams that were added earlier come first.
  void add(std::unique_ptr<RowStream> stream);

  // Records [from, to) of one batch, which is valid until the next call.
  struct Part {
    const RecordBatch* batch;
    std::size_t from;
    std::size_t to;
  };
  // The next records; nullopt at the end.
  std::optional<Part> next();

 private:
  struct Head {
    std::unique_ptr<RowStream> stream;
    std::optional<RecordBatch> batch;
    std::size_t at = 0;

    std::int64_t order() const { return batch->marks[at].order; }
  };

  void fill(Head& head);
  std::size_t run_length_end(std::size_t first) const;

  std::vector<Head> heads_;
};

}  // namespace admctl::audit
