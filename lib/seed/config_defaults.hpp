// Gives the platform's configuration table the settings it lacks, and takes changed ones back to their
// defaults.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/ops/write.hpp"

namespace admctl::seed {

struct ConfigDefault {
  std::string key;
  Value value;
  std::string description = {};
};

// The properties of a JSON Schema that have a default, in its order.
// Throws code::bad_pack, naming `path`, when the text is not such a schema.
std::vector<ConfigDefault> read_config_defaults(std::string_view path, std::string_view schema);

struct ConfigReset {
  std::string key;
  Value before;
  Value after;

  friend bool operator==(const ConfigReset&, const ConfigReset&) = default;
};

struct ConfigOrder {
  bool reset = false;                                   // put what was changed back to its default
  std::vector<std::string> keys = {};                   // only these; none: all
  std::optional<std::vector<ConfigReset>> expect = {};  // what was shown: anything else is refused
};

struct ConfigResult {
  std::vector<ConfigDefault> added;  // secrets are masked
  std::vector<ConfigReset> reset;
  // Keys that were there already and stay, whatever their value.
  std::vector<std::string> kept;
  // The operation's id is empty when nothing was missing or reset.
  ops::Outcome outcome;
};

// Inserts every missing key with its default; one operation, one audit row (config.set) per key. Never changes
// a value unless the order says so; then never a secret, as nobody could say what it was, and a hidden key is
// shown again. Throws code::no_config, config_unknown_key (of the order's keys), config_secret and
// config_versioned (keys that cannot be reset), config_moved, bad_pack (the schema), never_seeded, and what
// ops::write() throws.
ConfigResult seed_config(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                         const ConfigOrder& order, const ops::WriteOptions& options = {});

}  // namespace admctl::seed
