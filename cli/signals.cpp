#include "cli/signals.hpp"

#include <chrono>
#include <csignal>
#include <utility>

#include <pthread.h>
#include <unistd.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::cli {
namespace {

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  // Sent by unwatch() to its own thread.
  sigaddset(&set, SIGUSR1);
  return set;
}

}  // namespace

Signals::~Signals() { unwatch(); }

void Signals::watch(std::function<void()> stop) {
  if (watcher_.joinable()) return;
  stop_ = std::move(stop);
  const auto set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // It may have come before the last unwatch().
  if (received_ != 0) stopper_ = std::thread{[this] { keep_stopping(); }};
  watcher_ = std::thread{[this] { wait_for_signals(); }};
}

void Signals::unwatch() {
  if (!watcher_.joinable()) return;
  {
    const std::lock_guard lock{mutex_};
    over_ = true;
  }
  changed_.notify_all();
  // First the one that may be stuck in the network: until it is done, a second signal still ends the process.
  if (stopper_.joinable()) stopper_.join();
  pthread_kill(watcher_.native_handle(), SIGUSR1);
  watcher_.join();
  over_ = false;
  const auto set = watched_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void Signals::wait_for_signals() {
  const auto set = watched_signals();
  for (;;) {
    const int signal = sigwaitinfo(&set, nullptr);
    if (signal == SIGUSR1 && over_) return;
    if (signal != SIGINT && signal != SIGTERM) continue;
    if (received_ != 0) ::_exit(128 + signal);
    {
      const std::lock_guard lock{mutex_};
      received_ = signal;
      if (!over_) stopper_ = std::thread{[this] { keep_stopping(); }};
    }
    changed_.notify_all();
  }
}

void Signals::keep_stopping() {
  std::unique_lock lock{mutex_};
  while (!over_) {
    lock.unlock();
    stop_();
    lock.lock();
    changed_.wait_for(lock, std::chrono::milliseconds{250}, [&] { return over_.load(); });
  }
}

void Signals::pause(std::chrono::milliseconds duration) {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, duration, [&] { return received_ != 0; });
  lock.unlock();
  check();
}

void Signals::check() const {
  if (received_ != 0) throw Error{code::interrupted, "interrupted"};
}

}  // namespace admctl::cli
