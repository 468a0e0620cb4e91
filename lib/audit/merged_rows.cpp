#include "lib/audit/merged_rows.hpp"

namespace admctl::audit {

void MergedRows::add(std::unique_ptr<RowStream> stream) { heads_.push_back({std::move(stream), {}, 0}); }

void MergedRows::fill(Head& head) {
  while (head.stream && (!head.batch || head.at == head.batch->marks.size())) {
    head.batch = head.stream->next();
    head.at = 0;
    if (!head.batch) head.stream.reset();
  }
}

// Behind the last record of that stream that comes before all records of the others.
std::size_t MergedRows::run_length_end(std::size_t first) const {
  const auto& marks = heads_[first].batch->marks;
  auto end = marks.size();
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    if (i == first || !heads_[i].stream) continue;
    const auto limit = heads_[i].order();
    std::size_t at = heads_[first].at;
    while (at < end && (marks[at].order < limit || (marks[at].order == limit && first < i))) ++at;
    end = at;
  }
  return end;
}

std::optional<MergedRows::Part> MergedRows::next() {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    fill(heads_[i]);
    if (heads_[i].stream && (!first || heads_[i].order() < heads_[*first].order())) first = i;
  }
  if (!first) return std::nullopt;
  auto& head = heads_[*first];
  const Part part{&*head.batch, head.at, run_length_end(*first)};
  head.at = part.to;
  return part;
}

}  // namespace admctl::audit
