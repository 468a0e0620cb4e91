// What the flags of audit export ask for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/audit_filter_flags.hpp"
#include "commands/context.hpp"
#include "commands/flags.hpp"
#include "commands/replica_flags.hpp"
#include "lib/audit/export.hpp"

namespace admctl::commands {

struct ExportFlags : AuditFilterFlags {
  std::string format = "jsonl";
  std::string file = "-";
  std::string row = "whole";
  bool overwrite = false;
  std::optional<std::string> compress;
  std::vector<std::string> redact;
  std::optional<std::string> salt;
  bool include_secrets = false;
  std::optional<std::string> cursor;
  std::int64_t max_file_rows = 0;
  std::optional<std::string> max_file_size;
  ReplicaFlags replica;
  std::optional<std::string> key;
  std::int64_t connections = 2;
};

void declare_export_flags(Flags& flags, ExportFlags& into);

// Makes the salt's file when it is missing, and asks before secrets leave the database. Throws code::usage,
// missing_flag, bad_salt, bad_export_cursor, secrets_refused, declined.
audit::ExportRequest export_request_of(Context& context, const ExportFlags& flags);

// A session to the replica, whose lag is said; nullopt when none is asked for. Throws code::foreign_replica
// when it does not follow the target, and what replica_of() and check_lag() throw.
std::optional<pg::Session> reading_session(Context& context, const ExportFlags& flags);

}  // namespace admctl::commands
