#include "tests/support/cluster.hpp"

#include <cstdlib>
#include <string>

#include "lib/core/text.hpp"

namespace admctl::test {

local::BinarySearch server_search() {
  local::BinarySearch search;
  if (const char* bin = std::getenv("ADMCTL_PG_BIN")) search.explicit_dir = bin;
  if (const char* path = std::getenv("PATH")) {
    for (const auto& entry : split(path, ':')) search.path.emplace_back(entry);
  }
  return search;
}

local::Cluster test_cluster() {
  local::ClusterOptions options;
  options.dir = ADMCTL_TEST_CLUSTER_DIR;
  options.durability = local::Durability::throwaway;
  options.search = server_search();
  return local::Cluster{options};
}

}  // namespace admctl::test
