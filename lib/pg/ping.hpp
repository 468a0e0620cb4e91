// Whether a server answers.
#pragma once

#include <string>

namespace admctl::pg {

// True when the server at `libpq_conninfo` (keyword='value' text or URL) takes connections now; false while it
// is down, starting, stopping or recovering. A refused login counts as an answer. Waits for the server as long
// as connect_timeout in the text says. Throws nothing.
bool accepts_connections(const std::string& libpq_conninfo);

}  // namespace admctl::pg
