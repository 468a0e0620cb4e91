// The embedded PostgreSQL: a private cluster made and started from the installed server binaries.
// Knows nothing of platforms; never reads the environment.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "lib/local/server_binaries.hpp"
#include "lib/pg/conninfo.hpp"

namespace admctl::local {

enum class Durability {
  safe,       // fsync on: the default
  throwaway,  // fsync, synchronous_commit and full_page_writes off: for tests only
};

struct ClusterOptions {
  std::filesystem::path dir;  // the cluster's home; made when missing
  BinarySearch search;
  Durability durability = Durability::safe;  // of the server that ensure_running() starts
  std::chrono::milliseconds start_limit{60'000};
  std::chrono::milliseconds stop_limit{20'000};  // for clients to be sent away, before they are cut off
};

struct ClusterStatus {
  bool initialised = false;
  bool running = false;  // takes connections now
  int pid = 0;           // of the server process; without `running`: it is starting or stopping
  int major = 0;         // of the data folder
  Durability durability = Durability::safe;
  std::filesystem::path data;
  std::filesystem::path socket_dir;
  std::filesystem::path log;
};

// What a call of ensure_running() had to do.
struct Ensured {
  bool initialised = false;
  bool started = false;
  // An unusable data folder that was found and moved here, out of the way.
  std::optional<std::filesystem::path> set_aside;
};

// A cluster on a unix socket only (listen_addresses = ''), superuser "admctl", no passwords: who can enter the
// socket folder may connect.
//
// In its home lie `data`, `run` (the socket; 0700), `log` (and `log.1`) and `lock`. Two things may lie
// elsewhere, which status() and conninfo() tell:
// - The socket, when `<home>/run` is too long a path for one (107 bytes) or holds a comma: then in
//   /tmp/admctl-<uid>-<hash of home>, which is refused when it belongs to somebody else.
// - The home, when root runs admctl. PostgreSQL refuses to run as root, so the server runs as the owner of the
//   data folder, for a new one as "postgres", else "nobody". When that account cannot pass to `dir` (/root is
//   0700), the home is /var/lib/admctl/<hash of dir>. Root itself connects through the socket all the same.
//
// All calls are safe from several processes at once: a file lock serialises making, starting and stopping.
// A kill -9 at any moment leaves something the next call puts right.
class Cluster {
 public:
  explicit Cluster(ClusterOptions options);

  // Makes and starts what is missing and waits until the server answers; a server that runs already is asked
  // once, without lock or look for binaries. Does not change the settings of a running server.
  // Throws code::no_server_binaries, and code::server_start_failed with the reason (the end of the log, what
  // initdb said, a data folder of another major version, ...).
  Ensured ensure_running();

  // Stops the server: fast shutdown, and immediate shutdown after stop_limit. False when none was running.
  // Throws code::server_stop_failed.
  bool stop();

  // Stops the server and deletes the cluster with all its databases, and the home too when nothing else is in
  // it. Nothing to do when there is none.
  void destroy();

  ClusterStatus status() const;

  // Where its server's programs are looked for.
  const BinarySearch& search() const { return options_.search; }

  // How to connect to one of its databases; the server need not run.
  pg::Conninfo conninfo(const std::string& database) const;

 private:
  ClusterOptions options_;
};

}  // namespace admctl::local
