#include "lib/local/postmaster.hpp"

#include <catch2/catch.hpp>

#include "lib/local/layout.hpp"
#include "lib/local/server_binaries.hpp"

namespace admctl::local {

TEST_CASE("A complete postmaster.pid gives the pid and the shared memory segment", "[local]") {
  const auto file =
      parse_postmaster_file("8652\n/srv/data\n1795248382\n5432\n/srv/run\n\n 10952747     32772\nready   \n");
  REQUIRE(file);
  CHECK(file->pid == 8652);
  CHECK(file->shared_memory == "10952747 32772");
}

TEST_CASE("A postmaster.pid of a server that has just begun names no shared memory", "[local]") {
  const auto file = parse_postmaster_file("8652\n/srv/data\n1795248382\n5432\n");
  REQUIRE(file);
  CHECK(file->pid == 8652);
  CHECK(file->shared_memory.empty());
}

TEST_CASE("A server in single-user mode writes its pid negated", "[local]") {
  const auto file = parse_postmaster_file("-77\n/srv/data\n");
  REQUIRE(file);
  CHECK(file->pid == 77);
}

TEST_CASE("A postmaster.pid without a pid says nothing", "[local]") {
  CHECK_FALSE(parse_postmaster_file(""));
  CHECK_FALSE(parse_postmaster_file("\n\n"));
  CHECK_FALSE(parse_postmaster_file("garbage\n/srv/data\n"));
  CHECK_FALSE(parse_postmaster_file("0\n"));
}

TEST_CASE("The major version is read from what the binaries and the data folder say", "[local]") {
  CHECK(parse_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n") == 15);
  CHECK(parse_major("postgres (PostgreSQL) 18beta1\n") == 18);
  CHECK(parse_major("13") == 13);
  CHECK_FALSE(parse_major(""));
  CHECK_FALSE(parse_major("postgres: not found"));
}

TEST_CASE("The socket lies in the home unless libpq could not name it there", "[local]") {
  CHECK(choose_socket_dir("/srv/cluster", 7) == "/srv/cluster/run");
  // "/run" and "/.s.PGSQL.5432" take 18 of the 107 bytes.
  const std::string longest(88, 'x');
  CHECK(choose_socket_dir("/" + longest, 7) == "/" + longest + "/run");
  const auto moved = choose_socket_dir("/" + longest + "x", 7).string();
  CHECK(moved.starts_with("/tmp/admctl-7-"));
  CHECK(moved.size() == std::string{"/tmp/admctl-7-"}.size() + 16);
  CHECK(choose_socket_dir("/srv/a,b", 7).string().starts_with("/tmp/admctl-7-"));
  CHECK(choose_socket_dir("/srv/a,b", 7) != choose_socket_dir("/srv/a,c", 7));
}

}  // namespace admctl::local
