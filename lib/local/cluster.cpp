#include "lib/local/cluster.hpp"

#include <fmt/format.h>

#include <system_error>
#include <thread>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"
#include "lib/local/file_lock.hpp"
#include "lib/local/folders.hpp"
#include "lib/local/initdb.hpp"
#include "lib/local/layout.hpp"
#include "lib/local/postmaster.hpp"
#include "lib/local/process.hpp"
#include "lib/local/server.hpp"
#include "lib/pg/ping.hpp"

namespace admctl::local {
namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds poll_interval{5};

pg::Conninfo conninfo_of(const Layout& layout, const std::string& database) {
  pg::Conninfo where;
  where.set("host", layout.socket_dir.string());
  where.set("port", "5432");
  where.set("user", "admctl");
  where.set("dbname", database);
  return where;
}

// The pid file goes with the data folder: without it, what answers is a server whose data was deleted.
bool answers(const Layout& layout) {
  std::error_code unreadable;
  if (!fs::exists(layout.data / "postmaster.pid", unreadable)) return false;
  if (!fs::exists(layout.socket_dir / socket_name, unreadable)) return false;
  pg::Conninfo where = conninfo_of(layout, "postgres");
  where.set("connect_timeout", "5");
  return pg::accepts_connections(where.to_libpq());
}

// Others hold the lock while a server starts or stops.
std::chrono::milliseconds lock_limit(const ClusterOptions& options) {
  return options.start_limit + options.stop_limit + std::chrono::seconds{30};
}

void check_version(const Layout& layout, const ServerBinaries& binaries) {
  const auto major = data_major(layout.data);
  if (!major) {
    throw Error{
        code::server_start_failed, fmt::format("{} is not a complete data folder", layout.data.string()),
        "its file PG_VERSION is missing or unreadable", "move it away; the next command makes a new one"};
  }
  if (*major == binaries.major) return;
  throw Error{
      code::server_start_failed,
      fmt::format("the data folder is of PostgreSQL {}, the server binaries are of PostgreSQL {}", *major,
                  binaries.major),
      fmt::format("data folder: {}; binaries: {}", layout.data.string(), binaries.dir.string()),
      fmt::format("install the old version (apt install postgresql-{}) or set ADMCTL_PG_BIN to its bin folder; "
                  "or move the data folder away to begin with an empty one",
                  *major)};
}

// Launches the server unless one is under way, and waits until it answers. True when this call launched it.
bool start_and_wait(const Layout& layout, const ServerBinaries& binaries, const ClusterOptions& options) {
  const auto deadline = SteadyClock::now() + options.start_limit;
  const bool durable = options.durability == Durability::safe;
  std::optional<Launched> launched;
  for (; !answers(layout); std::this_thread::sleep_for(poll_interval)) {
    if (SteadyClock::now() >= deadline) {
      throw start_error(fmt::format("PostgreSQL did not answer within {} ms", options.start_limit.count()),
                        log_tail(layout.log, launched ? launched->log_start : 0), layout.home)
          .with_hint(fmt::format("it may still be recovering: look at {}, then run the command again",
                                 layout.log.string()));
    }
    if (launched ? is_alive(launched->pid) : find_postmaster(layout.data).has_value()) continue;
    if (!launched) {
      launched = launch(layout, binaries, durable);
    } else if (!find_postmaster(layout.data)) {
      throw start_error("PostgreSQL ended while it was starting", log_tail(layout.log, launched->log_start),
                        layout.home);
    }
  }
  return launched.has_value();
}

// Our names (run, log ...) are common: in a folder that serves something else they would be that one's.
void refuse_foreign_home(const Layout& layout) {
  if (fs::exists(layout.lock) || fs::is_empty(layout.home)) return;
  // Made by another process between the two questions.
  if (fs::exists(layout.lock)) return;
  throw Error{code::server_start_failed, fmt::format("{} is in use for something else", layout.home.string()),
              "the folder is not empty and no cluster was made in it", "choose another folder for the cluster"};
}

void remove_tree(const fs::path& path) {
  std::error_code failed;
  fs::remove_all(path, failed);
  if (failed) {
    throw Error{code::bad_file, fmt::format("cannot delete {}", path.string()), failed.message()};
  }
}

// What the file system refuses becomes an Error here, in one place.
template <typename Work>
auto on_disk(const Work& work) {
  try {
    return work();
  } catch (const fs::filesystem_error& failure) {
    throw Error{code::server_start_failed, fmt::format("cannot use {}", failure.path1().string()),
                failure.code().message()};
  }
}

Ensured ensure_running(const ClusterOptions& options) {
  const Layout layout = find_layout(options.dir);
  if (answers(layout)) return {};
  const ServerBinaries binaries = find_server_binaries(options.search, data_major(layout.data));
  make_home(layout.home);
  refuse_foreign_home(layout);
  const FileLock lock = FileLock::acquire(layout.lock, layout.account, lock_limit(options));

  Ensured done;
  if (!holds_cluster(layout.data)) {
    done.set_aside = make_data_folder(layout, binaries, options.durability == Durability::safe);
    done.initialised = true;
  }
  if (!answers(layout)) {
    check_version(layout, binaries);
    done.started = start_and_wait(layout, binaries, options);
  }
  return done;
}

bool stop(const ClusterOptions& options) {
  const Layout layout = find_layout(options.dir);
  if (!find_postmaster(layout.data)) return false;
  const FileLock lock = FileLock::acquire(layout.lock, layout.account, lock_limit(options));
  const auto pid = find_postmaster(layout.data);
  if (!pid) return false;
  end_server(*pid, options.stop_limit);
  return true;
}

void destroy(const ClusterOptions& options) {
  const Layout layout = find_layout(options.dir);
  // Only what was made by ensure_running() has a lock.
  if (!fs::exists(layout.lock)) return;
  const FileLock lock = FileLock::acquire(layout.lock, layout.account, lock_limit(options));
  if (const auto pid = find_postmaster(layout.data)) end_server(*pid, options.stop_limit);
  end_displaced_servers(layout.data);
  for (const auto& entry : fs::directory_iterator{layout.home}) {
    const std::string name = entry.path().filename().string();
    if (name == "data" || name.starts_with("data.") || name == "run" || name == "log" || name == "log.1") {
      remove_tree(entry.path());
    }
  }
  remove_tree(layout.socket_dir);
  remove_tree(layout.lock);
  std::error_code not_empty;
  fs::remove(layout.home, not_empty);
}

ClusterStatus status(const ClusterOptions& options) {
  const Layout layout = find_layout(options.dir);
  ClusterStatus status;
  status.initialised = holds_cluster(layout.data);
  status.running = answers(layout);
  status.pid = find_postmaster(layout.data).value_or(0);
  status.major = data_major(layout.data).value_or(0);
  status.durability = options.durability;
  status.data = layout.data;
  status.socket_dir = layout.socket_dir;
  status.log = layout.log;
  return status;
}

}  // namespace

Cluster::Cluster(ClusterOptions options) : options_{std::move(options)} {
  options_.dir = on_disk([&] { return fs::weakly_canonical(fs::absolute(options_.dir)); });
  if (!options_.dir.has_filename()) options_.dir = options_.dir.parent_path();
}

Ensured Cluster::ensure_running() {
  return on_disk([&] { return local::ensure_running(options_); });
}

bool Cluster::stop() {
  return on_disk([&] { return local::stop(options_); });
}

void Cluster::destroy() {
  on_disk([&] { local::destroy(options_); });
}

ClusterStatus Cluster::status() const {
  return on_disk([&] { return local::status(options_); });
}

pg::Conninfo Cluster::conninfo(const std::string& database) const {
  return conninfo_of(find_layout(options_.dir), database);
}

}  // namespace admctl::local
