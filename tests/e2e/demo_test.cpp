#include <catch2/catch.hpp>

#include "tests/support/embedded_home.hpp"

namespace admctl::test {
namespace {

TEST_CASE("the demo tells its whole story on the embedded database, twice in a row") {
  const EmbeddedHome home;
  const auto options = home.options();
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
}

}  // namespace
}  // namespace admctl::test
