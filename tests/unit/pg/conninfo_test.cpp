#include <catch2/catch.hpp>

#include "lib/pg/conninfo.hpp"

namespace admctl::pg {
namespace {

TEST_CASE("a URL with several hosts is shown with each of them, and comes back as it was", "[pg]") {
  const auto info = Conninfo::parse(
      "postgresql://ops:secret@db1.example.com:5433,db2.example.com/app?target_session_attrs=read-write");
  CHECK(info.describe() == "app on db1.example.com:5433 or db2.example.com (read-write)");
  const auto url = info.to_url();
  CHECK(url.find("secret") == std::string::npos);
  CHECK(url.find("@db1.example.com:5433,db2.example.com/app?") != std::string::npos);
  const auto again = Conninfo::parse(info.to_url(true));
  for (const auto* keyword : {"host", "port", "user", "password", "dbname", "target_session_attrs"}) {
    CAPTURE(keyword);
    CHECK(again.get(keyword) == info.get(keyword));
  }
}

TEST_CASE("one port stands for all hosts, and addresses of several forms are told apart", "[pg]") {
  CHECK(Conninfo::parse("host=a,b port=6000 dbname=app").describe() == "app on a:6000 or b:6000");
  const auto six = Conninfo::parse("postgresql://[2001:db8::1]:5432,db2:5433/app?target_session_attrs=any");
  CHECK(six.describe() == "app on 2001:db8::1:5432 or db2:5433");
  CHECK(Conninfo::parse(six.to_url()).get("host") == "2001:db8::1,db2");
}

TEST_CASE("socket folders among several hosts stay parameters of the URL", "[pg]") {
  const auto info = Conninfo::parse("host=/run/a,/run/b port=5432,5433 dbname=app");
  CHECK(info.describe() == "app on /run/a:5432 or /run/b:5433");
  CHECK(Conninfo::parse(info.to_url()).get("host") == "/run/a,/run/b");
  CHECK(Conninfo::parse(info.to_url()).get("port") == "5432,5433");
}

TEST_CASE("a single host is described as before", "[pg]") {
  CHECK(Conninfo::parse("postgresql://db.example.com:5432/app").describe() == "app on db.example.com:5432");
  CHECK(Conninfo::parse("host=/run/sock dbname=shop").describe() == "shop at /run/sock");
  CHECK(Conninfo::parse("dbname=app").describe() == "app on default host");
}

}  // namespace
}  // namespace admctl::pg
