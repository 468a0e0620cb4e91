// The query over a source.
#pragma once

#include <string>

#include "lib/audit/audit_source.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::audit {

enum class Order { oldest_first, newest_first };

// All columns of the rows that meet an SQL condition.
std::string select(const Source& source, const std::string& condition, Order order);

// One snapshot, nothing written; whoever reads the rows may take his time over them.
pg::Transaction::Options reading(const platform::Pack& pack);

}  // namespace admctl::audit
