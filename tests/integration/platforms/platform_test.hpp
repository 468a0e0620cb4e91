// Tests that run over every built-in platform, one test case of its own for each: "shop check: the sentence".
#pragma once

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "lib/platform/pack.hpp"
#include "tests/support/platform_data.hpp"

namespace admctl::test {

struct Subject {
  platform::Pack pack;
  PlatformData data;
};

enum class Size {
  small,
  large,  // takes minutes: run only when asked for, as "[large]"
};

// Registers the test for every platform when it is constructed, as a constant of its file. `group` is the
// command group that the test is about: README.md's matrix of platforms and groups counts by it.
class PlatformTest {
 public:
  using Body = void (*)(const Subject&);
  PlatformTest(std::string_view group, std::string_view sentence, Body body, const Catch::SourceLineInfo& place,
               Size size = Size::small);
};

}  // namespace admctl::test
