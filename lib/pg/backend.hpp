// The server process behind a session.
#pragma once

#include "lib/pg/session.hpp"

namespace admctl::pg {

// Its id as the connection was told when it began. Behind a pooler it is not what pg_backend_pid() answers.
int backend_pid(Session& session);

// Whether a pooler stands in between: what one transaction sets for the session, another client may get. Asks
// the server, unless a transaction of the session has told already.
bool is_pooled(Session& session);

}  // namespace admctl::pg
