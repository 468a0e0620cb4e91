// Deliberate breakages of admarket's demo data, at least one for every invariant of the platform.
#pragma once

#include <span>
#include <string_view>

namespace admctl::test {

struct Breakage {
  std::string_view id;        // the invariant it is meant for
  std::string_view violated;  // every invariant that is then in violation, separated by blanks
  std::string_view sql;       // breaks one record and returns its address
  bool scan = false;          // only a look at whole tables finds it
};

std::span<const Breakage> breakages();

}  // namespace admctl::test
