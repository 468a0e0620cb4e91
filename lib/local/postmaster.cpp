#include "lib/local/postmaster.hpp"

#include <fmt/format.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <system_error>
#include <thread>
#include <vector>

#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"
#include "lib/core/input_file.hpp"
#include "lib/core/text.hpp"
#include "lib/local/layout.hpp"
#include "lib/local/process.hpp"

namespace admctl::local {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds remains_limit{30};
constexpr std::size_t shared_memory_line = 6;

// Empty when there is none, and when the process that it tells of ends meanwhile.
std::string text_of(const fs::path& path) {
  std::error_code unreadable;
  return read_file(path, unreadable);
}

std::optional<int> parse_pid(std::string_view text) {
  int pid = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), pid);
  if (problem != std::errc{} || pid == 0) return std::nullopt;
  // A server in single-user mode writes its pid negated.
  return pid < 0 ? -pid : pid;
}

fs::path process_entry(int pid, const char* name) { return fs::path{"/proc"} / std::to_string(pid) / name; }

// Lets this thread, when it is root's, use files as another account would. In a container root may not look
// into processes, but their owner may.
class FileAccessAs {
 public:
  FileAccessAs(uid_t uid, gid_t gid)
      : gid_{static_cast<gid_t>(::setfsgid(gid))}, uid_{static_cast<uid_t>(::setfsuid(uid))} {}
  ~FileAccessAs() {
    ::setfsuid(uid_);
    ::setfsgid(gid_);
  }
  FileAccessAs(const FileAccessAs&) = delete;
  FileAccessAs& operator=(const FileAccessAs&) = delete;

 private:
  gid_t gid_;
  uid_t uid_;
};

bool works_in(int pid, const fs::path& folder) {
  struct stat process {};
  if (::stat(process_entry(pid, "").c_str(), &process) != 0) return false;
  const FileAccessAs owner{process.st_uid, process.st_gid};
  std::error_code unreadable;
  return fs::equivalent(process_entry(pid, "cwd"), folder, unreadable);
}

// True when the process was started as `... -D <data>`.
bool was_started_on(int pid, const fs::path& data) {
  const auto arguments = split(text_of(process_entry(pid, "cmdline")), '\0');
  const auto option = std::find(arguments.begin(), arguments.end(), "-D");
  if (option == arguments.end() || std::next(option) == arguments.end()) return false;
  const fs::path given{*std::next(option)};
  std::error_code unreadable;
  return given == data || (given.is_absolute() && fs::equivalent(given, data, unreadable));
}

bool is_postgres(int pid) { return text_of(process_entry(pid, "comm")) == "postgres\n"; }

bool is_server_of(int pid, const fs::path& data) {
  return is_alive(pid) && (was_started_on(pid, data) || (is_postgres(pid) && works_in(pid, data)));
}

// How many processes hold the segment. Key and id must both match: after a reboot the id may be another's.
int attached_processes(const std::string& shared_memory) {
  std::ifstream table{"/proc/sysvipc/shm"};
  std::string line;
  while (std::getline(table, line)) {
    std::istringstream columns{line};
    std::string key, id, mode, size, creator, last;
    int attached = 0;
    columns >> key >> id >> mode >> size >> creator >> last >> attached;
    if (columns && key + ' ' + id == shared_memory) return attached;
  }
  return 0;
}

template <typename Condition>
std::vector<int> postgres_processes(const Condition& condition) {
  std::vector<int> found;
  std::error_code unreadable;
  for (fs::directory_iterator entry{"/proc", unreadable}, end; !unreadable && entry != end;
       entry.increment(unreadable)) {
    const auto pid = parse_pid(entry->path().filename().string());
    if (pid && is_postgres(*pid) && is_alive(*pid) && condition(*pid)) found.push_back(*pid);
  }
  return found;
}

void end_orphans(const fs::path& data, const PostmasterFile& file) {
  const auto deadline = std::chrono::steady_clock::now() + remains_limit;
  while (attached_processes(file.shared_memory) > 0) {
    for (const int pid : postgres_processes([&](int each) { return works_in(each, data); }))
      ::kill(pid, SIGKILL);
    if (std::chrono::steady_clock::now() > deadline) {
      throw Error{code::server_start_failed, "processes of the server that was killed are still running",
                  fmt::format("they hold the shared memory of {}", data.string()),
                  "end them (ps -C postgres), then run the command again"};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

// PostgreSQL itself takes over a lock file whose process is gone, but not one whose pid is in use again (or is
// a zombie's), nor an empty one.
void remove_if_misleading(const fs::path& lock_file) {
  const auto pid = parse_pid(text_of(lock_file));
  if (pid && ::kill(*pid, 0) != 0 && errno == ESRCH) return;
  std::error_code failed;
  fs::remove(lock_file, failed);
  if (failed) {
    throw Error{code::server_start_failed, fmt::format("cannot remove the stale {}", lock_file.string()),
                failed.message()};
  }
}

}  // namespace

std::optional<PostmasterFile> parse_postmaster_file(std::string_view text) {
  const auto lines = split(text, '\n');
  const auto pid = parse_pid(lines.empty() ? std::string_view{} : std::string_view{lines.front()});
  if (!pid) return std::nullopt;
  PostmasterFile file;
  file.pid = *pid;
  if (lines.size() > shared_memory_line) {
    std::istringstream columns{lines[shared_memory_line]};
    std::string key, id;
    if (columns >> key >> id) file.shared_memory = key + ' ' + id;
  }
  return file;
}

std::optional<PostmasterFile> read_postmaster_file(const fs::path& data) {
  return parse_postmaster_file(text_of(data / "postmaster.pid"));
}

std::optional<int> find_postmaster(const fs::path& data) {
  const auto file = read_postmaster_file(data);
  if (!file || !is_server_of(file->pid, data)) return std::nullopt;
  return file->pid;
}

void end_displaced_servers(const fs::path& data) {
  const auto displaced = [&] {
    return postgres_processes([&](int each) { return was_started_on(each, data); });
  };
  const auto deadline = std::chrono::steady_clock::now() + remains_limit;
  auto left = displaced();
  for (const int pid : left) ::kill(pid, SIGQUIT);
  // A process that is ending has no command line any more, but is there for a moment longer.
  for (;; std::erase_if(left, [](int pid) { return !is_alive(pid); })) {
    if (left.empty()) left = displaced();
    if (left.empty()) return;
    if (std::chrono::steady_clock::now() > deadline) {
      throw Error{
          code::server_start_failed, fmt::format("an older server of {} is still running", data.string()),
          "its data folder was deleted, and it does not end", fmt::format("end it with: kill -9 {}", left[0])};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

void clear_remains(const fs::path& data, const fs::path& socket_dir) {
  end_displaced_servers(data);
  if (const auto file = read_postmaster_file(data); file && !file->shared_memory.empty())
    end_orphans(data, *file);
  remove_if_misleading(data / "postmaster.pid");
  remove_if_misleading(socket_dir / (std::string{socket_name} + ".lock"));
}

}  // namespace admctl::local
