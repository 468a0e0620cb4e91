// The search_path of what works on a platform's schema.
#pragma once

#include <string>
#include <string_view>

namespace admctl::pg {

// As the value of search_path: the schema, then pg_temp. Unless it is named, pg_temp comes first, and a
// temporary table of the session, which others may have made behind a pooler, would stand for the platform's
// own.
std::string search_path_of(std::string_view schema);

}  // namespace admctl::pg
