#include "lib/local/cluster.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "lib/core/error.hpp"
#include "lib/local/account.hpp"
#include "lib/local/file_lock.hpp"
#include "lib/local/folders.hpp"
#include "lib/local/process.hpp"
#include "tests/support/local_cluster.hpp"

namespace admctl::local {
namespace {

namespace fs = std::filesystem;
using test::TemporaryCluster;

struct stat stat_of(const fs::path& path) {
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  return found;
}

unsigned mode_of(const fs::path& path) { return stat_of(path).st_mode & 07777u; }

}  // namespace

TEST_CASE("A cluster starts from nothing", "[local]") {
  TemporaryCluster cluster;
  CHECK_FALSE(cluster->status().initialised);
  CHECK_FALSE(cluster->status().running);

  const Ensured done = cluster->ensure_running();

  CHECK(done.initialised);
  CHECK(done.started);
  CHECK_FALSE(done.set_aside);
  const ClusterStatus status = cluster->status();
  CHECK(status.initialised);
  CHECK(status.running);
  CHECK(is_alive(status.pid));
  CHECK(cluster.ask("SHOW server_version_num").starts_with(std::to_string(status.major)));
  CHECK(cluster.ask("SELECT current_user") == "admctl");
  CHECK(cluster.ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == "t");
  CHECK(cluster.ask("SHOW data_directory") == status.data.string());
  CHECK(cluster.ask("SHOW server_encoding") == "UTF8");
  CHECK(cluster.ask("SHOW timezone") == "UTC");
  CHECK(cluster.ask("SHOW max_connections") == "200");
  CHECK(cluster.ask("SHOW shared_buffers") == "64MB");
  CHECK(fs::file_size(status.log) > 0);
}

TEST_CASE("A cluster listens on its socket only, and only its owner may enter the folder", "[local]") {
  TemporaryCluster cluster;
  cluster->ensure_running();
  const ClusterStatus status = cluster->status();
  CHECK(cluster.ask("SHOW listen_addresses").empty());
  CHECK(cluster.ask(
            "SELECT count(*) FROM pg_settings WHERE name = 'unix_socket_permissions' AND setting = '0700'") ==
        "1");
  CHECK(mode_of(status.socket_dir) == 0700);
  CHECK(mode_of(status.data) == 0700);
  CHECK(mode_of(status.log) == 0600);
  const uid_t owner = stat_of(status.socket_dir).st_uid;
  CHECK(owner == stat_of(status.data).st_uid);
  CHECK(owner != 0);
  if (!running_as_root()) CHECK(owner == ::geteuid());
}

TEST_CASE("A running cluster is found without waiting for the lock or looking for binaries", "[local]") {
  TemporaryCluster cluster;
  cluster->ensure_running();
  const int pid = cluster->status().pid;
  const FileLock held =
      FileLock::acquire(cluster->status().data.parent_path() / "lock", {}, std::chrono::seconds{1});
  auto options = cluster.options();
  options.search = BinarySearch{cluster.folder() / "nowhere", {}};

  const Ensured done = Cluster{options}.ensure_running();

  CHECK_FALSE(done.initialised);
  CHECK_FALSE(done.started);
  CHECK(cluster->status().pid == pid);
}

TEST_CASE("Twelve processes that start a cluster at once get one server", "[local]") {
  TemporaryCluster cluster;
  int gate[2];
  int answers[2];
  REQUIRE(::pipe(gate) == 0);
  REQUIRE(::pipe(answers) == 0);
  std::vector<std::unique_ptr<test::ChildProcess>> starters;
  for (int i = 0; i < 12; ++i) {
    starters.push_back(std::make_unique<test::ChildProcess>([&] {
      char nothing;
      ::close(gate[1]);
      if (::read(gate[0], &nothing, 1) != 0) return 1;
      const Ensured done = cluster->ensure_running();
      const int answer[3] = {done.initialised, done.started, cluster->status().pid};
      return ::write(answers[1], answer, sizeof answer) == sizeof answer ? 0 : 1;
    }));
  }
  ::close(gate[1]);
  ::close(answers[1]);
  for (const auto& starter : starters) CHECK(starter->wait() == 0);

  int initialised = 0, started = 0;
  std::set<int> servers;
  int answer[3];
  for (std::size_t i = 0; i < starters.size(); ++i) {
    REQUIRE(::read(answers[0], answer, sizeof answer) == sizeof answer);
    initialised += answer[0];
    started += answer[1];
    servers.insert(answer[2]);
  }
  ::close(gate[0]);
  ::close(answers[0]);
  CHECK(initialised == 1);
  CHECK(started == 1);
  CHECK(servers == std::set<int>{cluster->status().pid});
  CHECK(cluster.ask("SELECT 1") == "1");
}

TEST_CASE("The server outlives its starter, in a session of its own and without its files", "[local]") {
  TemporaryCluster cluster;
  int inherited[2];
  REQUIRE(::pipe(inherited) == 0);
  test::ChildProcess starter{[&] {
    cluster->ensure_running();
    return 0;
  }};
  REQUIRE(starter.wait() == 0);
  ::close(inherited[1]);

  const int pid = cluster->status().pid;
  REQUIRE(is_alive(pid));
  CHECK(::getsid(pid) != ::getsid(0));
  CHECK(::getpgid(pid) != ::getpgid(0));
  // The end of the pipe comes at once only when nobody holds its other side.
  pollfd other_side{inherited[0], POLLIN, 0};
  CHECK(::poll(&other_side, 1, 0) == 1);
  CHECK((other_side.revents & POLLHUP) != 0);
  ::close(inherited[0]);
  const FileLock free =
      FileLock::acquire(cluster->status().data.parent_path() / "lock", {}, std::chrono::milliseconds{0});
}

TEST_CASE("Variables of the caller do not change the server", "[local]") {
  TemporaryCluster cluster;
  test::ChildProcess starter{[&] {
    for (const char* name :
         {"PGPORT", "PGDATA", "PGDATESTYLE", "PGCLIENTENCODING", "TZ", "LC_ALL", "LC_MESSAGES"}) {
      ::setenv(name, "6543", 1);
    }
    cluster->ensure_running();
    return 0;
  }};
  REQUIRE(starter.wait() == 0);
  CHECK(cluster.ask("SHOW port") == "5432");
  CHECK(cluster.ask("SELECT reset_val FROM pg_settings WHERE name = 'log_timezone'") == "UTC");
}

TEST_CASE("A cluster stops, stops again without effect, and starts with its data", "[local]") {
  TemporaryCluster cluster;
  cluster->ensure_running();
  cluster.ask("CREATE TABLE kept AS SELECT 42 AS value");
  const int pid = cluster->status().pid;

  CHECK(cluster->stop());
  CHECK_FALSE(is_alive(pid));
  CHECK_FALSE(cluster->status().running);
  CHECK(cluster->status().pid == 0);
  CHECK_FALSE(cluster->stop());

  const Ensured done = cluster->ensure_running();
  CHECK_FALSE(done.initialised);
  CHECK(done.started);
  CHECK(cluster.ask("SELECT value FROM kept") == "42");
}

TEST_CASE("Stopping a cluster that never was does and leaves nothing", "[local]") {
  TemporaryCluster cluster;
  CHECK_FALSE(cluster->stop());
  cluster->destroy();
  CHECK_FALSE(fs::exists(cluster.dir()));
}

TEST_CASE("A server whose processes hang is stopped by immediate shutdown", "[local]") {
  TemporaryCluster cluster;
  cluster->ensure_running();
  const int pid = cluster->status().pid;
  const auto client = test::client_running(cluster, "SELECT pg_sleep(600)");
  REQUIRE(::kill(test::server_process_running(cluster, "SELECT pg_sleep"), SIGSTOP) == 0);

  auto options = cluster.options();
  options.stop_limit = std::chrono::milliseconds{100};
  CHECK(Cluster{options}.stop());
  CHECK_FALSE(is_alive(pid));
}

TEST_CASE("Destroying a cluster ends its server and deletes what is its own", "[local]") {
  TemporaryCluster cluster;
  cluster->ensure_running();
  const int pid = cluster->status().pid;
  const fs::path home = cluster->status().data.parent_path();
  std::ofstream{home / "notes"} << "of the user";

  cluster->destroy();

  CHECK_FALSE(is_alive(pid));
  std::set<std::string> left;
  for (const auto& entry : fs::directory_iterator{home}) left.insert(entry.path().filename().string());
  CHECK(left == std::set<std::string>{"notes"});
}

TEST_CASE("A safe cluster waits for the disk, a throwaway one does not", "[local]") {
  TemporaryCluster cluster;
  auto options = cluster.options();
  options.durability = GENERATE(Durability::safe, Durability::throwaway);
  Cluster{options}.ensure_running();
  const std::string expected = options.durability == Durability::safe ? "on" : "off";
  for (const char* setting : {"fsync", "synchronous_commit", "full_page_writes"}) {
    CHECK(cluster.ask(std::string{"SHOW "} + setting) == expected);
  }
}

TEST_CASE("A folder with blanks, quotes and other signs in its name will do", "[local]") {
  TemporaryCluster cluster{"it's a \"new\" \\ clüster = %41"};
  cluster->ensure_running();
  CHECK(cluster->status().socket_dir == cluster->status().data.parent_path() / "run");
  CHECK(cluster.ask("SELECT 1") == "1");
}

TEST_CASE("A folder whose path cannot name a socket gets one in /tmp", "[local]") {
  TemporaryCluster cluster{GENERATE(std::string(120, 'x'), std::string{"a,b"})};
  cluster->ensure_running();
  const fs::path socket_dir = cluster->status().socket_dir;
  CHECK(socket_dir.string().starts_with("/tmp/admctl-"));
  CHECK(mode_of(socket_dir) == 0700);
  CHECK(cluster->conninfo("postgres").get("host") == socket_dir.string());
  CHECK(cluster.ask("SELECT 1") == "1");
  cluster->destroy();
  CHECK_FALSE(fs::exists(socket_dir));
}

TEST_CASE("As root, the server runs as an unprivileged account", "[local]") {
  if (!running_as_root()) return;
  TemporaryCluster cluster;
  cluster->ensure_running();
  const Account account = unprivileged_account();
  const fs::path process{"/proc/" + std::to_string(cluster->status().pid)};
  CHECK(stat_of(process).st_uid == account.uid);
  CHECK(cluster->status().data == cluster.dir() / "data");
}

TEST_CASE("As root, a folder that the account cannot reach is stood in for by one in /var/lib", "[local]") {
  if (!running_as_root()) return;
  TemporaryCluster cluster;
  fs::permissions(cluster.folder(), fs::perms::owner_all);
  cluster->ensure_running();
  const fs::path home = cluster->status().data.parent_path();
  CHECK(home.parent_path() == "/var/lib/admctl");
  CHECK(cluster.ask("SELECT 1") == "1");
  CHECK_FALSE(fs::exists(cluster.dir()));

  // It stays the cluster of that folder, even when that could be reached later.
  fs::permissions(cluster.folder(), fs::perms{0755});
  CHECK(cluster->status().running);
  cluster->destroy();
  CHECK_FALSE(fs::exists(home));
}

TEST_CASE("As root, the cluster of another account goes on running as that account", "[local]") {
  if (!running_as_root()) return;
  const auto nobody = find_account("nobody");
  REQUIRE(nobody);
  TemporaryCluster cluster;
  REQUIRE(::chown(cluster.folder().c_str(), nobody->uid, nobody->gid) == 0);
  test::ChildProcess user{[&] {
    if (::setgid(nobody->gid) != 0 || ::setuid(nobody->uid) != 0) return 1;
    cluster->ensure_running();
    return cluster->stop() ? 0 : 1;
  }};
  REQUIRE(user.wait() == 0);

  CHECK_FALSE(cluster->ensure_running().initialised);

  CHECK(stat_of("/proc/" + std::to_string(cluster->status().pid)).st_uid == nobody->uid);
  CHECK(cluster.ask("SELECT 1") == "1");
  REQUIRE(cluster->stop());
  test::ChildProcess again{[&] {
    if (::setgid(nobody->gid) != 0 || ::setuid(nobody->uid) != 0) return 1;
    return cluster->ensure_running().started ? 0 : 1;
  }};
  CHECK(again.wait() == 0);
}

}  // namespace admctl::local
