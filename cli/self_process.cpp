#include "cli/self_process.hpp"

#include <cerrno>
#include <cstring>

#include <sys/wait.h>
#include <unistd.h>

#include "cli/spawn.hpp"
#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"

namespace admctl::cli {
namespace {

std::string read_all(int descriptor) {
  std::string out;
  char buffer[64 * 1024];
  for (;;) {
    const auto got = ::read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return out;
    out.append(buffer, static_cast<std::size_t>(got));
  }
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR)
      throw Error{code::demo_failed, "cannot run admctl itself: waiting for it", std::strerror(errno)};
  }
  return exit_of(status);
}

}  // namespace

SelfRun run_self_process(const std::vector<std::string>& args, const std::vector<commands::Variable>& variables,
                         bool capture) {
  Spawn spawn{.program = {}, .argv = args, .variables = variables};
  Pipe pipe;
  if (capture) {
    pipe = Pipe::make();
    spawn.out = spawn.err = pipe.writing.get();
  }
  const auto child = spawn_self(spawn);
  pipe.writing.close();
  SelfRun result;
  if (capture) result.out = read_all(pipe.reading.get());
  result.exit = wait_for(child);
  return result;
}

}  // namespace admctl::cli
