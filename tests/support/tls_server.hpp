// A PostgreSQL of its own that speaks TLS on 127.0.0.1, with a certificate of its own authority.
#pragma once

#include <string>

#include "lib/pg/conninfo.hpp"
#include "tests/support/local_cluster.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {

class TlsServer {
 public:
  // The name in its certificate. Not that of this machine: connections to it count as remote.
  static constexpr const char* name = "db.test";

  // Throws std::runtime_error when it does not start, or openssl is not installed.
  TlsServer();
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  // To database postgres, by that name of the server.
  std::string url(const std::string& host = name) const;
  // The authority that signed its certificate, and one that did not.
  std::string authority() const { return (folder_.path() / "ca.crt").string(); }
  std::string other_authority() const { return (folder_.path() / "other.crt").string(); }
  void set_tls(bool on) const;
  void execute(const std::string& sql) const;

 private:
  void make_certificates() const;
  void start();

  TempFolder folder_;
  TemporaryCluster cluster_;
  int port_ = 0;
  int pid_ = 0;
};

}  // namespace admctl::test
