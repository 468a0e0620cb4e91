#include "cli/standard_input.hpp"

#include <cerrno>
#include <cstring>

#include <unistd.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::cli {

std::string read_stdin() {
  std::string text;
  char buffer[64 * 1024];
  for (;;) {
    const auto got = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (got == 0) return text;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Error{code::bad_file, "cannot read standard input", std::strerror(errno)};
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

}  // namespace admctl::cli
