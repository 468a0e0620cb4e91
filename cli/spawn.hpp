// Starting processes: this binary again, and other programs.
#pragma once

#include <csignal>
#include <string>
#include <vector>

#include <sys/types.h>

#include "commands/context.hpp"

namespace admctl::cli {

struct Spawn {
  // A path, or a name that is found by PATH.
  std::string program;
  std::vector<std::string> argv;
  // What its environment has other than ours.
  std::vector<commands::Variable> variables = {};
  // Descriptors for its stdin, stdout and stderr; -1 leaves ours.
  int in = -1;
  int out = -1;
  int err = -1;
  // Signals that it has as they are by default, although we ignore them; all others it inherits ignored or not.
  std::vector<int> usual_signals = {SIGPIPE, SIGXFSZ};
  // In a process group of its own: what the terminal sends (Ctrl-C) does not reach it.
  bool own_group = false;
};

struct Spawned {
  pid_t child = 0;
  int problem = 0;  // errno when it was not started
};

// It starts as from a shell: no signal is blocked.
Spawned spawn(const Spawn& spawn);

// This binary again: `spawn` without program, and argv without its first word. Throws code::demo_failed when no
// process is to be had.
pid_t spawn_self(Spawn spawn);

// What waitpid() said, as a shell says it: the exit code, or 128 + signal.
int exit_of(int wait_status);

// An open file that is closed at the end of scope.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_{number} {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_{other.release()} {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    close();
    number_ = other.release();
    return *this;
  }
  int get() const { return number_; }
  void close();

 private:
  int release() {
    const int number = number_;
    number_ = -1;
    return number;
  }
  int number_;
};

// Both ends are closed in programs that are started.
struct Pipe {
  Descriptor reading;
  Descriptor writing;
  // Throws as spawn_self().
  static Pipe make();
};

}  // namespace admctl::cli
