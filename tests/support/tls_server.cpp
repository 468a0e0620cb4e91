#include "tests/support/tls_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/local/account.hpp"
#include "lib/local/process.hpp"
#include "lib/local/server_binaries.hpp"
#include "lib/pg/session.hpp"
#include "tests/support/test_server.hpp"

namespace admctl::test {
namespace {

namespace fs = std::filesystem;

// A port that is free now.
int free_port() {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = ::bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(listener);
  if (!bound) throw std::runtime_error{"no port is free"};
  return ntohs(address.sin_port);
}

constexpr const char* certificates = R"(cd "$1" && exec 2>openssl.log && set -e
for ca in ca other; do
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=test $ca" -keyout $ca.key -out $ca.crt
done
openssl req -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout server.key -out server.csr
printf 'subjectAltName=DNS:%s\n' "$2" >server.ext
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile server.ext -out server.crt
)";

}  // namespace

TlsServer::TlsServer() {
  fs::permissions(folder_.path(), fs::perms{0755});
  make_certificates();
  cluster_->ensure_running();
  cluster_->stop();
  start();
}

TlsServer::~TlsServer() {
  if (pid_ > 0) ::kill(pid_, SIGQUIT);
  comes_true([&] { return pid_ <= 0 || !local::is_alive(pid_); });
}

void TlsServer::make_certificates() const {
  if (run_shell(certificates, {folder_.path().string(), name}).exit != 0)
    throw std::runtime_error{"openssl does not make certificates; is its package installed?"};
}

void TlsServer::start() {
  const auto status = cluster_->status();
  struct stat data {};
  if (::stat(status.data.c_str(), &data) != 0) throw std::runtime_error{"the cluster has no data"};
  // The server refuses a key that others may read.
  for (const auto* file : {"server.key", "server.crt"}) {
    const auto copy = status.data / file;
    fs::copy_file(folder_.path() / file, copy);
    fs::permissions(copy, fs::perms{0600});
    if (::chown(copy.c_str(), data.st_uid, data.st_gid) != 0)
      throw std::runtime_error{"cannot give the key away"};
  }
  std::ofstream{status.data / "pg_hba.conf"} << "local all all trust\nhost all all 127.0.0.1/32 trust\n";
  const auto binaries = local::find_server_binaries(cluster_.options().search, status.major);
  port_ = free_port();
  local::Command command;
  command.argv = {(binaries.dir / "postgres").string(), "-D", status.data.string()};
  for (const auto& setting :
       {std::string{"listen_addresses=127.0.0.1"}, fmt::format("port={}", port_), std::string{"fsync=off"},
        std::string{"dynamic_shared_memory_type=mmap"}, std::string{"ssl_cert_file=server.crt"},
        std::string{"ssl_key_file=server.key"}, std::string{"unix_socket_directories="}}) {
    command.argv.emplace_back("-c");
    command.argv.push_back(setting);
  }
  command.environment = local::server_environment(binaries);
  if (local::running_as_root()) command.account = local::find_account(data.st_uid);
  pid_ = local::start_detached(command, status.log);
  const bool answers = comes_true([&] {
    try {
      execute("SELECT 1");
      return true;
    } catch (const Error&) {
      return !local::is_alive(pid_);
    }
  });
  if (!answers || !local::is_alive(pid_)) throw std::runtime_error{"the server with TLS does not start"};
  set_tls(true);
}

std::string TlsServer::url(const std::string& host) const {
  return fmt::format("postgresql://admctl@{}:{}/postgres?hostaddr=127.0.0.1", host, port_);
}

void TlsServer::execute(const std::string& sql) const {
  pg::Session::open(pg::Conninfo::parse(url()), "test").execute_alone(sql);
}

void TlsServer::set_tls(bool on) const {
  execute(fmt::format("ALTER SYSTEM SET ssl = {}", on ? "on" : "off"));
  execute("SELECT pg_reload_conf()");
  const bool done = comes_true([&] {
    auto session = pg::Session::open(pg::Conninfo::parse(url()), "test");
    pg::Transaction tx{session};
    return tx.value("SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()") ==
           (on ? "true" : "false");
  });
  if (!done) throw std::runtime_error{"TLS was not switched"};
}

}  // namespace admctl::test
