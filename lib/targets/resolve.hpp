// What a target's settings come to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/ops/protection.hpp"
#include "lib/pg/conninfo.hpp"
#include "lib/targets/catalogue.hpp"

namespace admctl::targets {

struct Resolved {
  std::string name;
  pg::Conninfo conninfo;
  std::optional<pg::Conninfo> replica;
  std::optional<ops::Protection> protection;  // as far as the files say it
  std::optional<std::string> platform;
  std::vector<std::string> groups;
  // sslmode=verify-full was added, as the target is protected, not on this machine, and says nothing of it.
  bool verify_added = false;
};

// Throws code::bad_targets when a variable is not set, or there is neither url nor service.
Resolved resolve(const Entry& entry, const Variables& variables);

}  // namespace admctl::targets
