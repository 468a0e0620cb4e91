#include <catch2/catch.hpp>

#include "lib/platform/pack.hpp"
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

TEST_CASE("the demo tells the story of every built-in platform") {
  const EmbeddedHome home;
  for (const auto& platform : platform::builtin_platforms()) {
    CAPTURE(platform);
    const auto demo = run_admctl({"demo", "--platform", platform}, home.options());
    CAPTURE(demo.out, demo.err);
    CHECK(demo.exit == 0);
    for (const auto* part : {"$ admctl seed demo", "$ admctl inspect", "SHA-256 of the file matches",
                             "$ admctl op undo", "# Look around in it"}) {
      CAPTURE(part);
      CHECK(demo.out.find(part) != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace admctl::test
