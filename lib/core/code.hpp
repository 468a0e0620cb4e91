// Exit codes and stable error codes. The codes themselves are in lib/core/codes, a header per area, so that a
// new one rebuilds its area alone.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace admctl {

// Process exit codes; scripts rely on them (README, "Exit codes").
enum class Exit : int {
  ok = 0,
  failure = 1,
  usage = 2,
  not_found = 3,
  no_access = 4,
  conflict = 5,
  refused = 6,
  approval_needed = 7,
  partial = 8,
  verification = 9,
  differences = 10,
  declined = 11,
  outcome_unknown = 12,
  bug = 70,
  try_again = 75,
  bad_config = 78,
  wait_timeout = 124,
  interrupted = 130,
  terminated = 143,
};

// A stable error code: `number` prints as ADM-nnnn and never changes its meaning.
struct Code {
  int number;
  Exit exit;
  std::string_view summary;

  friend bool operator==(const Code& a, const Code& b) { return a.number == b.number; }
};

// "ADM-2103"
std::string code_name(const Code& code);

// Every code of lib/core/codes, in numeric order; what documentation and tests iterate.
std::span<const Code> all_codes();

}  // namespace admctl
