// The SQL that makes the ledger's tables. Internal to ledger_schema.
#pragma once

#include <span>
#include <string_view>

#include "lib/ops/ledger_schema.hpp"

namespace admctl::ops {

struct LedgerStep {
  LedgerPart part;
  std::string_view name;
  std::string_view sql;
  // The step that did this, too, in ledgers that were made before there was this one.
  std::string_view formerly = {};
};

// In the order in which they are taken; those of the core come first.
std::span<const LedgerStep> ledger_steps();

}  // namespace admctl::ops
