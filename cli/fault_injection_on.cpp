#include <csignal>

#include <charconv>

#include "cli/fault_injection.hpp"

namespace admctl::cli {

FaultInjection::FaultInjection(const Environment& environment) {
  const auto fault = environment("ADMCTL_FAULT");
  if (!fault) return;
  const auto mark = fault->find('#');
  step_ = fault->substr(0, mark);
  left_ = 1;
  if (mark != std::string::npos)
    std::from_chars(fault->data() + mark + 1, fault->data() + fault->size(), left_);
}

void FaultInjection::reach(std::string_view step) {
  if (step == step_ && --left_ == 0) std::raise(SIGKILL);
}

}  // namespace admctl::cli
