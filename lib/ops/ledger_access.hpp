// What roles need of the ledger's tables, whichever platform they work on.
#pragma once

#include <string_view>
#include <vector>

namespace admctl::ops {

enum class LedgerUse {
  read,       // pages, op list and show, verify
  record,     // appends an operation with its changes
  plan,       // plans, their outcomes, approvals
  configure,  // settings and categories of platforms that have no tables for them
  migrate,    // histories, progress, the lease, backfills
  seal,       // seals of the audit log
  archive,    // what may be missing of it
};

struct LedgerGrant {
  std::string_view table;       // in schema admctl; "*": all tables
  std::string_view privileges;  // as GRANT takes them: "INSERT", "UPDATE (seq, hash)"
};

// Every use but `read` goes with `read`.
std::vector<LedgerGrant> ledger_grants(LedgerUse use);

}  // namespace admctl::ops
