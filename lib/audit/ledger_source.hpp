// The ledger as a source of audit rows, one per operation.
#pragma once

#include "lib/audit/audit_source.hpp"

namespace admctl::audit {

Source ledger_source(pg::Transaction& tx);

}  // namespace admctl::audit
