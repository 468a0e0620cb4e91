// Ends the process at a step of a write, so that tests can see what is left. Only builds with ADMCTL_TESTS do
// it (fault_injection_on.cpp); all others have fault_injection_off.cpp.
#pragma once

#include <string>
#include <string_view>

#include "cli/environment.hpp"

namespace admctl::cli {

class FaultInjection {
 public:
  // ADMCTL_FAULT is STEP or STEP#N: at that step, the N-th time it is reached, the process is killed as by
  // kill -9.
  explicit FaultInjection(const Environment& environment);
  void reach(std::string_view step);

 private:
  [[maybe_unused]] std::string step_;
  [[maybe_unused]] int left_ = 0;
};

}  // namespace admctl::cli
