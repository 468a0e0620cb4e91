// Starting this binary again.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace admctl::cli {

struct SelfSpawn {
  std::vector<std::string> args;
  // "NAME=value": replace those of the same name in our environment.
  std::vector<std::string> variables = {};
  // Descriptors for its stdin, stdout and stderr; -1 leaves ours.
  int in = -1;
  int out = -1;
  int err = -1;
  // In a process group of its own: what the terminal sends (Ctrl-C) does not reach it.
  bool own_group = false;
};

// It starts as from a shell: no signal blocked or ignored. Throws code::demo_failed when no process is to be
// had.
pid_t spawn_self(const SelfSpawn& spawn);

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
