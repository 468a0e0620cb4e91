// Taking an operation back by another operation.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "lib/ops/plan.hpp"
#include "lib/ops/write.hpp"

namespace admctl::ops {

// Restores the before-images of operation `id` (or a unique beginning of it), newest change first, after
// proving that every touched row still equals its after-image. The platform's trail stays; a compensating event
// is written for every record whose state moves back, and one audit row. A second undo answers with the first.
// Throws code::image_moved (detail: column by column), code::not_undoable for operations with bulk changes,
// code::no_such_operation.
Outcome undo(pg::Session& session, const platform::Pack& pack, const Request& request, std::string_view id,
             const WriteOptions& options = {});

// Takes back every operation of a plan, the newest first, each by an operation of its own; those that were
// taken back before are passed over. `on_done` is told after each. Throws as undo() does; what was taken back
// before stays taken back, and a second call goes on.
std::vector<Outcome> undo_plan(pg::Session& session, const platform::Pack& pack, const Request& request,
                               const Plan& plan, const WriteOptions& options = {},
                               const std::function<void(std::size_t done, std::size_t all)>& on_done = {});

}  // namespace admctl::ops
