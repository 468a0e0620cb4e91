// How a session is connected.
#pragma once

#include <optional>
#include <string>

#include "lib/pg/session.hpp"

namespace admctl::pg {

struct ConnectionFacts {
  std::string host;  // the one of several that answered; a folder: a unix socket
  std::string port;
  std::string user;
  std::string database;
  bool unix_socket = false;
  bool loopback = false;  // the server's address is of this machine
  bool encrypted = false;
  std::string protocol;  // "TLSv1.3"; empty without encryption
  std::string cipher;
  std::string sslmode;  // as it was asked for: "prefer", "verify-full" ...
};

ConnectionFacts connection_facts(Session& session);

// Whether the server said, when the session began or since, that it is a standby; nullopt for servers that do
// not say it by themselves (before 14), and behind most poolers.
std::optional<bool> says_standby(Session& session);

}  // namespace admctl::pg
