#include "tests/support/granted_roles.hpp"

#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::test {
namespace {

constexpr std::array granted{"reader", "operator", "admin", "auditor"};

// Of everything in the schema, which a new role then owns.
constexpr const char* give_away_sql = R"(
DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT c.oid::regclass AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO "{0}"', each.name);
  END LOOP;
  FOR each IN SELECT t.oid::regtype AS name FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
      WHERE n.nspname = 'public' AND t.typtype = 'e' LOOP
    EXECUTE format('ALTER TYPE %s OWNER TO "{0}"', each.name);
  END LOOP;
END $$)";

}  // namespace

GrantedRoles::GrantedRoles(Template from, std::string platform, Owner owner, std::string_view tables)
    : platform_{std::move(platform)},
      owner_{owner},
      database_{platform_.find('/') == std::string::npos ? std::make_unique<TestDatabase>(from, platform_)
                                                         : std::make_unique<TestDatabase>(from)} {
  prefix_ = *database_->conninfo().get("dbname") + "_";
  if (!tables.empty()) database_->execute(tables);
  if (owner_ == Owner::ordinary) give_away();
  grant();
  for (const auto* role : granted) database_->execute(fmt::format("ALTER ROLE \"{}{}\" LOGIN", prefix_, role));
  database_->execute(fmt::format("CREATE ROLE \"{}stranger\" LOGIN", prefix_));
}

GrantedRoles::~GrantedRoles() {
  std::vector<std::string> names{granted.begin(), granted.end()};
  names.emplace_back("stranger");
  if (owner_ == Owner::ordinary) names.emplace_back("owner");
  try {
    for (const auto& role : names)
      database_->execute(fmt::format("DROP OWNED BY \"{0}{1}\" CASCADE; DROP ROLE \"{0}{1}\"", prefix_, role));
  } catch (const Error& error) {
    WARN("left behind: " << error.message() << error.detail());
  }
}

void GrantedRoles::give_away() const {
  const auto owner = prefix_ + "owner";
  database_->execute(
      fmt::format("CREATE ROLE \"{}\" NOLOGIN; GRANT CREATE ON SCHEMA public TO \"{}\"", owner, owner));
  auto sql = std::string{give_away_sql};
  for (auto at = sql.find("{0}"); at != std::string::npos; at = sql.find("{0}", at)) sql.replace(at, 3, owner);
  database_->execute(sql);
}

void GrantedRoles::grant() const {
  const auto sql = as_owner({"schema", "grants", "--prefix", prefix_});
  if (sql.exit != 0) throw std::runtime_error{sql.err};
  std::string inside;
  for (const auto& line : split(sql.out, '\n')) {
    if (line != "BEGIN;" && line != "COMMIT;") inside += line + "\n";
  }
  database_->execute(inside);
}

RunResult GrantedRoles::as_owner(const std::vector<std::string>& args, const RunOptions& options) const {
  return run(database_->url(), args, options);
}

RunResult GrantedRoles::as(const std::string& role, const std::vector<std::string>& args,
                           const RunOptions& options) const {
  auto where = database_->conninfo();
  where.set("user", prefix_ + role);
  return run(where.to_url(), args, options);
}

pg::Session GrantedRoles::session_as(const std::string& role) const {
  auto where = database_->conninfo();
  where.set("user", prefix_ + role);
  return pg::Session::open(where, "test");
}

RunResult GrantedRoles::as_set_role(const std::string& role, const std::vector<std::string>& args) const {
  auto where = database_->conninfo();
  where.set("options", "-c role=" + prefix_ + role);
  return run(where.to_url(), args, {});
}

RunResult GrantedRoles::run(const std::string& url, std::vector<std::string> args,
                            const RunOptions& options) const {
  args.insert(args.begin(), {"--db", url, "--platform", platform_});
  return run_admctl(args, options);
}

}  // namespace admctl::test
