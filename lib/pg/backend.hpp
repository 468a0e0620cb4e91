// The server process behind a session.
#pragma once

#include "lib/pg/session.hpp"

namespace admctl::pg {

// Its id as the connection was told when it began. Behind a pooler it is not what pg_backend_pid() answers.
int backend_pid(Session& session);

}  // namespace admctl::pg
