// What 'migrate rehearse' found out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/core/report.hpp"
#include "lib/migrate/clone.hpp"
#include "lib/migrate/rehearse.hpp"

namespace admctl::commands {

struct RehearsalParts {
  migrate::Rehearsal steps;
  migrate::Rehearsal batch;
  std::vector<std::string> left_out;  // of the schema
  std::optional<migrate::CopiedRows> copied;
  std::string next;  // the command that runs them on the target
};

// Sections "steps" and "batch". Exit::failure when a migration fails step by step.
Report rehearsal_report(const RehearsalParts& parts);

}  // namespace admctl::commands
