#include "lib/ops/ledger_access.hpp"

namespace admctl::ops {

std::vector<LedgerGrant> ledger_grants(LedgerUse use) {
  constexpr std::string_view change_rows = "INSERT, UPDATE, DELETE";
  switch (use) {
    case LedgerUse::read:
      return {{"*", "SELECT"}};
    case LedgerUse::record:
      return {{"operation", "INSERT"}, {"change", "INSERT"}, {"chain_head", "UPDATE (seq, hash)"}};
    case LedgerUse::plan:
      return {{"plan", "INSERT"}, {"plan_item", "INSERT"}, {"plan_outcome", "INSERT"}, {"approval", "INSERT"}};
    case LedgerUse::configure:
      return {{"setting", change_rows}, {"category", change_rows}};
    case LedgerUse::migrate:
      return {{"migration", change_rows},
              {"migration_progress", change_rows},
              {"lease", change_rows},
              {"backfill", "INSERT, UPDATE"},
              {"backfill_range", "INSERT, UPDATE"}};
    case LedgerUse::seal:
      return {{"seal", "INSERT"}, {"seal_leaf", "INSERT"}};
    case LedgerUse::archive:
      return {{"tombstone", "INSERT"}};
  }
  return {};
}

}  // namespace admctl::ops
