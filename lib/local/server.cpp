#include "lib/local/server.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>

#include "lib/core/codes/local.hpp"
#include "lib/core/text.hpp"
#include "lib/local/folders.hpp"
#include "lib/local/postmaster.hpp"
#include "lib/local/process.hpp"

namespace admctl::local {
namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

constexpr std::uintmax_t log_limit = 8 * 1024 * 1024;
constexpr std::uintmax_t tail_size = 2000;
constexpr std::uintmax_t nearly_full = 48 * 1024 * 1024;
// The postmaster itself kills its processes 5 s after an immediate shutdown was asked for.
constexpr std::chrono::seconds immediate_limit{15};

// unix_socket_directories is a list; in quotes, a blank or comma belongs to the name.
std::string quote_list_item(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::vector<std::string> settings(const Layout& layout, bool durable) {
  std::vector<std::string> all{
      "listen_addresses=", "port=5432",
      "unix_socket_directories=" + quote_list_item(layout.socket_dir.string()), "unix_socket_permissions=0700",
      "shared_buffers=64MB", "max_connections=200",
      // Not in /dev/shm, which is 64 MB in a container and cleared at logout by systemd.
      "dynamic_shared_memory_type=mmap", "logging_collector=off", "log_destination=stderr",
      "log_checkpoints=off", "log_line_prefix=%m [%p] ", "log_timezone=UTC", "timezone=UTC",
      // The superuser is called like the ledger's schema, which "$user" would put first for psql and others.
      "search_path=public"};
  for (const char* name : {"fsync", "synchronous_commit", "full_page_writes"}) {
    all.push_back(fmt::format("{}={}", name, durable ? "on" : "off"));
  }
  return all;
}

void begin_log(const Layout& layout) {
  std::error_code ignored;
  if (const auto size = fs::file_size(layout.log, ignored); !ignored && size > log_limit) {
    // A log that cannot be renamed just goes on growing.
    fs::rename(layout.log, layout.log.string() + ".1", ignored);
  }
  open_private_file(layout.log, layout.account);
}

bool ends_within(int pid, std::chrono::milliseconds limit) {
  const auto deadline = SteadyClock::now() + limit;
  while (is_alive(pid)) {
    if (SteadyClock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return true;
}

void ask_to_end(int pid, int signal) {
  if (::kill(pid, signal) == 0 || errno == ESRCH) return;
  throw Error{code::server_stop_failed, fmt::format("cannot stop the server process {}", pid),
              std::generic_category().message(errno), "stop it as the account that runs it, or as root"};
}

}  // namespace

Launched launch(const Layout& layout, const ServerBinaries& binaries, bool durable) {
  make_private_folder(layout.socket_dir, layout.account);
  clear_remains(layout.data, layout.socket_dir);
  begin_log(layout);
  Command postgres;
  postgres.argv = {(binaries.dir / "postgres").string(), "-D", layout.data.string()};
  for (auto& setting : settings(layout, durable)) {
    postgres.argv.emplace_back("-c");
    postgres.argv.push_back(std::move(setting));
  }
  postgres.environment = server_environment(binaries);
  postgres.account = layout.account;
  Launched launched;
  launched.log_start = fs::file_size(layout.log);
  launched.pid = start_detached(postgres, layout.log);
  return launched;
}

std::string log_tail(const fs::path& log, std::uintmax_t start) {
  std::error_code unreadable;
  const auto size = fs::file_size(log, unreadable);
  if (unreadable || size <= start) return {};
  std::ifstream file{log, std::ios::binary};
  file.seekg(static_cast<std::streamoff>(std::max(start, size - std::min(size, tail_size))));
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  return std::string{trim(text)};
}

void end_server(int pid, std::chrono::milliseconds limit) {
  ask_to_end(pid, SIGINT);
  if (ends_within(pid, limit)) return;
  ask_to_end(pid, SIGQUIT);
  if (ends_within(pid, immediate_limit)) return;
  throw Error{code::server_stop_failed, fmt::format("the server process {} does not end", pid),
              "it was asked for a fast, then for an immediate shutdown",
              fmt::format("end it with: kill -9 {}", pid)};
}

Error start_error(std::string message, std::string reason, const fs::path& home) {
  Error error{code::server_start_failed, std::move(message), std::string{trim(reason)}};
  std::error_code unknown;
  const auto space = fs::space(home, unknown);
  if (!unknown && space.available < nearly_full) {
    error.with_hint(fmt::format("the disk of {} is nearly full: {} MiB are free, a new cluster needs about 48",
                                home.string(), space.available / (1024 * 1024)));
  }
  return error;
}

}  // namespace admctl::local
