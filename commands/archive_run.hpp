// Archiving audit rows: the steps of 'audit archive'.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "commands/context.hpp"
#include "lib/audit/archive.hpp"
#include "lib/core/report.hpp"
#include "lib/ops/plan.hpp"

namespace admctl::commands {

struct ArchiveFlags {
  std::optional<std::string> before;
  std::optional<std::string> file;
  std::optional<std::string> key;
  std::optional<std::string> plan;
  std::int64_t chunk = 10000;
};

// Exports the rows, reads the export back, writes the tombstone. Returns the digest of the manifest.
std::string write_archive(Context& context, const ArchiveFlags& flags, const audit::ArchiveSet& set,
                          const audit::SigningKey& key);
// Reads the archive back once more and deletes what it holds, in batches, each an operation. Returns how many
// rows were deleted. Throws code::archive_unproven when the archive is not what was written.
std::uint64_t delete_rows(Context& context, const ArchiveFlags& flags, const audit::ArchiveSet& set,
                          const audit::SigningKey& key);

// The plan by which a protected database is asked for approval; throws code::approval_needed when there is none
// yet, or it is not approved; plan_moved when the rows are not those of the plan. nullopt when none is needed.
std::optional<ops::Plan> approved_plan(Context& context, const ArchiveFlags& flags,
                                       const audit::ArchiveSet& set);
// The plan is used up.
void close_plan(Context& context, const ops::Plan& plan);
// Throws code::usage for a plan that 'audit archive' made.
void refuse_archive_plan(const ops::Plan& plan);

inline constexpr std::string_view archive_kind = "audit.archive";

}  // namespace admctl::commands
