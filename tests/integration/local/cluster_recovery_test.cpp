// What a cluster survives: kills, crashes and what they leave behind.
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <iterator>
#include <string>

#include "lib/core/error.hpp"
#include "lib/local/account.hpp"
#include "lib/local/cluster.hpp"
#include "lib/local/process.hpp"
#include "lib/pg/session.hpp"
#include "tests/support/local_cluster.hpp"

namespace admctl::local {
namespace {

namespace fs = std::filesystem;
using test::TemporaryCluster;

std::string read_file(const fs::path& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream file{path};
  file << text;
  REQUIRE(file.flush());
}

// A process of the account that owns `path`, which does nothing.
std::unique_ptr<test::ChildProcess> idle_process_of_owner(const fs::path& path) {
  struct stat owner {};
  REQUIRE(::stat(path.c_str(), &owner) == 0);
  return std::make_unique<test::ChildProcess>([owner] {
    if (::getuid() == 0 && (::setgid(owner.st_gid) != 0 || ::setuid(owner.st_uid) != 0)) return 1;
    for (;;) ::pause();
  });
}

void replace_pid(const fs::path& lock_file, const std::string& text, int pid) {
  write_file(lock_file, std::to_string(pid) + text.substr(text.find('\n')));
}

bool has_leftovers(const fs::path& home) {
  for (const auto& entry : fs::directory_iterator{home}) {
    if (entry.path().filename().string().starts_with("data.new-")) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("A cluster starts again after a kill -9 of its postmaster and keeps what was committed", "[local]") {
  TemporaryCluster cluster;
  auto options = cluster.options();
  options.durability = Durability::safe;
  Cluster{options}.ensure_running();
  cluster.ask("CREATE TABLE kept AS SELECT 42 AS value");
  const ClusterStatus before = cluster->status();
  REQUIRE(::kill(before.pid, SIGKILL) == 0);

  CHECK(cluster->ensure_running().started);

  CHECK(cluster->status().pid != before.pid);
  CHECK(cluster.ask("SELECT value FROM kept") == "42");
}

TEST_CASE("A busy process that outlives its killed postmaster does not stop the next start", "[local]") {
  TemporaryCluster cluster;
  cluster->ensure_running();
  const auto client = test::client_running(cluster, "DO $$ BEGIN LOOP NULL; END LOOP; END $$");
  const int orphan = test::server_process_running(cluster, "DO");
  REQUIRE(::kill(cluster->status().pid, SIGKILL) == 0);
  REQUIRE(test::comes_true([&] { return cluster->status().pid == 0; }));
  REQUIRE(is_alive(orphan));

  CHECK(cluster->ensure_running().started);

  CHECK_FALSE(is_alive(orphan));
  CHECK(cluster.ask("SELECT 1") == "1");
}

TEST_CASE("A caller waits for a server that recovers from the crash of one of its processes", "[local]") {
  TemporaryCluster cluster;
  cluster->ensure_running();
  const auto client = test::client_running(cluster, "SELECT pg_sleep(600)");
  const int pid = cluster->status().pid;
  auto bystander = pg::Session::open(cluster->conninfo("postgres"), "test");
  REQUIRE(::kill(test::server_process_running(cluster, "SELECT pg_sleep"), SIGKILL) == 0);
  CHECK(client->wait() == 1);
  // Only when the postmaster has sent the others away, too, has it noticed.
  REQUIRE(test::comes_true([&] {
    try {
      bystander.execute_alone("SELECT 1");
      return false;
    } catch (const Error&) {
      return true;
    }
  }));

  CHECK_FALSE(cluster->ensure_running().started);

  CHECK(cluster.ask("SELECT 1") == "1");
  CHECK(cluster->status().pid == pid);
}

TEST_CASE("A stale pid file whose pid is now another process does not stop the start, nor that process",
          "[local]") {
  TemporaryCluster cluster;
  cluster->ensure_running();
  const ClusterStatus status = cluster->status();
  const fs::path pid_file = status.data / "postmaster.pid";
  const fs::path socket_lock = status.socket_dir / ".s.PGSQL.5432.lock";
  const std::string pid_text = read_file(pid_file);
  const std::string lock_text = read_file(socket_lock);
  REQUIRE(cluster->stop());
  const auto bystander = idle_process_of_owner(status.data);
  replace_pid(pid_file, pid_text, bystander->pid());
  replace_pid(socket_lock, lock_text, bystander->pid());
  write_file(status.socket_dir / ".s.PGSQL.5432", "");

  CHECK(cluster->status().pid == 0);
  CHECK_FALSE(cluster->stop());
  CHECK(cluster->ensure_running().started);

  CHECK(cluster.ask("SELECT 1") == "1");
  CHECK(is_alive(bystander->pid()));
}

TEST_CASE("An empty pid file, as a full disk or a power cut leaves it, does not stop the start", "[local]") {
  TemporaryCluster cluster;
  cluster->ensure_running();
  REQUIRE(cluster->stop());
  write_file(cluster->status().data / "postmaster.pid", "");
  CHECK(cluster->ensure_running().started);
  CHECK(cluster.ask("SELECT 1") == "1");
}

TEST_CASE("A kill -9 in the midst of initdb leaves nothing that the next start does not put right", "[local]") {
  TemporaryCluster cluster;
  test::ChildProcess starter{[&] {
    cluster->ensure_running();
    return 0;
  }};
  const fs::path home = cluster->status().data.parent_path();
  REQUIRE(test::comes_true([&] {
    if (!fs::exists(home)) return false;
    for (const auto& entry : fs::directory_iterator{home}) {
      if (fs::exists(entry.path() / "global" / "pg_control")) return true;
    }
    return false;
  }));
  REQUIRE(::kill(starter.pid(), SIGKILL) == 0);
  REQUIRE(starter.wait() == 128 + SIGKILL);
  REQUIRE_FALSE(cluster->status().initialised);
  REQUIRE(has_leftovers(home));

  const Ensured done = cluster->ensure_running();

  CHECK(done.initialised);
  CHECK_FALSE(done.set_aside);
  CHECK_FALSE(has_leftovers(home));
  CHECK(cluster.ask("SELECT 1") == "1");
}

TEST_CASE("A data folder without a cluster in it is moved aside, not deleted", "[local]") {
  TemporaryCluster cluster;
  cluster->ensure_running();
  cluster->stop();
  const fs::path data = cluster->status().data;
  fs::rename(data, data.string() + ".mine");
  fs::create_directory(data);
  write_file(data / "letter", "dear reader");

  const Ensured done = cluster->ensure_running();

  CHECK(done.initialised);
  REQUIRE(done.set_aside);
  CHECK(read_file(*done.set_aside / "letter") == "dear reader");
  CHECK(cluster.ask("SELECT 1") == "1");
}

TEST_CASE("A server whose folder was deleted under it gives way to a new one", "[local]") {
  TemporaryCluster cluster;
  cluster->ensure_running();
  const int old = cluster->status().pid;
  const fs::path data = cluster->status().data;
  fs::remove_all(GENERATE(false, true) ? data.parent_path() : data);

  CHECK(cluster->ensure_running().initialised);

  // Left alone, it would remove the socket within a minute.
  CHECK_FALSE(is_alive(old));
  CHECK(cluster->status().pid != old);
  CHECK(cluster.ask("SHOW data_directory") == data.string());
}

TEST_CASE("Destroying a cluster whose data folder was deleted ends its server too", "[local]") {
  TemporaryCluster cluster;
  cluster->ensure_running();
  const int old = cluster->status().pid;
  fs::remove_all(cluster->status().data);
  cluster->destroy();
  CHECK_FALSE(is_alive(old));
}

}  // namespace admctl::local
