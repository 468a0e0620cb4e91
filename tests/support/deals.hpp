// Hand-made rows of admarket for tests that need one deal in a certain condition.
#pragma once

#include <string>
#include <string_view>

#include "lib/core/value.hpp"
#include "lib/ops/request.hpp"
#include "lib/platform/pack.hpp"
#include "tests/support/database.hpp"

namespace admctl::test {

const platform::Pack& admarket();

// A request as the command line would make it.
ops::Request request(std::string_view kind, std::string_view reason = "a test");

// Two users, their channel and an ad format, in a database without them.
void insert_parties(const TestDatabase& database);
// A deal of those parties in `state`, nine months old, with all that such a deal has: history, an ACTIVE escrow
// wallet whose balance covers the price, amounts once it is funded, a creative, a proposal, a post, an open
// chat, a dispute. Before its time the creative is submitted and the proposal pending. Returns its id.
// Its deposit is in the ledger only once it is cancelled or expired.
std::string insert_deal(const TestDatabase& database, std::string_view state);
// What the operator must give to move such a deal.
Object inputs_for(const std::string& id, std::string_view from, std::string_view to);

}  // namespace admctl::test
