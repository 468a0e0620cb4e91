#include "tests/support/local_cluster.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "lib/core/error.hpp"
#include "lib/pg/session.hpp"
#include "tests/support/cluster.hpp"

namespace admctl::test {

TemporaryCluster::TemporaryCluster(const std::string& name)
    : options_{folder_.path() / name, server_search(), local::Durability::throwaway}, cluster_{options_} {
  // The account that root drops to must pass.
  std::filesystem::permissions(folder_.path(), std::filesystem::perms{0755});
}

TemporaryCluster::~TemporaryCluster() {
  try {
    auto options = options_;
    options.stop_limit = std::chrono::seconds{2};
    local::Cluster{options}.destroy();
  } catch (const Error& error) {
    std::cerr << "left behind: " << error.message() << ": " << error.detail() << '\n';
  }
}

std::string TemporaryCluster::ask(const std::string& sql) const {
  auto session = pg::Session::open(cluster_.conninfo("postgres"), "test");
  const auto rows = session.execute_alone(sql);
  return rows.empty() ? std::string{} : std::string{rows.front().text(0)};
}

ChildProcess::ChildProcess(const std::function<int()>& work) {
  pid_ = ::fork();
  if (pid_ < 0) throw std::system_error{errno, std::generic_category(), "fork"};
  if (pid_ > 0) return;
  int code = 99;
  try {
    code = work();
  } catch (const Error& error) {
    std::cerr << error.message() << ": " << error.detail() << std::endl;
  } catch (const std::exception& error) {
    std::cerr << error.what() << std::endl;
  }
  ::_exit(code);
}

ChildProcess::~ChildProcess() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

int ChildProcess::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::unique_ptr<ChildProcess> client_running(const TemporaryCluster& cluster, const std::string& sql) {
  return std::make_unique<ChildProcess>([&] {
    try {
      cluster.ask(sql);
    } catch (const Error&) {
      return 1;
    }
    return 0;
  });
}

pid_t server_process_running(const TemporaryCluster& cluster, const std::string& sql) {
  pid_t pid = 0;
  const bool found = comes_true([&] {
    pid = std::stoi(cluster.ask(
        "SELECT coalesce(max(pid), 0) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '" + sql +
        "%' AND pid <> pg_backend_pid()"));
    return pid != 0;
  });
  if (!found) throw std::runtime_error{"no server process runs " + sql};
  return pid;
}

bool comes_true(const std::function<bool()>& question) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
  while (!question()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace admctl::test
