// Who writes, why, and how: the part of every writing command that the ledger keeps.
#pragma once

#include <optional>
#include <string>

namespace admctl::ops {

struct Request {
  std::string kind;     // "transition", "config.set", "migrate.up" ...
  std::string command;  // argv as one line, secrets redacted
  std::string actor;    // ADMCTL_ACTOR, else user@host
  std::string os_user;
  std::string host;
  std::optional<std::string> reason;
  std::optional<std::string> ticket;
  // A later request with the same key answers with the first one's outcome.
  std::optional<std::string> idempotency_key;
  bool dry_run = false;
  bool force = false;
};

}  // namespace admctl::ops
