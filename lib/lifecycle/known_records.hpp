// Records by the beginning of their name, for completion: quick, or not at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

struct KnownRecord {
  std::string name;  // its label where that fits, else its primary key
  std::string state;
};

// Records whose label, or else whose key, begins with `prefix`, at most `limit`: with nothing typed yet the
// last labels. Only index ranges are read. Throws code::schema_missing.
std::vector<KnownRecord> records_beginning(pg::Transaction& tx, const platform::Pack& pack,
                                           const platform::Kind& kind, std::string_view prefix,
                                           std::size_t limit);

// The state of the record that `given` names exactly; nullopt when there is none.
std::optional<std::string> state_of(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                                    std::string_view given);

}  // namespace admctl::lifecycle
