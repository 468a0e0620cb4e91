// What the tests of seals share.
#pragma once

#include <vector>

#include "lib/audit/seal.hpp"
#include "lib/audit/verify_database.hpp"
#include "tests/support/database.hpp"

namespace admctl::test {

// Seals all sources of the test platform, or those of the request, as the command does.
std::vector<audit::Sealed> seal_rows(const TestDatabase& database, const audit::SigningKey& key,
                                     const audit::SealRequest& request = {});
audit::VerifyReport verify_rows(const TestDatabase& database, const audit::VerifyRequest& request = {});
// All signed texts, as they would be kept outside.
std::vector<std::string> notes_of(const std::vector<audit::Sealed>& seals);
// As a superuser who stops at nothing: triggers do not fire.
void tamper(const TestDatabase& database, const std::string& sql);

}  // namespace admctl::test
