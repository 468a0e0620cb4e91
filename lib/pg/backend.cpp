#include "lib/pg/backend.hpp"

#include "lib/pg/connection.hpp"

namespace admctl::pg {

int backend_pid(Session& session) { return PQbackendPID(session.impl().connection->raw()); }

bool is_pooled(Session& session) {
  if (const auto known = session.impl().pooled) return *known;
  return session.execute_alone("SELECT pg_backend_pid()").front().integer(0) != backend_pid(session);
}

}  // namespace admctl::pg
