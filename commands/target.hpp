// Where commands work.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "lib/ops/protection.hpp"
#include "lib/pg/conninfo.hpp"

namespace admctl::commands {

// The database that commands work on.
struct Target {
  std::string name;       // "local", "ephemeral", the name in a file, or "db" for a given connection
  std::string origin;     // "--db", "--target", "ADMCTL_DB_URL", a file ..., "PG*", "default"
  bool embedded = false;  // the embedded server, started on demand
  pg::Conninfo conninfo;  // may be empty for "PG*": libpq then reads the environment itself
  std::string place;      // where that is, for people, without password: "app on db.example.com:5432"
  // What a file of targets says besides; absent for all others.
  std::optional<ops::Protection> protection = {};
  std::optional<std::string> platform = {};
  std::optional<pg::Conninfo> replica = {};
  bool is_named = false;  // it has a name in a file of targets
  // Of a replica: the target that is read from it.
  std::shared_ptr<const Target> stands_for = {};

  // "local (shop, embedded)", "production (app on db.example.com:5432)" or the place.
  std::string describe() const;
};

}  // namespace admctl::commands
