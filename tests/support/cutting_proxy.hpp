// A proxy in front of PostgreSQL's unix socket that cuts the connection at COMMIT.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "lib/pg/conninfo.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {

enum class Cut {
  before_commit,  // the server never sees the COMMIT
  after_commit,   // the server commits, the client never hears of it
};

enum class Afterwards {
  let_in,    // later connections pass through untouched
  stay_away  // nobody gets in any more
};

class CuttingProxy {
 public:
  CuttingProxy(const pg::Conninfo& server, Cut cut, Afterwards afterwards);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  // The server's database, through the proxy.
  const pg::Conninfo& conninfo() const { return conninfo_; }

 private:
  void accept_clients();
  void serve(int client);
  // Passes bytes both ways; true when a COMMIT came by and was dealt with.
  bool pass_until_commit(int client, int server);

  TempFolder folder_;
  std::string server_path_;
  pg::Conninfo conninfo_;
  Cut cut_;
  Afterwards afterwards_;
  std::atomic<bool> has_cut_ = false;
  std::atomic<bool> stopping_ = false;
  int listener_ = -1;
  std::thread accepter_;
  std::vector<std::thread> servers_;
};

}  // namespace admctl::test
