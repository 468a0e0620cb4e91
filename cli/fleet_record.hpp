// What became of a run on a fleet, kept so that another run can go on with it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/environment.hpp"

namespace admctl::cli {

struct FleetRecord {
  std::string id;
  std::string command;               // of one database, secrets redacted
  std::vector<std::string> targets;  // all of them, in order
  std::vector<std::string> done;     // that succeeded
};

// $XDG_STATE_HOME/admctl/fleets or ~/.local/state/admctl/fleets. Throws code::fleet_record_failed without a
// home.
std::filesystem::path fleet_folder(const Environment& environment);

// Throws code::no_such_fleet_run; code::fleet_record_failed when the file cannot be read or is none of ours.
FleetRecord load_fleet(const std::filesystem::path& folder, const std::string& id);
// As a whole (0600, in a folder of 0700), so that a crash leaves the one before. Throws
// code::fleet_record_failed.
void save_fleet(const std::filesystem::path& folder, const FleetRecord& record);
// There is nothing to go on with any more. Throws nothing.
void forget_fleet(const std::filesystem::path& folder, const std::string& id);

}  // namespace admctl::cli
