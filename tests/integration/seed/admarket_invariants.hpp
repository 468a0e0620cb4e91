// The integrity rules of the default platform (facts, section 6) as SQL that returns the rows in violation.
#pragma once

#include <span>
#include <string_view>

namespace admctl::test {

struct Invariant {
  std::string_view id;
  std::string_view sql;  // $1 is the present, a timestamp
};

std::span<const Invariant> admarket_invariants();

}  // namespace admctl::test
