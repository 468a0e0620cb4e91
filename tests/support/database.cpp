#include "tests/support/database.hpp"

#include <atomic>

#include <fmt/format.h>
#include <unistd.h>

#include "lib/core/error.hpp"
#include "tests/support/cluster.hpp"
#include "tests/support/database_template.hpp"

namespace admctl::test {
namespace {

std::string fresh_name() {
  static std::atomic<int> counter{0};
  return fmt::format("test_{}_{}", ::getpid(), ++counter);
}

pg::Session maintenance() { return pg::Session::open(test_cluster().conninfo("postgres"), "tests"); }

}  // namespace

TestDatabase::TestDatabase(Template from, std::string_view platform) {
  const auto name = fresh_name();
  auto session = maintenance();
  const auto source = ready_template(session, from, platform);
  session.execute_alone(fmt::format("CREATE DATABASE {} TEMPLATE {}", name, source));
  conninfo_ = test_cluster().conninfo(name);
}

TestDatabase::~TestDatabase() {
  if (stays_) return;
  try {
    maintenance().execute_alone(fmt::format("DROP DATABASE {} WITH (FORCE)", *conninfo_.get("dbname")));
  } catch (const Error&) {
    // The server is gone with its files when the fixture is taken down; there is nothing left to drop.
  }
}

pg::Session TestDatabase::session() const { return pg::Session::open(conninfo_, "tests"); }

std::string TestDatabase::value(std::string_view sql) const {
  auto own = session();
  pg::Transaction tx{own};
  return tx.value(sql).value_or("");
}

void TestDatabase::execute(std::string_view sql) const {
  auto own = session();
  pg::Transaction tx{own};
  tx.script(sql);
  tx.commit();
}

}  // namespace admctl::test
