// What the ledger keeps of an export: who took which rows away, and in what shape.
#pragma once

#include <string_view>

#include "lib/audit/export.hpp"
#include "lib/ops/write.hpp"

namespace admctl::audit {

// An operation of its own that changes no row. `result` is null before the export. Throws as ops::write does.
void record_export(pg::Session& session, const platform::Pack& pack, const ops::Request& who,
                   const ExportRequest& request, std::string_view file, const ExportResult* result,
                   const ops::WriteOptions& options);

}  // namespace admctl::audit
