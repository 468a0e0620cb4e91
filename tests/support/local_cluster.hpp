// Clusters of their own for the tests of lib/local.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "lib/local/cluster.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {

// A cluster in `<temporary folder>/<name>`; its processes and files are gone at the end, also when a test
// fails.
class TemporaryCluster {
 public:
  explicit TemporaryCluster(const std::string& name = "cluster");
  ~TemporaryCluster();
  TemporaryCluster(const TemporaryCluster&) = delete;
  TemporaryCluster& operator=(const TemporaryCluster&) = delete;

  local::Cluster* operator->() { return &cluster_; }
  // For a second Cluster on the same folder, or other settings.
  local::ClusterOptions options() const { return options_; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  const std::filesystem::path& dir() const { return options_.dir; }
  // The first value of the first row that database postgres answers; empty when there is none or it is NULL.
  std::string ask(const std::string& sql) const;

 private:
  TempFolder folder_;
  local::ClusterOptions options_;
  local::Cluster cluster_;
};

// A client in a process of its own, in which the server runs `sql`; it is killed at the end of scope. Its
// connection may be cut off.
std::unique_ptr<class ChildProcess> client_running(const TemporaryCluster& cluster, const std::string& sql);

// The pid of the server process that runs a statement beginning like `sql`, once there is one.
pid_t server_process_running(const TemporaryCluster& cluster, const std::string& sql);

// A process that runs `work` and ends with what it returns (99 when it throws); it is killed at the end of
// scope.
class ChildProcess {
 public:
  explicit ChildProcess(const std::function<int()>& work);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  pid_t pid() const { return pid_; }
  // Waits for its end: the exit code, or 128 + signal.
  int wait();

 private:
  pid_t pid_ = -1;
};

// Asks again and again, for at most a minute, whether something has come about.
bool comes_true(const std::function<bool()>& question);

}  // namespace admctl::test
