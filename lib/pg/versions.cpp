#include "lib/pg/versions.hpp"

#include <libpq-fe.h>
#include <pg_query.h>
#include <pqxx/version>

namespace admctl::pg {

std::string libpqxx_version() { return PQXX_VERSION; }

std::string libpq_version() {
  const int number = PQlibVersion();
  return std::to_string(number / 10000) + '.' + std::to_string(number % 10000);
}

std::string grammar_version() { return PG_VERSION; }

}  // namespace admctl::pg
