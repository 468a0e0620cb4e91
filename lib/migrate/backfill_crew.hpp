// The workers of a backfill, one thread and session each.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "lib/migrate/backfill_batch.hpp"
#include "lib/migrate/backfill_file.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

class BackfillCrew {
 public:
  // Starts them. `backfill` must outlive the crew.
  BackfillCrew(const pg::Session& beside, const Backfill& backfill, std::string key_type, std::string schema,
               std::int64_t workers);
  // Stops them after the batches under way.
  ~BackfillCrew();
  BackfillCrew(const BackfillCrew&) = delete;
  BackfillCrew& operator=(const BackfillCrew&) = delete;

  // Waits, at most `limit`; true once all have ended.
  bool wait(Millis limit);
  // Rethrows what a worker ended with. Only after wait() was true.
  void rethrow();

  std::int64_t scanned() const { return scanned_; }
  std::int64_t changed() const { return changed_; }
  std::int64_t batch() const { return batch_; }
  // 0: nobody waits for a replica.
  Millis lag() const { return Millis{lag_}; }

 private:
  void work(pg::Session& session);
  // False when it is time to stop.
  bool wait_for_replicas(pg::Session& session);
  bool rest(Millis duration);

  const Backfill& backfill_;
  std::string key_type_;
  std::string schema_;
  std::atomic<std::int64_t> scanned_{0};
  std::atomic<std::int64_t> changed_{0};
  std::atomic<std::int64_t> batch_{0};
  std::atomic<std::int64_t> lag_{0};
  std::mutex mutex_;
  std::condition_variable changed_state_;
  bool stopping_ = false;
  std::int64_t working_ = 0;
  std::exception_ptr failure_;
  std::vector<std::unique_ptr<pg::Session>> sessions_;
  std::vector<std::thread> threads_;
};

}  // namespace admctl::migrate
