#include "tests/support/database.hpp"

#include <atomic>

#include <fmt/format.h>
#include <unistd.h>

#include "lib/core/error.hpp"
#include "tests/support/cluster.hpp"

namespace admctl::test {
namespace {

std::string_view template_name(Template from) {
  switch (from) {
    case Template::empty:
      return "template_empty";
    case Template::migrated:
      return "template_migrated";
    case Template::seeded:
      return "template_seeded";
  }
  return "template_empty";
}

std::string fresh_name() {
  static std::atomic<int> counter{0};
  return fmt::format("test_{}_{}", ::getpid(), ++counter);
}

pg::Session maintenance() { return pg::Session::open(test_cluster().conninfo("postgres"), "tests"); }

}  // namespace

TestDatabase::TestDatabase(Template from) {
  const auto name = fresh_name();
  maintenance().execute_alone(fmt::format("CREATE DATABASE {} TEMPLATE {}", name, template_name(from)));
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
