// How a connection goes over the network.
#pragma once

#include <string>
#include <string_view>

#include "lib/pg/conninfo.hpp"
#include "lib/pg/session.hpp"

namespace admctl::pg {

struct Transport {
  bool local = false;  // a unix socket, or an address of this machine's loopback
  bool tls = false;
  std::string protocol;  // "TLSv1.3"; empty without TLS
  std::string cipher;
  std::string sslmode;         // that was in effect
  bool sslmode_given = false;  // by the connection string or the environment, whatever it says
  std::string host;            // the one that was connected to, of several
};

// An SSH tunnel looks local.
Transport transport_of(Session& session);

// Whether every host that is named is this machine; a socket folder is, and so is no host at all. A service
// file may know better: false when there is one and no host.
bool is_local(const Conninfo& where);

}  // namespace admctl::pg
