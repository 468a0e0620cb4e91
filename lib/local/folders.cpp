#include "lib/local/folders.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <thread>
#include <vector>

#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"

namespace admctl::local {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t sync_threads = 16;

Error failure(std::string_view action, const fs::path& path, int number) {
  return Error{code::server_start_failed, fmt::format("cannot {} {}", action, path.string()),
               std::generic_category().message(number),
               "the embedded PostgreSQL needs a folder it can write to; choose another with XDG_DATA_HOME"};
}

FileDescriptor open_folder(const fs::path& path) {
  FileDescriptor folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  if (!folder.is_open()) throw failure("open the folder", path, errno);
  return folder;
}

void hand_over(const FileDescriptor& file, const fs::path& path, const std::optional<Account>& owner) {
  if (!owner) return;
  if (::fchown(file.get(), owner->uid, owner->gid) != 0) throw failure("change the owner of", path, errno);
}

void make_private(const fs::path& path, const std::optional<Account>& owner) {
  const FileDescriptor folder = open_folder(path);
  struct stat found {};
  if (::fstat(folder.get(), &found) != 0) throw failure("examine", path, errno);
  if (found.st_uid != ::geteuid() && !(owner && found.st_uid == owner->uid)) {
    throw Error{code::server_start_failed, fmt::format("{} belongs to somebody else", path.string()),
                fmt::format("its owner is uid {}, so what lies in it cannot be trusted", found.st_uid),
                "remove the folder, then run the command again"};
  }
  hand_over(folder, path, owner);
  if (::fchmod(folder.get(), 0700) != 0) throw failure("change the mode of", path, errno);
}

}  // namespace

void make_home(const fs::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) == 0) {
    if (!S_ISDIR(found.st_mode)) throw failure("use", path, ENOTDIR);
    return;
  }
  if (errno != ENOENT) throw failure("open the folder", path, errno);
  if (path.has_parent_path() && path.parent_path() != path) make_home(path.parent_path());
  const mode_t mode = running_as_root() ? 0711 : 0700;
  if (::mkdir(path.c_str(), mode) != 0) {
    if (errno == EEXIST) return;
    throw failure("make the folder", path, errno);
  }
  // Again, for the umask may have taken bits away.
  if (::chmod(path.c_str(), mode) != 0) throw failure("change the mode of", path, errno);
}

void make_private_folder(const fs::path& path, const std::optional<Account>& owner) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) throw failure("make the folder", path, errno);
  make_private(path, owner);
}

fs::path make_unique_folder(const fs::path& path, const std::optional<Account>& owner) {
  std::string name = path.string() + "XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw failure("make the folder", name, errno);
  make_private(name, owner);
  return name;
}

FileDescriptor open_private_file(const fs::path& path, const std::optional<Account>& owner) {
  FileDescriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!file.is_open()) throw failure("open", path, errno);
  hand_over(file, path, owner);
  return file;
}

void sync_folder(const fs::path& path) {
  const FileDescriptor folder = open_folder(path);
  if (::fsync(folder.get()) != 0) throw failure("write to disk", path, errno);
}

void sync_tree(const fs::path& path) {
  std::vector<fs::path> entries{path};
  for (const auto& entry : fs::recursive_directory_iterator{path}) {
    if (entry.is_directory() || entry.is_regular_file()) entries.push_back(entry.path());
  }
  std::atomic<std::size_t> next{0};
  std::atomic<int> error{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < entries.size(); i = next++) {
      const FileDescriptor file{::open(entries[i].c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
      if (!file.is_open() || ::fsync(file.get()) != 0) error = errno;
    }
  };
  {
    std::vector<std::jthread> workers;
    try {
      while (workers.size() < sync_threads) workers.emplace_back(work);
    } catch (const std::system_error&) {
      // With fewer threads it only takes longer.
    }
    work();
  }
  if (error != 0) throw failure("write to disk", path, error);
}

}  // namespace admctl::local
