#include "tests/support/replica_pair.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <stdexcept>

#include "lib/core/error.hpp"
#include "lib/local/process.hpp"
#include "lib/pg/session.hpp"
#include "tests/support/cluster.hpp"
#include "tests/support/local_cluster.hpp"

namespace admctl::test {
namespace {

namespace fs = std::filesystem;

void end(pid_t& pid, int signal) {
  if (pid <= 0) return;
  ::kill(pid, signal);
  ::waitpid(pid, nullptr, 0);
  pid = -1;
}

bool answers(const pg::Conninfo& where) {
  try {
    return ReplicaPair::ask(where, "SELECT 1") == "1";
  } catch (const Error&) {
    return false;
  }
}

void wait_until(const std::function<bool()>& reached, const std::string& what) {
  if (!comes_true(reached)) throw std::runtime_error{"not within a minute: " + what};
}

}  // namespace

ReplicaPair::ReplicaPair(Replication replication)
    : home_{folder_.path() / "pair"}, binaries_{local::find_server_binaries(server_search())} {
  // The account that root drops to must pass.
  fs::permissions(folder_.path(), fs::perms{0755});
  fs::create_directory(home_);
  if (local::running_as_root()) {
    account_ = local::unprivileged_account();
    if (::chown(home_.c_str(), account_->uid, account_->gid) != 0) throw std::runtime_error{"chown"};
  }
  try {
    make_primary(replication);
    make_standby();
  } catch (...) {
    end(standby_, SIGQUIT);
    end(primary_, SIGQUIT);
    throw;
  }
}

ReplicaPair::~ReplicaPair() {
  end(standby_, SIGQUIT);
  end(primary_, SIGQUIT);
}

void ReplicaPair::make_primary(Replication replication) {
  const auto data = home_ / "primary";
  run("initdb", {"-D", data.string(), "-U", "admctl", "-A", "trust", "-N", "--locale=C", "-E", "UTF8"});
  std::vector<std::string> settings{"port=5432"};
  if (replication == Replication::synchronous)
    settings.insert(settings.end(), {"synchronous_standby_names=standby", "synchronous_commit=remote_apply"});
  primary_ = start(data, settings);
  wait_until([&] { return answers(primary("postgres")); }, "the primary answers");
}

void ReplicaPair::make_standby() {
  const auto data = home_ / "standby";
  run("pg_basebackup", {"-D", data.string(), "-R", "-X", "stream", "-c", "fast", "-N", "-d",
                        "host=" + home_.string() + " port=5432 user=admctl"});
  standby_ = start(data, {"port=5433", "cluster_name=standby"});
  wait_until([&] { return answers(standby("postgres")); }, "the standby answers");
  wait_until(
      [&] {
        return ask(primary("postgres"), "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") ==
               "1";
      },
      "the standby streams");
  wait_for_replay();
}

pg::Conninfo ReplicaPair::at(const std::string& database, const std::string& port) const {
  pg::Conninfo where;
  where.set("host", home_.string());
  where.set("port", port);
  where.set("user", "admctl");
  where.set("dbname", database);
  return where;
}

pg::Conninfo ReplicaPair::either(const std::string& database) const {
  auto where = at(database, "5432,5433");
  where.set("host", home_.string() + "," + home_.string());
  where.set("target_session_attrs", "read-write");
  return where;
}

std::string ReplicaPair::ask(const pg::Conninfo& where, const std::string& sql) {
  auto session = pg::Session::open(where, "test");
  const auto rows = session.execute_alone(sql);
  return rows.empty() ? std::string{} : std::string{rows.front().text(0)};
}

void ReplicaPair::wait_for_replay() const {
  const auto end_of_log = ask(primary("postgres"), "SELECT pg_current_wal_lsn()");
  wait_until(
      [&] {
        return ask(standby("postgres"), "SELECT pg_last_wal_replay_lsn() >= '" + end_of_log + "'") == "t";
      },
      "the standby has replayed everything");
}

void ReplicaPair::cut_standby_off() const {
  ask(standby("postgres"), "ALTER SYSTEM SET primary_conninfo = ''");
  ask(standby("postgres"), "SELECT pg_reload_conf()");
  wait_until([&] { return ask(standby("postgres"), "SELECT count(*) FROM pg_stat_wal_receiver") == "0"; },
             "the standby is cut off");
}

void ReplicaPair::crash_primary() { end(primary_, SIGQUIT); }

void ReplicaPair::promote_standby() { run("pg_ctl", {"promote", "-w", "-D", (home_ / "standby").string()}); }

void ReplicaPair::run(const std::string& program, std::vector<std::string> args) const {
  args.insert(args.begin(), (binaries_.dir / program).string());
  const auto outcome = local::run(
      {.argv = std::move(args), .environment = local::server_environment(binaries_), .account = account_},
      std::chrono::minutes{1});
  if (!outcome.ok()) throw std::runtime_error{program + ": " + outcome.failure + "\n" + outcome.output};
}

pid_t ReplicaPair::start(const fs::path& data, std::vector<std::string> settings) const {
  settings.insert(
      settings.end(),
      {"listen_addresses=", "unix_socket_directories=" + home_.string(), "fsync=off", "full_page_writes=off",
       "shared_buffers=16MB", "max_connections=60", "max_prepared_transactions=5",
       "wal_retrieve_retry_interval=100ms", "dynamic_shared_memory_type=mmap", "logging_collector=off"});
  std::vector<std::string> words{(binaries_.dir / "postgres").string(), "-D", data.string()};
  for (const auto& setting : settings) words.insert(words.end(), {"-c", setting});
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const auto log = data.string() + ".log";
  const auto pid = ::fork();
  if (pid != 0) return pid;
  if (account_ &&
      (::setgroups(0, nullptr) != 0 || ::setgid(account_->gid) != 0 || ::setuid(account_->uid) != 0))
    ::_exit(126);
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  ::umask(077);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(out, 1);
  ::dup2(out, 2);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

}  // namespace admctl::test
