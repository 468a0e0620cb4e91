// A PgBouncer in transaction mode in front of a server's unix socket.
#pragma once

#include <sys/types.h>

#include "lib/pg/conninfo.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {

// Runs until the end of scope; leaves nothing behind. Throws std::runtime_error when it does not start.
class PgBouncer {
 public:
  // With one connection to the server every client gets the session that the one before it left.
  explicit PgBouncer(const pg::Conninfo& server, int pool_size = 4);
  ~PgBouncer();
  PgBouncer(const PgBouncer&) = delete;
  PgBouncer& operator=(const PgBouncer&) = delete;

  // The server's database, through the pooler.
  const pg::Conninfo& conninfo() const { return conninfo_; }

 private:
  TempFolder folder_;
  pg::Conninfo conninfo_;
  pid_t pid_ = -1;
};

}  // namespace admctl::test
