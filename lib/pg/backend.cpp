#include "lib/pg/backend.hpp"

#include "lib/pg/connection.hpp"

namespace admctl::pg {

int backend_pid(Session& session) { return PQbackendPID(session.impl().connection->raw()); }

}  // namespace admctl::pg
