#include "tests/support/pgbouncer.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "tests/support/local_cluster.hpp"

namespace admctl::test {

PgBouncer::PgBouncer(const pg::Conninfo& server, int pool_size) : conninfo_{server} {
  namespace fs = std::filesystem;
  const auto dir = folder_.path().string();
  folder_.write(
      "pgbouncer.ini",
      fmt::format("[databases]\n* = host={} port={} user={}\n[pgbouncer]\nlisten_addr =\nlisten_port = 5432\n"
                  "unix_socket_dir = {}\nauth_type = any\npool_mode = transaction\ndefault_pool_size = {}\n"
                  "logfile = {}/log\n",
                  server.get("host").value(), server.get("port").value_or("5432"),
                  server.get("user").value_or("admctl"), dir, pool_size, dir));
  conninfo_.set("host", dir);
  conninfo_.set("port", "5432");
  const auto config = dir + "/pgbouncer.ini";
  // It refuses to be root, like the server.
  const bool root = ::geteuid() == 0;
  if (root) fs::permissions(folder_.path(), fs::perms::all);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (root)
      ::execlp("pgbouncer", "pgbouncer", "-q", "-u", "postgres", config.c_str(), nullptr);
    else
      ::execlp("pgbouncer", "pgbouncer", "-q", config.c_str(), nullptr);
    ::_exit(127);
  }
  const auto has_ended = [&] { return ::waitpid(pid_, nullptr, WNOHANG) == pid_; };
  bool ended = false;
  const bool listens = comes_true([&] {
    ended = ended || has_ended();
    return ended || fs::exists(folder_.path() / ".s.PGSQL.5432");
  });
  if (ended) pid_ = -1;
  if (ended || !listens) throw std::runtime_error{"pgbouncer does not start; is its package installed?"};
}

PgBouncer::~PgBouncer() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace admctl::test
