// Families generated ahead by several threads and handed over in order: what comes out is the same for any
// number of threads, and memory does not depend on how much there is to generate.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "lib/seed/family.hpp"

namespace admctl::seed {

// The families of the roots [from, to).
struct FamilyRange {
  const Entity* root = nullptr;
  std::int64_t from = 0;
  std::int64_t to = 0;
};

class FamilyStream {
 public:
  // Starts the threads; 0 means as many as there are processors. Everything given must outlive the stream.
  FamilyStream(const Model& model, const Inputs& inputs, const std::vector<TableLayout>& layouts,
               const std::vector<FamilyRange>& ranges, unsigned threads);
  // Stops them; what is under way is thrown away.
  ~FamilyStream();
  FamilyStream(const FamilyStream&) = delete;
  FamilyStream& operator=(const FamilyStream&) = delete;

  // The rows of the next range, in order; nullopt at the end. Throws what its generation threw.
  std::optional<Batch> next();
  // Takes a batch back, so that its memory is used again.
  void recycle(Batch batch);

 private:
  struct Slot {
    bool ready = false;
    Batch batch;
    std::exception_ptr failure;
  };

  void work();
  std::optional<std::size_t> claim();
  Batch empty_batch();

  const Model& model_;
  const Inputs& inputs_;
  const std::vector<TableLayout>& layouts_;
  const std::vector<FamilyRange>& ranges_;
  std::mutex mutex_;
  std::condition_variable is_ready_;
  std::condition_variable has_room_;
  bool stopping_ = false;
  std::size_t claimed_ = 0;
  std::size_t taken_ = 0;
  std::vector<Slot> slots_;  // range i is in slot i % size
  std::vector<Batch> spare_;
  std::vector<std::thread> threads_;
};

}  // namespace admctl::seed
