// What writing commands share in their reports.
#pragma once

#include <vector>

#include "commands/context.hpp"
#include "lib/core/report.hpp"
#include "lib/ops/operation.hpp"
#include "lib/ops/write.hpp"

namespace admctl::commands {

// One row per changed column, one per inserted or deleted row; long values are cut for people only, secret
// columns of the pack are masked for all.
Table changes_table(const platform::Pack& pack, const std::vector<ops::Change>& changes);

// Waiting for locks and retries is said on stderr.
ops::WriteOptions waiting_options(Context& context);

}  // namespace admctl::commands
