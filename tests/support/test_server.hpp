// The test cluster as the server on which admctl makes its own test databases.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "lib/pg/session.hpp"
#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {

class DatabaseServer {
 public:
  std::string url() const { return url_of("postgres"); }
  std::string url_of(const std::string& database) const { return conninfo(database).to_url(); }
  pg::Conninfo conninfo(const std::string& database) const;
  // As admctl names it: "at /folder, port 5432".
  std::string place() const;
  // admctl with this server as its target.
  RunResult run(std::vector<std::string> args, const RunOptions& options = {}) const;
  // One value in database postgres.
  std::string value(const std::string& sql) const;
  // One statement, outside of a transaction.
  void execute(const std::string& sql) const;
  bool has(const std::string& database) const;
  // A name that no other test uses; `word` stands in it.
  std::string fresh_name(const std::string& word) const;
  // Drops a database and its connections, whatever it is.
  void drop(const std::string& database) const;
  void drop_owned_by(const std::string& role) const;
};

// While it lives no other test runs `db gc` on the server, which would drop what this one looks at.
class CollectorTurn {
 public:
  CollectorTurn();
  ~CollectorTurn();
  CollectorTurn(const CollectorTurn&) = delete;
  CollectorTurn& operator=(const CollectorTurn&) = delete;

 private:
  int file_;
};

// Dropped at the end of scope.
class DroppedAtEnd {
 public:
  DroppedAtEnd(const DatabaseServer& server, std::string name) : server_{server}, name_{std::move(name)} {}
  ~DroppedAtEnd() { server_.drop(name_); }
  DroppedAtEnd(const DroppedAtEnd&) = delete;
  DroppedAtEnd& operator=(const DroppedAtEnd&) = delete;

 private:
  DatabaseServer server_;
  std::string name_;
};

// What `db create` printed the URL of; dropped at the end of scope.
class MadeDatabase {
 public:
  MadeDatabase(const DatabaseServer& server, const std::string& url);
  const std::string& name() const { return name_; }
  std::string value(std::string_view sql) const { return TestDatabase{where_}.value(sql); }

 private:
  pg::Conninfo where_;
  std::string name_;
  DroppedAtEnd dropped_;
};

// A role of a name that begins with `word`; dropped at the end of scope, with its databases.
class Role {
 public:
  Role(const DatabaseServer& server, const std::string& word, const std::string& options);
  ~Role();
  Role(const Role&) = delete;
  Role& operator=(const Role&) = delete;
  const std::string& name() const { return name_; }
  std::string url() const;

 private:
  DatabaseServer server_;
  std::string name_;
};

// A folder of migrations that does not get to its end before the gate is opened.
class SlowMigrations {
 public:
  explicit SlowMigrations(const DatabaseServer& server);
  ~SlowMigrations();
  SlowMigrations(const SlowMigrations&) = delete;
  SlowMigrations& operator=(const SlowMigrations&) = delete;

  std::vector<std::string> create_command() const;
  // The database in which they wait; empty when there is none.
  std::string unfinished() const;
  bool is_building() const { return !unfinished().empty(); }
  void open_gate() const;

 private:
  DatabaseServer server_;
  std::string gate_;
  TempFolder folder_;
};

// `script` run by sh with those arguments and our PATH; its exit code, 128 + signal, and what it printed.
RunResult run_shell(const std::string& script, const std::vector<std::string>& args = {},
                    const std::vector<std::string>& environment = {});

// Until it is true; throws std::runtime_error after a minute.
void wait_for(const std::function<bool()>& condition);

}  // namespace admctl::test
