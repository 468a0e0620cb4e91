#include "lib/audit/export_files.hpp"

#include <algorithm>

namespace admctl::audit {

ExportFiles::ExportFiles(Open open, const FileLimits& limits) : open_{std::move(open)}, limits_{limits} {
  open_next();
}

void ExportFiles::open_next() {
  files_.emplace_back();
  parts_.push_back(open_(files_.size(), files_.back().name));
  part_tree_ = MerkleTree{};
}

void ExportFiles::finish_part() {
  auto& file = files_.back();
  file.sha256 = parts_.back()->finish();
  file.bytes = parts_.back()->bytes();
  file.root = part_tree_.root();
}

std::size_t ExportFiles::end_of_part(const RecordBatch& batch, std::size_t from, std::size_t to) const {
  auto end = to;
  if (limits_.rows > 0) end = std::min<std::uint64_t>(end, from + (limits_.rows - files_.back().rows));
  if (limits_.bytes == 0) return end;
  const auto used = parts_.back()->bytes();
  const auto room = limits_.bytes > used ? limits_.bytes - used : 0;
  const auto begin = batch.begin_of(from);
  auto fitting = from;
  while (fitting < end && batch.marks[fitting].end - begin <= room) ++fitting;
  // A file has at least one record, however large.
  if (fitting == from && files_.back().rows == 0) ++fitting;
  return fitting;
}

void ExportFiles::write(const RecordBatch& batch, std::size_t from, std::size_t to) {
  while (from < to) {
    const auto end = end_of_part(batch, from, to);
    if (end > from) add(batch, from, end);
    from = end;
    if (from == to) break;
    finish_part();
    open_next();
  }
}

void ExportFiles::add(const RecordBatch& batch, std::size_t from, std::size_t to) {
  parts_.back()->write(batch, from, to);
  files_.back().rows += to - from;
  for (auto i = from; i < to; ++i) {
    tree_.add_hash(batch.marks[i].leaf);
    part_tree_.add_hash(batch.marks[i].leaf);
  }
}

void ExportFiles::finish(Manifest& manifest) {
  finish_part();
  manifest.files = files_;
  manifest.rows = tree_.size();
  manifest.root = tree_.root();
}

void ExportFiles::commit() {
  for (const auto& part : parts_) part->commit();
}

}  // namespace admctl::audit
