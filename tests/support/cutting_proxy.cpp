#include "tests/support/cutting_proxy.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace admctl::test {
namespace {

constexpr int poll_ms = 20;

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error{"socket path too long: " + path};
  path.copy(address.sun_path, path.size());
  return address;
}

int connect_to(const std::string& path) {
  const auto address = address_of(path);
  const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error{"no server at " + path};
  }
  return server;
}

void send_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

}  // namespace

CuttingProxy::CuttingProxy(const pg::Conninfo& server, Cut cut, Afterwards afterwards)
    : conninfo_{server}, cut_{cut}, afterwards_{afterwards} {
  const auto file = ".s.PGSQL." + server.get("port").value_or("5432");
  server_path_ = server.get("host").value() + "/" + file;
  conninfo_.set("host", folder_.path().string());
  const auto address = address_of((folder_.path() / file).string());
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_, 8) != 0) {
    throw std::runtime_error{"the proxy cannot listen"};
  }
  accepter_ = std::thread{[this] { accept_clients(); }};
}

CuttingProxy::~CuttingProxy() {
  stopping_ = true;
  accepter_.join();
  for (auto& thread : servers_) thread.join();
  ::close(listener_);
}

void CuttingProxy::accept_clients() {
  while (!stopping_) {
    pollfd ready{listener_, POLLIN, 0};
    if (::poll(&ready, 1, poll_ms) <= 0) continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    if (has_cut_ && afterwards_ == Afterwards::stay_away)
      ::close(client);
    else
      servers_.emplace_back([this, client] { serve(client); });
  }
}

void CuttingProxy::serve(int client) {
  const int server = connect_to(server_path_);
  if (pass_until_commit(client, server)) has_cut_ = true;
  ::close(client);
  ::close(server);
}

bool CuttingProxy::pass_until_commit(int client, int server) {
  std::array<char, 65536> buffer;
  while (!stopping_) {
    std::array<pollfd, 2> ready{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
    if (::poll(ready.data(), ready.size(), poll_ms) <= 0) continue;
    for (const auto& [from, to] : {std::pair{client, server}, std::pair{server, client}}) {
      if (ready[from == client ? 0 : 1].revents == 0) continue;
      const auto got = ::recv(from, buffer.data(), buffer.size(), 0);
      if (got <= 0) return false;
      const std::string_view bytes{buffer.data(), static_cast<std::size_t>(got)};
      const bool commit = from == client && !has_cut_ && bytes.find("COMMIT") != std::string_view::npos;
      if (commit && cut_ == Cut::before_commit) return true;
      send_all(to, bytes);
      if (!commit) continue;
      // The answer is read, so that the commit has happened, and kept.
      [[maybe_unused]] const auto answer = ::recv(server, buffer.data(), buffer.size(), 0);
      return true;
    }
  }
  return false;
}

}  // namespace admctl::test
