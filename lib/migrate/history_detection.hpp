// Which format's history a folder and a database have.
#pragma once

#include <span>
#include <vector>

#include "lib/migrate/history.hpp"

namespace admctl::migrate {

// The formats whose table is in the database, told by table and columns.
std::vector<HistoryFormat> find_histories(pg::Transaction& tx, const std::string& schema);

// The one of the formats `of_folder` that the database keeps, or else the likeliest: `preferred` when it is
// among them. Throws code::history_ambiguous when the database keeps several of them.
HistoryFormat choose_format(std::span<const HistoryFormat> of_folder,
                            std::span<const HistoryFormat> in_database, HistoryFormat preferred);

// The schema where a client of this transaction's role makes its tables.
std::string current_schema(pg::Transaction& tx);

}  // namespace admctl::migrate
