#include "lib/pg/ping.hpp"

#include <libpq-fe.h>

namespace admctl::pg {

bool accepts_connections(const std::string& libpq_conninfo) {
  return PQping(libpq_conninfo.c_str()) == PQPING_OK;
}

}  // namespace admctl::pg
