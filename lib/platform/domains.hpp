// The parts into which a pack divides its tables, for people. Not part of Pack: only pictures and catalogs of
// the schema need them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lib/platform/pack_files.hpp"

namespace admctl::platform {

struct Domain {
  std::string title;
  std::vector<std::pair<std::string, std::string>> tables;  // each with what it is for; empty: not said
};

// What "domains" of platform.yaml says, in its order; no table is in two. Empty when it says nothing.
// Throws code::bad_pack with the place.
std::vector<Domain> read_domains(const PackFiles& files);

}  // namespace admctl::platform
