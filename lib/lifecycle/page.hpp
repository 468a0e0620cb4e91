// `inspect KIND/KEY`: one record on one page.
#pragma once

#include "lib/core/report.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

// Everything, unless one or both of these are asked for; those are then shown whole.
struct PageParts {
  bool timeline = false;
  bool related = false;
};

// Sections: record (state, revision, time in state against its limit, terms), parties, problems, recipes, one
// per related table, timeline, moves, refusals, effects. Next: the command to paste.
// Throws code::no_such_record, ambiguous_record, schema_missing.
Report record_page(pg::Transaction& tx, const platform::Pack& pack, const RecordAddress& address,
                   PageParts parts = {});

}  // namespace admctl::lifecycle
