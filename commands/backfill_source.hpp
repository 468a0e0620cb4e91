// Where the declaration of a backfill is.
#pragma once

#include <optional>
#include <string>

#include "commands/context.hpp"
#include "lib/migrate/backfill_file.hpp"

namespace admctl::commands {

// A file on disk, or the name of a migration (of the folder `dir`, else of the platform) that has a
// backfill.yaml beside it, or NAME.backfill.yaml in the folder. nullopt when there is neither.
std::optional<migrate::Backfill> find_declaration(Context& context, const std::string& given,
                                                  const std::optional<std::string>& dir);

// The same; throws code::unknown_backfill.
migrate::Backfill load_declaration(Context& context, const std::string& given,
                                   const std::optional<std::string>& dir);

}  // namespace admctl::commands
