// Where the throwaway cluster of a ctest run lives, and with which server binaries tests run.
#pragma once

#include "lib/local/cluster.hpp"

namespace admctl::test {

// ADMCTL_PG_BIN and PATH of the environment.
local::BinarySearch server_search();

// Started and stopped by the ctest fixture `cluster` (tests/support/cluster_main.cpp).
local::Cluster test_cluster();

}  // namespace admctl::test
