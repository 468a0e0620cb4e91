#include "cli/fleet_schedule.hpp"

#include <algorithm>

namespace admctl::cli {

FleetSchedule::FleetSchedule(std::size_t count, const Options& options) : count_{count}, options_{options} {
  options_.parallel = std::max<std::size_t>(options_.parallel, 1);
  options_.canary = std::min(options_.canary, count);
}

bool FleetSchedule::may_start() const {
  if (stopped_ || started_ == count_ || running_ >= options_.parallel) return false;
  // The others wait for the end of every canary.
  return started_ < options_.canary || options_.canary == 0 || started_ > options_.canary || running_ == 0;
}

std::optional<std::size_t> FleetSchedule::next() {
  if (!may_start()) return std::nullopt;
  ++running_;
  return started_++;
}

void FleetSchedule::ended(bool succeeded) {
  const bool was_canary = started_ <= options_.canary;
  --running_;
  if (succeeded) return;
  if (was_canary) canary_failed_ = true;
  if (was_canary || options_.fail_fast) stop();
}

bool FleetSchedule::is_over() const { return running_ == 0 && (stopped_ || started_ == count_); }

}  // namespace admctl::cli
