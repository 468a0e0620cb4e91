#include "tests/integration/platforms/platform_test.hpp"

#include <fmt/format.h>

namespace admctl::test {
namespace {

class OnPlatform : public Catch::ITestInvoker {
 public:
  OnPlatform(std::string platform, PlatformTest::Body body) : platform_{std::move(platform)}, body_{body} {}

  void invoke() const override { body_({platform::load_builtin(platform_), PlatformData{platform_}}); }

 private:
  std::string platform_;
  PlatformTest::Body body_;
};

}  // namespace

PlatformTest::PlatformTest(std::string_view group, std::string_view sentence, Body body,
                           const Catch::SourceLineInfo& place, Size size) {
  for (const auto& platform : platform::builtin_platforms()) {
    const auto name = fmt::format("{} {}: {}", platform, group, sentence);
    const auto tags = fmt::format("[{}][{}]{}", platform, group, size == Size::large ? "[.][large]" : "");
    // Catch owns the invoker, and copies name and tags.
    const Catch::AutoReg registered{new OnPlatform{platform, body}, place, Catch::StringRef{},
                                    Catch::NameAndTags{name, tags}};
  }
}

}  // namespace admctl::test
