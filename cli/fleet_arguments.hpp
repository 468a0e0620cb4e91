// The command line of one database of a fleet, made from that of all.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace admctl::cli {

// `rest` (CommandLine::rest) without what is about the fleet or chooses database, form of output or colour.
std::vector<std::string> without_fleet_flags(std::span<const std::string> rest);

// True when one of the words reads standard input: "-" as a word or a value.
bool reads_stdin(std::span<const std::string> rest);

}  // namespace admctl::cli
