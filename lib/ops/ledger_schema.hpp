// The ledger's own tables: schema `admctl` of the target database.
#pragma once

#include <string>

#include "lib/pg/session.hpp"

namespace admctl::ops {

// Its tables are made when they are first written to: most databases never need them all. Whoever reads those
// of a part other than the core asks first whether they are there.
enum class LedgerPart {
  core,        // operation, change: there as soon as anything is
  changes,     // the partition of change, and what makes many operations quick to list
  plans,       // plan, plan_item, plan_outcome, approval
  progress,    // migration_progress, lease
  backfills,   // backfill, backfill_range
  settings,    // setting
  seals,       // seal, seal_leaf, tombstone
  categories,  // category
};

// Creates or upgrades the core and `part` inside the caller's transaction. Serialised by a transaction-level
// advisory lock, taken only when something is to be done. Without the right to do so: code::no_privilege
// whose hint is the SQL for the database's owner.
void ensure_ledger(pg::Transaction& tx, LedgerPart part = LedgerPart::core);

// What makes all parts that are missing, as a script for psql; empty when the ledger is complete. Reads only.
std::string ledger_script(pg::Transaction& tx);

// False on a database that no operation has written to yet.
bool has_ledger(pg::Transaction& tx);

}  // namespace admctl::ops
