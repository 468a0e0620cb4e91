// The migrations that a command of `migrate` is about: of the platform, or of a folder.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands/context.hpp"
#include "commands/flags.hpp"
#include "lib/core/report.hpp"
#include "lib/migrate/history.hpp"
#include "lib/migrate/runner.hpp"

namespace admctl::commands {

// --dir and --history.
struct MigrationSource {
  std::optional<std::string> dir;
  std::optional<std::string> history;
};

void declare_source(Flags& flags, MigrationSource& source);

// Which lock, and how long to wait for it.
struct LockFlags {
  std::string kind = "auto";
  std::string wait = "10s";
};

void declare_lock(Flags& flags, LockFlags& lock);

struct Migrations {
  // The platform's, or, for a folder that is not a platform's, without search path of its own.
  platform::PackHead head;
  std::unique_ptr<migrate::History> history;
  std::vector<migrate::MigrationFile> files;

  migrate::Status status(Context& context) const;
};

// Connects only when the folder alone does not tell its format.
Migrations open_migrations(Context& context, const MigrationSource& source);

// The same for a database that is new and empty: connects to nothing. `pack` may be null when there is a
// folder. The likeliest format of the folder is taken unless one is given.
Migrations open_migrations_for_new(const platform::PackHead* pack, const MigrationSource& source);

// `command` about the same migrations and database, to be pasted: with --db (the password left out), --dir and
// --history as far as they were given.
std::string repeat_with(Context& context, std::string_view command, const MigrationSource& source);

// What `up`, `down`, `resolve` and `baseline` have in common. `again` is the command to repeat.
migrate::UpOptions run_options(Context& context, const LockFlags& lock, std::string_view again,
                               const MigrationSource& source);

// 12 ms, or empty.
Cell duration_cell(Millis took);

}  // namespace admctl::commands
