// The checks of this library, one function each; see Check.
#pragma once

#include "lib/health/examination.hpp"

namespace admctl::health {

void check_connection(const Subject& subject, Findings& findings);
void check_encryption(const Subject& subject, Findings& findings);
void check_versions(const Subject& subject, Findings& findings);
void check_clock(const Subject& subject, Findings& findings);
void check_privileges(const Subject& subject, Findings& findings);
void check_replication(const Subject& subject, Findings& findings);
void check_transactions(const Subject& subject, Findings& findings);
void check_locks(const Subject& subject, Findings& findings);
void check_indexes(const Subject& subject, Findings& findings);
void check_sequences(const Subject& subject, Findings& findings);
void check_vacuum(const Subject& subject, Findings& findings);
void check_ledger(const Subject& subject, Findings& findings);

}  // namespace admctl::health
