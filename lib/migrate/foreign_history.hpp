// The histories of tools that admctl does not continue, told by table and columns: several share a table's
// name.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lib/core/error.hpp"
#include "lib/pg/session.hpp"

namespace admctl::migrate {

// True when the table has the shape of one of ours, but is another tool's.
bool is_foreign(pg::Transaction& tx, std::string_view schema, std::string_view table,
                std::span<const std::string> columns);

// code::history_foreign about a table with those columns.
Error foreign_history_error(pg::Transaction& tx, std::string_view schema, std::string_view table,
                            std::span<const std::string> columns);

// "Flyway (flyway_schema_history)": another tool's history in the database; nullopt when there is none.
std::optional<std::string> find_foreign_history(pg::Transaction& tx, std::string_view schema);

}  // namespace admctl::migrate
