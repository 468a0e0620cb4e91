// Several runs of this binary at the same time, with all that they print.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

#include "cli/spawn.hpp"

namespace admctl::cli {

class FleetChildren {
 public:
  struct Ended {
    std::size_t number = 0;  // as given to start()
    int exit = 0;            // 128 + signal when a signal ended it
    std::string out;
    std::string err;
    std::chrono::milliseconds took{0};
  };

  FleetChildren() = default;
  // Kills what still runs.
  ~FleetChildren();
  FleetChildren(const FleetChildren&) = delete;
  FleetChildren& operator=(const FleetChildren&) = delete;

  // `input` is its whole standard input. It gets no signal from the terminal. Throws as spawn_self().
  void start(std::size_t number, const std::vector<std::string>& args, const std::string& input);
  // Those that ended, after waiting at most so long for the first one.
  std::vector<Ended> wait(std::chrono::milliseconds limit);
  void signal_all(int signal) const;

 private:
  struct Child {
    pid_t pid = -1;
    Descriptor out;
    Descriptor err;
    Ended result;
    std::chrono::steady_clock::time_point begun;
  };
  // Takes what there is to read; closes what is at its end.
  static void drain(Descriptor& from, std::string& into);

  std::vector<Child> children_;
};

}  // namespace admctl::cli
