// What is true of believable demo data beside the invariants of the platform, as SQL that returns the rows that
// break it.
#pragma once

#include <span>
#include <string_view>

namespace admctl::test {

struct DemoRule {
  std::string_view name;
  std::string_view sql;  // $1 is the present, a timestamp
};

std::span<const DemoRule> demo_rules();

}  // namespace admctl::test
