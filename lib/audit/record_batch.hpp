// Records on their way into a file, some hundred at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lib/core/sha256.hpp"

namespace admctl::audit {

// One end of what was exported: the time and key of a row, as they are exported.
struct RecordLabel {
  std::string time;
  std::string key;
};

struct RecordBatch {
  struct Mark {
    std::size_t end;     // in `bytes`, behind the record and its line end
    std::int64_t order;  // grows with the row's time
    Digest leaf;         // hash of the record without its line end
  };

  std::string bytes;
  std::vector<Mark> marks;
  RecordLabel first;
  RecordLabel last;

  bool empty() const { return marks.empty(); }
  std::size_t begin_of(std::size_t record) const { return record == 0 ? 0 : marks[record - 1].end; }
  void clear() {
    bytes.clear();
    marks.clear();
  }
};

}  // namespace admctl::audit
