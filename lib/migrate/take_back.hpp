// Taking applied migrations back with the script that their author wrote for it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lib/migrate/runner.hpp"

namespace admctl::migrate {

struct DownOptions {
  std::size_t count = 1;          // how many, the last first
  std::optional<std::string> to;  // all that are later than this one, which stays
};

// Runs the down scripts of the last applied migrations, the last first, each in one transaction with its
// history row and its operation, which keeps the text that was run and the checksum of what was taken back.
// Throws code::no_down_script before anything runs when one has none or cannot be taken back in a transaction,
// otherwise what up() throws.
std::vector<AppliedMigration> down(pg::Session& session, const platform::PackHead& pack, const History& history,
                                   std::span<const MigrationFile> files, const ops::Request& request,
                                   const UpOptions& options, const DownOptions& which);

}  // namespace admctl::migrate
