// Taking one key back to what it was.
#pragma once

#include <string_view>

#include "lib/config/set.hpp"

namespace admctl::config {

// What the key was at revision `to`, or as operation `to` (its id or a unique beginning) left it, from the
// ledger; with the revision that the key has now as `expect`. For change(). Throws code::no_such_revision,
// code::secret_not_kept, code::config_versioned, code::config_unknown_key.
Wanted as_it_was(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema, std::string_view key,
                 std::string_view to);

}  // namespace admctl::config
