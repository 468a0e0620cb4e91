// Looking at a live database: a list of checks, each by itself, none of which waits long or writes anything.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/health/finding.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::health {

// From which measure on something is worth a warning.
struct Limits {
  Millis statement{5000};  // no statement of a check takes longer
  Millis long_transaction{std::chrono::minutes{5}};
  Millis idle_transaction{std::chrono::minutes{1}};
  Millis lock_wait{std::chrono::seconds{1}};
  Millis replica_lag{std::chrono::seconds{30}};
  Millis clock_skew{std::chrono::seconds{2}};
  Millis seal_age{std::chrono::hours{24 * 7}};
  std::int64_t slot_bytes = std::int64_t{1} << 30;  // of WAL that an inactive replication slot holds back
  std::int64_t sequence_percent = 75;               // of the values that a sequence and its column have
  std::int64_t unused_index_bytes = std::int64_t{1} << 20;
};

// Everything must outlive the examination.
struct Subject {
  pg::Session& session;
  const platform::Pack& pack;
  const Clock& clock;
  Limits limits = {};

  // For a check's own transaction: one moment, read-only, with the limits.
  pg::Transaction::Options transaction() const;
};

struct Check {
  std::string_view name;   // what --only and --skip take
  std::string_view about;  // what it looks at, for help
  // Throws what the database throws: the check is then one that could not be done.
  std::function<void(const Subject&, Findings&)> run;
};

// Those of this library; others are composed by the command.
std::vector<Check> server_checks();

struct Examined {
  std::string_view check;
  std::vector<Finding> findings;  // never empty
  std::optional<Error> failure;   // why something could not be checked
};

// In the order given; `progress` hears the name of each check before it is done. What one check throws does not
// keep the others from being done; a lost connection, an interruption and a bug end the examination.
std::vector<Examined> examine(const Subject& subject, const std::vector<Check>& checks,
                              const std::function<void(std::string_view)>& progress = {});

// Of the platform's tables those that are there and those that are not, by name.
struct PackTables {
  std::vector<std::string> there;
  std::vector<std::string> missing;
  bool is_foreign() const { return there.empty() && !missing.empty(); }
};
PackTables pack_tables(pg::Transaction& tx, const platform::Pack& pack);

}  // namespace admctl::health
