#include "cli/signals.hpp"

#include <csignal>

#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include "lib/core/error.hpp"

using admctl::cli::Signals;

TEST_CASE("the first signal asks to stop, again and again, until the watching ends") {
  Signals signals;
  std::atomic<int> stops = 0;
  signals.watch([&] { ++stops; });
  CHECK(signals.received() == 0);
  CHECK_NOTHROW(signals.check());
  ::kill(::getpid(), SIGTERM);
  while (stops < 2) std::this_thread::yield();
  CHECK(signals.received() == SIGTERM);
  CHECK_THROWS_AS(signals.check(), admctl::Error);
  signals.unwatch();
  CHECK(signals.received() == SIGTERM);
}

TEST_CASE("the second signal ends the process at once, even while stopping is stuck") {
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    Signals signals;
    signals.watch([] {
      ::kill(::getpid(), SIGINT);
      for (;;) ::pause();
    });
    ::kill(::getpid(), SIGINT);
    for (;;) ::pause();
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 130);
}

TEST_CASE("watching can end without any signal") {
  Signals signals;
  signals.watch([] {});
  signals.unwatch();
  signals.unwatch();
  CHECK(signals.received() == 0);
}
