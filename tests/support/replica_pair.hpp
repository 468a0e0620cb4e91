// A primary and a standby that streams from it: two servers of their own, on unix sockets of one folder.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lib/local/account.hpp"
#include "lib/local/server_binaries.hpp"
#include "lib/pg/conninfo.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {

enum class Replication {
  asynchronous,  // a commit may be lost with the primary
  synchronous,   // a commit is acknowledged when the standby shows it
};

// Both run until the end of scope, or the end of this process; nothing is left behind. Throws
// std::runtime_error with what the server's programs said.
class ReplicaPair {
 public:
  explicit ReplicaPair(Replication replication = Replication::asynchronous);
  ~ReplicaPair();
  ReplicaPair(const ReplicaPair&) = delete;
  ReplicaPair& operator=(const ReplicaPair&) = delete;

  pg::Conninfo primary(const std::string& database) const { return at(database, "5432"); }
  pg::Conninfo standby(const std::string& database) const { return at(database, "5433"); }
  // Both, and of them the one that takes writes.
  pg::Conninfo either(const std::string& database) const;

  // The first value that `sql` answers there, outside of a transaction; empty when there is none.
  static std::string ask(const pg::Conninfo& where, const std::string& sql);

  // Waits until the standby has replayed all that the primary has written.
  void wait_for_replay() const;
  // The standby gets nothing any more, and the primary goes on without it.
  void cut_standby_off() const;
  // The primary dies as in a crash.
  void crash_primary();
  // The standby becomes a primary; returns when it takes writes.
  void promote_standby();

 private:
  pg::Conninfo at(const std::string& database, const std::string& port) const;
  void run(const std::string& program, std::vector<std::string> args) const;
  pid_t start(const std::filesystem::path& data, std::vector<std::string> settings) const;
  void make_primary(Replication replication);
  void make_standby();

  TempFolder folder_;
  std::filesystem::path home_;
  local::ServerBinaries binaries_;
  std::optional<local::Account> account_;
  pid_t primary_ = -1;
  pid_t standby_ = -1;
};

}  // namespace admctl::test
