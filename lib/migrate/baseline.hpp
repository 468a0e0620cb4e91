// Correcting the history by hand: what the tools call resolve, repair and baseline. Nothing of a migration
// runs.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/migrate/runner.hpp"

namespace admctl::migrate {

// Records a migration as done: one that was applied by hand, or failed and was completed by hand. Throws
// code::resolve_refused when it is applied already, no_such_migration when there is no such file.
void resolve_applied(pg::Session& session, const platform::PackHead& pack, const History& history,
                     std::span<const MigrationFile> files, const ops::Request& request,
                     const UpOptions& options, std::string_view name);

// Marks a failed migration as rolled back, so that it is pending again. Throws code::resolve_refused for one
// that did not fail, as the format's own tool does, no_such_migration when nothing has that name.
void resolve_rolled_back(pg::Session& session, const platform::PackHead& pack, const History& history,
                         std::span<const MigrationFile> files, const ops::Request& request,
                         const UpOptions& options, std::string_view name);

// Records every pending migration up to UpOptions::to as done, in one transaction: for a schema that they made
// before there was a history. Returns their names. Throws code::resolve_refused when the history knows some
// already, unless `more`.
std::vector<std::string> baseline(pg::Session& session, const platform::PackHead& pack, const History& history,
                                  std::span<const MigrationFile> files, const ops::Request& request,
                                  const UpOptions& options, bool more);

}  // namespace admctl::migrate
