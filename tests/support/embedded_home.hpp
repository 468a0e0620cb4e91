// A home folder in which the binary may start its embedded server.
#pragma once

#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {

// The server is stopped and its cluster removed at the end, also when a test fails.
class EmbeddedHome {
 public:
  EmbeddedHome();
  ~EmbeddedHome();
  EmbeddedHome(const EmbeddedHome&) = delete;
  EmbeddedHome& operator=(const EmbeddedHome&) = delete;

  RunOptions options() const;

 private:
  TempFolder folder_;
};

}  // namespace admctl::test
