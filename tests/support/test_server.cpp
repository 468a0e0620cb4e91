#include "tests/support/test_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "lib/core/error.hpp"
#include "lib/pg/sql.hpp"
#include "tests/support/cluster.hpp"
#include "tests/support/local_cluster.hpp"

namespace admctl::test {
namespace {

pg::Session maintenance() {
  return pg::Session::open(test_cluster().conninfo("postgres"), "tests of databases");
}

std::string quoted(const std::string& word) {
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + '\'';
}

std::string all_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

pg::Conninfo DatabaseServer::conninfo(const std::string& database) const {
  return test_cluster().conninfo(database);
}

std::string DatabaseServer::place() const {
  const auto where = conninfo("postgres");
  return "at " + where.get("host").value() + ", port " + where.get("port").value_or("5432");
}

RunResult DatabaseServer::run(std::vector<std::string> args, const RunOptions& options) const {
  args.insert(args.begin(), {"--db", url()});
  return run_admctl(args, options);
}

std::string DatabaseServer::value(const std::string& sql) const {
  auto session = maintenance();
  pg::Transaction tx{session};
  return tx.value(sql).value_or("");
}

void DatabaseServer::execute(const std::string& sql) const { maintenance().execute_alone(sql); }

bool DatabaseServer::has(const std::string& database) const {
  auto session = maintenance();
  pg::Transaction tx{session};
  return tx.value("SELECT 1 FROM pg_database WHERE datname = $1", {database}).has_value();
}

std::string DatabaseServer::fresh_name(const std::string& word) const {
  static std::atomic<int> counter{0};
  return fmt::format("own_{}_{} {}", ::getpid(), ++counter, word);
}

void DatabaseServer::drop(const std::string& database) const {
  try {
    auto session = maintenance();
    {
      pg::Transaction tx{session};
      if (tx.value("SELECT datistemplate FROM pg_database WHERE datname = $1", {database}) == "t") {
        tx.query(fmt::format("ALTER DATABASE {} IS_TEMPLATE false", pg::quote(database)));
        tx.commit();
      }
    }
    session.execute_alone(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", pg::quote(database)));
  } catch (const Error&) {
    // The server goes with all its files at the end of the run.
  }
}

void DatabaseServer::drop_owned_by(const std::string& role) const {
  std::vector<std::string> names;
  {
    auto session = maintenance();
    pg::Transaction tx{session};
    for (const auto row :
         tx.query("SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = $1", {role}))
      names.emplace_back(row.text(0));
  }
  for (const auto& name : names) drop(name);
}

CollectorTurn::CollectorTurn()
    : file_{::open((test_cluster().status().data / "PG_VERSION").c_str(), O_RDONLY | O_CLOEXEC)} {
  if (file_ < 0 || ::flock(file_, LOCK_EX) != 0)
    throw std::runtime_error{"cannot lock a file of the test cluster"};
}

CollectorTurn::~CollectorTurn() { ::close(file_); }

MadeDatabase::MadeDatabase(const DatabaseServer& server, const std::string& url)
    : where_{pg::Conninfo::parse(url)}, name_{where_.get("dbname").value_or("")}, dropped_{server, name_} {
  // It may belong to a role with few connections.
  where_ = server.conninfo(name_);
}

Role::Role(const DatabaseServer& server, const std::string& word, const std::string& options)
    : server_{server}, name_{server.fresh_name(word)} {
  server_.execute(fmt::format("CREATE ROLE {} {}", pg::quote(name_), options));
}

Role::~Role() {
  server_.drop_owned_by(name_);
  try {
    server_.execute(fmt::format("DROP ROLE {}", pg::quote(name_)));
  } catch (const Error&) {
    // As above.
  }
}

std::string Role::url() const {
  auto where = server_.conninfo("postgres");
  where.set("user", name_);
  return where.to_url();
}

SlowMigrations::SlowMigrations(const DatabaseServer& server)
    : server_{server}, gate_{server.fresh_name("gate")} {
  server_.execute("CREATE DATABASE " + pg::quote(gate_));
  folder_.write("001_slow.sql",
                fmt::format("CREATE TABLE slow AS SELECT 1 AS x;\n"
                            "DO $$ BEGIN WHILE EXISTS (SELECT FROM pg_database WHERE datname = '{}') LOOP "
                            "PERFORM pg_sleep(0.02); END LOOP; END $$;",
                            gate_));
}

SlowMigrations::~SlowMigrations() {
  open_gate();
  const auto left = unfinished();
  if (!left.empty()) server_.drop(left);
}

std::vector<std::string> SlowMigrations::create_command() const {
  return {"--db",  server_.url(),           "db",        "create", "--platform", "none",
          "--dir", folder_.path().string(), "--history", "native"};
}

std::string SlowMigrations::unfinished() const {
  return server_.value(fmt::format(
      "SELECT datname FROM pg_stat_activity WHERE datname LIKE 'admctl\\_making\\_%' AND query LIKE '%{}%'",
      gate_));
}

void SlowMigrations::open_gate() const { server_.drop(gate_); }

RunResult run_shell(const std::string& script, const std::vector<std::string>& args,
                    const std::vector<std::string>& environment) {
  const TempFolder folder;
  std::string command = "env";
  for (const auto& variable : environment) command += ' ' + quoted(variable);
  command += " sh -c " + quoted(script) + " sh";
  for (const auto& arg : args) command += ' ' + quoted(arg);
  const auto out = folder.path() / "out";
  const auto err = folder.path() / "err";
  command += " >" + quoted(out.string()) + " 2>" + quoted(err.string()) + " </dev/null";
  const int status = std::system(command.c_str());
  RunResult result;
  result.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = all_of(out);
  result.err = all_of(err);
  return result;
}

void wait_for(const std::function<bool()>& condition) {
  if (!comes_true(condition)) throw std::runtime_error{"it did not come about in a minute"};
}

}  // namespace admctl::test
