#include "lib/pg/search_path.hpp"

#include "lib/pg/sql.hpp"

namespace admctl::pg {

std::string search_path_of(std::string_view schema) { return quote(schema) + ", pg_temp"; }

}  // namespace admctl::pg
