#include "tests/support/embedded_home.hpp"

#include <exception>
#include <iostream>

namespace admctl::test {

EmbeddedHome::EmbeddedHome() {
  // The account that root drops to must pass; else the cluster would lie outside and stay.
  std::filesystem::permissions(folder_.path(), std::filesystem::perms{0755});
}

EmbeddedHome::~EmbeddedHome() {
  try {
    const auto down = run_admctl({"db", "down"}, options());
    if (down.exit != 0) std::cerr << "left behind: " << down.err << '\n';
  } catch (const std::exception& error) {
    std::cerr << "left behind: " << error.what() << '\n';
  }
}

RunOptions EmbeddedHome::options() const {
  RunOptions out;
  out.home = folder_.path();
  return out;
}

}  // namespace admctl::test
