// A lock between processes that the system gives back when its holder dies.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "lib/local/account.hpp"
#include "lib/local/file_descriptor.hpp"

namespace admctl::local {

// Holds flock(LOCK_EX) on a file until destroyed. Programs that this process starts do not inherit it.
class FileLock {
 public:
  // Makes the file (0600, of `owner` when given) when missing; its folder must exist. Waits for another holder
  // up to `limit`. Throws code::server_start_failed when the file cannot be opened or the time is over.
  static FileLock acquire(const std::filesystem::path& path, const std::optional<Account>& owner,
                          std::chrono::milliseconds limit);

 private:
  explicit FileLock(FileDescriptor file) : file_{std::move(file)} {}
  FileDescriptor file_;
};

}  // namespace admctl::local
