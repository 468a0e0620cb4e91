#include "cli/fault_injection.hpp"

namespace admctl::cli {

FaultInjection::FaultInjection(const Environment&) {}

void FaultInjection::reach(std::string_view) {}

}  // namespace admctl::cli
