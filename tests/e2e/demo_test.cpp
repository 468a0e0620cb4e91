#include <catch2/catch.hpp>

#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

TEST_CASE("the demo tells its whole story on the embedded database, twice in a row") {
  const TempFolder home;
  RunOptions options;
  options.home = home.path();
  for (int run = 0; run < 2; ++run) {
    const auto demo = run_admctl({"demo"}, options);
    CAPTURE(demo.err);
    CHECK(demo.exit == 0);
    for (const auto* part : {"$ admctl migrate up", "$ admctl inspect deals --stuck", "AWAITING_PAYMENT",
                             "--force", "STATUS_FUNDED", "SHA-256 of the file matches", "$ admctl op undo"}) {
      CAPTURE(part);
      CHECK(demo.out.find(part) != std::string::npos);
    }
    CHECK(demo.err.find("a guard refuses") != std::string::npos);
  }
  CHECK(run_admctl({"db", "down"}, options).exit == 0);
}

}  // namespace
}  // namespace admctl::test
