// Keys of seeded rows that follow from their natural key, so that the same row has the same key in every
// database and demo data that refers to it is the same everywhere.
#pragma once

#include <string>
#include <string_view>

#include "lib/platform/pack.hpp"

namespace admctl::seed {

// In the pack's id format: a cuid-shaped text or a version 8 UUID made from SHA-256 of platform, table and key.
std::string stable_id(const platform::Pack& pack, std::string_view table, std::string_view natural_key);

}  // namespace admctl::seed
