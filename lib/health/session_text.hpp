// Sessions of others, described for people.
#pragma once

#include <string>
#include <string_view>

#include "lib/pg/rows.hpp"

namespace admctl::health {

// A query in one line without passwords, cut to a length that a line can take.
std::string query_text(std::string_view query, std::size_t width = 100);

// "pid 4711 (alice, web)", of the columns pid, usename and application_name.
std::string session_text(pg::RowView row);

}  // namespace admctl::health
