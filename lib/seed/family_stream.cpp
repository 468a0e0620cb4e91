#include "lib/seed/family_stream.hpp"

#include <algorithm>
#include <utility>

namespace admctl::seed {
namespace {

constexpr unsigned max_threads = 16;
// Ranges that may be finished and wait, beside those under way.
constexpr std::size_t ahead = 2;

unsigned threads_for(unsigned asked, std::size_t ranges) {
  const auto wanted = asked > 0 ? asked : std::max(1U, std::thread::hardware_concurrency());
  return static_cast<unsigned>(std::clamp<std::size_t>(std::min<std::size_t>(wanted, ranges), 1, max_threads));
}

}  // namespace

FamilyStream::FamilyStream(const Model& model, const Inputs& inputs, const std::vector<TableLayout>& layouts,
                           const std::vector<FamilyRange>& ranges, unsigned threads)
    : model_{model}, inputs_{inputs}, layouts_{layouts}, ranges_{ranges} {
  const auto count = threads_for(threads, ranges.size());
  slots_.resize(count + ahead);
  try {
    for (unsigned i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
  } catch (...) {
    // A system that gives no more threads: those that run do all.
    if (threads_.empty()) throw;
  }
}

FamilyStream::~FamilyStream() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  has_room_.notify_all();
  for (auto& thread : threads_) thread.join();
}

std::optional<std::size_t> FamilyStream::claim() {
  std::unique_lock lock{mutex_};
  has_room_.wait(lock,
                 [&] { return stopping_ || claimed_ == ranges_.size() || claimed_ < taken_ + slots_.size(); });
  if (stopping_ || claimed_ == ranges_.size()) return std::nullopt;
  return claimed_++;
}

Batch FamilyStream::empty_batch() {
  const std::lock_guard lock{mutex_};
  if (spare_.empty()) return {};
  auto batch = std::move(spare_.back());
  spare_.pop_back();
  return batch;
}

void FamilyStream::work() {
  std::optional<FamilyWriter> writer;
  while (const auto number = claim()) {
    Slot done;
    try {
      if (!writer) writer.emplace(model_, inputs_, layouts_);
      done.batch = empty_batch();
      const auto& range = ranges_[*number];
      writer->write(*range.root, range.from, range.to, done.batch);
    } catch (...) {
      done.failure = std::current_exception();
    }
    done.ready = true;
    {
      const std::lock_guard lock{mutex_};
      slots_[*number % slots_.size()] = std::move(done);
    }
    is_ready_.notify_one();
  }
}

std::optional<Batch> FamilyStream::next() {
  Slot slot;
  {
    std::unique_lock lock{mutex_};
    if (taken_ == ranges_.size()) return std::nullopt;
    auto& wanted = slots_[taken_ % slots_.size()];
    is_ready_.wait(lock, [&] { return wanted.ready; });
    slot = std::exchange(wanted, {});
    ++taken_;
  }
  has_room_.notify_all();
  if (slot.failure) std::rethrow_exception(slot.failure);
  return std::move(slot.batch);
}

void FamilyStream::recycle(Batch batch) {
  for (auto& rows : batch) rows.clear();
  const std::lock_guard lock{mutex_};
  spare_.push_back(std::move(batch));
}

}  // namespace admctl::seed
