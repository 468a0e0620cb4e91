// SIGINT and SIGTERM: the first one asks the running statement to stop, the second one ends the process at
// once.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace admctl::cli {

class Signals {
 public:
  Signals() = default;
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // From now on both signals are waited for by a thread instead of ending the process. After the first one
  // another thread calls `stop`, and again every quarter of a second, as the signal may have come between two
  // statements. `stop` may block: the second signal is seen all the same. Must be called before other threads
  // are started.
  void watch(std::function<void()> stop);
  // Ends the watching; what `stop` uses may be destroyed afterwards. The signals end the process again.
  void unwatch();

  // The signal that came, 0 for none.
  int received() const { return received_; }
  // Throws code::interrupted when one came.
  void check() const;
  // Waits so long; throws code::interrupted as soon as a signal comes.
  void pause(std::chrono::milliseconds duration);

 private:
  void wait_for_signals();
  void keep_stopping();

  std::function<void()> stop_;
  std::thread watcher_;
  std::thread stopper_;  // only after a signal: most commands see none
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<int> received_ = 0;
  std::atomic<bool> over_ = false;
};

}  // namespace admctl::cli
