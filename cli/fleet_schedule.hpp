// Which database of a fleet goes next. Knows nothing of processes.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace admctl::cli {

class FleetSchedule {
 public:
  struct Options {
    std::size_t parallel = 4;
    std::size_t canary = 0;  // so many go first; the others only when all of them succeeded
    bool fail_fast = false;  // nothing more is started after a failure
  };

  FleetSchedule(std::size_t count, const Options& options);

  // The next one to start now, in the order of their numbers; nullopt when none may start before another ends.
  std::optional<std::size_t> next();
  void ended(bool succeeded);
  // Starts nothing more.
  void stop() { stopped_ = true; }

  std::size_t running() const { return running_; }
  // Nothing runs, and nothing more will start. Those from started() on never were.
  bool is_over() const;
  std::size_t started() const { return started_; }
  // A canary failed: that is why the others were not started.
  bool canary_failed() const { return canary_failed_; }

 private:
  bool may_start() const;

  std::size_t count_;
  Options options_;
  std::size_t started_ = 0;
  std::size_t running_ = 0;
  bool stopped_ = false;
  bool canary_failed_ = false;
};

}  // namespace admctl::cli
