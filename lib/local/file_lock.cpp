#include "lib/local/file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <thread>

#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"
#include "lib/local/folders.hpp"

namespace admctl::local {
namespace {

// False when the file was removed or replaced while we waited: then others lock another file.
bool is_still(const FileDescriptor& file, const std::filesystem::path& path) {
  struct stat ours {};
  struct stat current {};
  return ::fstat(file.get(), &ours) == 0 && ::stat(path.c_str(), &current) == 0 &&
         ours.st_ino == current.st_ino && ours.st_dev == current.st_dev;
}

}  // namespace

FileLock FileLock::acquire(const std::filesystem::path& path, const std::optional<Account>& owner,
                           std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  FileDescriptor file = open_private_file(path, owner);
  for (;;) {
    if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
      if (is_still(file, path)) return FileLock{std::move(file)};
      file = open_private_file(path, owner);
      continue;
    }
    const int number = errno;
    if (number != EWOULDBLOCK && number != EINTR) {
      throw Error{code::server_start_failed, fmt::format("cannot lock {}", path.string()),
                  std::generic_category().message(number)};
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      throw Error{code::server_start_failed,
                  "another admctl has been starting or stopping the embedded PostgreSQL",
                  fmt::format("it has held {} for {} s", path.string(),
                              std::chrono::duration_cast<std::chrono::seconds>(limit).count()),
                  fmt::format("see which process it is with: fuser {}", path.string())};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

}  // namespace admctl::local
