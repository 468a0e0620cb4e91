// The ctest fixture: `test_cluster up ADMCTL` starts a fresh cluster and makes the template databases with the
// binary under test, `test_cluster down` stops it and removes its files.
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "lib/core/error.hpp"
#include "lib/pg/session.hpp"
#include "tests/support/cluster.hpp"

namespace {

using admctl::local::Cluster;

void run(const std::string& command) {
  std::cout << command << std::endl;
  if (std::system(command.c_str()) != 0) throw std::runtime_error{"failed: " + command};
}

void make_template(const Cluster& cluster, const std::string& name, const std::string& from) {
  auto session = admctl::pg::Session::open(cluster.conninfo("postgres"), "test cluster");
  session.execute_alone("CREATE DATABASE " + name + " TEMPLATE " + from);
}

void down(Cluster& cluster) {
  // Clients of tests that were killed must not hold it up.
  cluster.stop();
  const auto status = cluster.status();
  std::filesystem::remove_all(status.data.parent_path());
  std::filesystem::remove_all(status.socket_dir);
  std::filesystem::remove_all(ADMCTL_TEST_CLUSTER_DIR);
}

void up(Cluster& cluster, const std::string& admctl) {
  down(cluster);
  cluster.ensure_running();
  make_template(cluster, "template_empty", "template0");
  make_template(cluster, "template_migrated", "template_empty");
  const auto on = [&](const std::string& database) {
    return "env -u DATABASE_URL -u ADMCTL_DB_URL '" + admctl + "' --db '" +
           cluster.conninfo(database).to_url() + "' ";
  };
  run(on("template_migrated") + "migrate up -q > /dev/null");
  make_template(cluster, "template_seeded", "template_migrated");
  run(on("template_seeded") + "seed categories -q > /dev/null");
  run(on("template_seeded") + "seed config -q > /dev/null");
  run(on("template_seeded") + "seed demo --deals 220 --seed 1 -q > /dev/null");
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args{argv + 1, argv + argc};
  auto cluster = admctl::test::test_cluster();
  try {
    if (args.size() == 2 && args[0] == "up")
      up(cluster, args[1]);
    else if (args.size() == 1 && args[0] == "down")
      down(cluster);
    else
      throw std::runtime_error{"usage: test_cluster up ADMCTL | down"};
  } catch (const admctl::Error& error) {
    std::cerr << error.message() << "\n" << error.detail() << "\n" << error.hint() << "\n";
    return 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
