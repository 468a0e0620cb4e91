#include "cli/output.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <unistd.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::cli {
namespace {

constexpr std::size_t buffer_size = 64 * 1024;

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      throw ReaderGone{};
    } else if (errno != EINTR) {
      throw Error{code::output_failed, "cannot write to standard output", std::strerror(errno)};
    }
  }
}

}  // namespace

void DescriptorOutput::write(std::string_view bytes) {
  buffer_ += bytes;
  if (buffer_.size() >= buffer_size) flush();
}

void DescriptorOutput::flush() {
  // Emptied first, so that a failed flush is not repeated with the same bytes.
  const auto pending = std::exchange(buffer_, {});
  write_all(descriptor_, pending);
}

}  // namespace admctl::cli
