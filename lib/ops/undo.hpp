// Taking an operation back by another operation.
#pragma once

#include <string_view>

#include "lib/ops/write.hpp"

namespace admctl::ops {

// Restores the before-images of operation `id` (or a unique beginning of it), newest change first, after
// proving that every touched row still equals its after-image. The platform's trail stays; a compensating event
// is written for every record whose state moves back, and one audit row. A second undo answers with the first.
// Throws code::image_moved (detail: column by column), code::not_undoable for operations with bulk changes,
// code::no_such_operation.
Outcome undo(pg::Session& session, const platform::Pack& pack, const Request& request, std::string_view id,
             const WriteOptions& options = {});

}  // namespace admctl::ops
