// `inspect KIND/KEY`: one record on one page.
#pragma once

#include "lib/core/report.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

// Sections: record (state, time in state against its limit, terms), parties, one per related table, timeline
// (events), moves (legal next states with each guard's verdict). Next: the command to paste.
// Throws code::no_such_record, schema_missing.
Report record_page(pg::Transaction& tx, const platform::Pack& pack, const RecordAddress& address);

}  // namespace admctl::lifecycle
