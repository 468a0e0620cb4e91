// The ctest fixture: `test_cluster up` starts a fresh cluster, `test_cluster down` stops it and removes its
// files. The template databases are made by the tests that need them.
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "lib/core/error.hpp"
#include "tests/support/cluster.hpp"

namespace {

using admctl::local::Cluster;

void down(Cluster& cluster) {
  // Clients of tests that were killed must not hold it up.
  cluster.stop();
  const auto status = cluster.status();
  std::filesystem::remove_all(status.data.parent_path());
  std::filesystem::remove_all(status.socket_dir);
  std::filesystem::remove_all(ADMCTL_TEST_CLUSTER_DIR);
}

void up(Cluster& cluster) {
  down(cluster);
  cluster.ensure_running();
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args{argv + 1, argv + argc};
  auto cluster = admctl::test::test_cluster();
  try {
    if (args.size() == 1 && args[0] == "up")
      up(cluster);
    else if (args.size() == 1 && args[0] == "down")
      down(cluster);
    else
      throw std::runtime_error{"usage: test_cluster up | down"};
  } catch (const admctl::Error& error) {
    std::cerr << error.message() << "\n" << error.detail() << "\n" << error.hint() << "\n";
    return 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
