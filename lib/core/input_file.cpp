#include "lib/core/input_file.hpp"

#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl {
namespace {

constexpr std::size_t smallest_portion = 16 * 1024;

std::error_code last_failure() { return {errno, std::generic_category()}; }

// Not a stream: what reads the buffer of one directly gets an exception when the system refuses a read, and
// what reads the stream is not told why.
class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& path)
      : number_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)} {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

// The size that a file reports can be wrong (/proc, a growing log); it only saves copies.
std::size_t expected_size(int descriptor) {
  struct stat found {};
  return ::fstat(descriptor, &found) == 0 && found.st_size > 0 ? static_cast<std::size_t>(found.st_size) : 0;
}

}  // namespace

std::string read_file(const std::filesystem::path& path, std::error_code& failure) {
  failure.clear();
  const Descriptor file{path};
  if (file.get() < 0) {
    failure = last_failure();
    return {};
  }
  std::string bytes(expected_size(file.get()) + smallest_portion, '\0');
  std::size_t filled = 0;
  for (;;) {
    if (filled == bytes.size()) bytes.resize(2 * bytes.size());
    const auto taken = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) failure = last_failure();
    if (taken <= 0) break;
    filled += static_cast<std::size_t>(taken);
  }
  bytes.resize(filled);
  return bytes;
}

std::string read_file(const std::filesystem::path& path) {
  std::error_code failure;
  auto bytes = read_file(path, failure);
  if (failure) throw Error{code::bad_file, fmt::format("cannot read {}", path.string()), failure.message()};
  return bytes;
}

}  // namespace admctl
