#include "lib/pg/connection_facts.hpp"

#include <libpq-fe.h>

#include "lib/pg/connection.hpp"
#include "lib/pg/resolved_conninfo.hpp"
#include "lib/pg/transport.hpp"

namespace admctl::pg {
namespace {

std::string text(const char* value) { return value ? value : ""; }

}  // namespace

ConnectionFacts connection_facts(Session& session) {
  auto* raw = session.impl().connection->raw();
  ConnectionFacts out;
  out.host = text(PQhost(raw));
  out.port = text(PQport(raw));
  out.user = text(PQuser(raw));
  out.database = text(PQdb(raw));
  // '@' begins the name of an abstract one.
  out.unix_socket = out.host.starts_with('/') || out.host.starts_with('@');
  // What is named otherwise and comes in on this machine is the end of a tunnel.
  out.loopback = !out.unix_socket && transport_of(session).local;
  out.encrypted = PQsslInUse(raw) != 0;
  if (out.encrypted) {
    out.protocol = text(PQsslAttribute(raw, "protocol"));
    out.cipher = text(PQsslAttribute(raw, "cipher"));
  }
  out.sslmode = resolved(session).get("sslmode").value_or("prefer");
  return out;
}

std::optional<bool> says_standby(Session& session) {
  const auto said = text(PQparameterStatus(session.impl().connection->raw(), "in_hot_standby"));
  if (said.empty()) return std::nullopt;
  return said == "on";
}

}  // namespace admctl::pg
