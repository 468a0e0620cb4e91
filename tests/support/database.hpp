// A real PostgreSQL for tests: one throwaway cluster for the whole ctest run, one cloned database per test.
#pragma once

#include <string>
#include <string_view>

#include "lib/pg/session.hpp"

namespace admctl::test {

enum class Template {
  empty,     // no tables
  migrated,  // the platform's migrations applied
  seeded,    // migrated, taxonomies, configuration and 220 demo records of the first kind with seed 1
};

// Creates a database as a clone of the template; drops it, with its connections, in the destructor.
class TestDatabase {
 public:
  // Throws std::runtime_error with what admctl said when the template of the platform cannot be made.
  explicit TestDatabase(Template from, std::string_view platform = "admarket");
  // A database that is there and stays.
  explicit TestDatabase(pg::Conninfo existing) : conninfo_{std::move(existing)}, stays_{true} {}
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const pg::Conninfo& conninfo() const { return conninfo_; }
  // For --db.
  std::string url() const { return conninfo_.to_url(); }
  pg::Session session() const;
  // One value of one query in a transaction of its own; empty when NULL.
  std::string value(std::string_view sql) const;
  // A script, committed.
  void execute(std::string_view sql) const;

 private:
  pg::Conninfo conninfo_;
  bool stays_ = false;
};

}  // namespace admctl::test
