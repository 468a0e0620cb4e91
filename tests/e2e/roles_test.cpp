// Each command as the least role of 'schema grants' that should do, and as one that should not.
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/granted_roles.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

constexpr int no_access = static_cast<int>(Exit::no_access);

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class Roles : public GrantedRoles {
 public:
  using GrantedRoles::GrantedRoles;

  void can(const std::string& role, const std::vector<std::string>& args) const {
    const auto result = as(role, args);
    INFO(role << ": " << join(args, " ") << "\n" << result.err);
    CHECK(result.exit == 0);
  }
  // `lacks`: the privilege and the table that the refusal names.
  void cannot(const std::string& role, const std::vector<std::string>& args, const std::string& privilege,
              const std::string& table) const {
    const auto result = as(role, args);
    INFO(role << ": " << join(args, " ") << "\n" << result.err);
    CHECK(result.exit == no_access);
    CHECK(contains(result.err,
                   fmt::format("role \"{}{}\" lacks {} on table {}", prefix(), role, privilege, table)));
    CHECK(contains(result.err,
                   fmt::format("GRANT {} ON TABLE {} TO \"{}{}\"", privilege, table, prefix(), role)));
  }
};

std::string deal_in(const TestDatabase& database, const std::string& state) {
  return "deal/" + database.value("SELECT min(\"dealNumber\") FROM deals WHERE status = '" + state + "'");
}

TEST_CASE("a reader sees everything and changes nothing") {
  const Roles roles{Template::seeded};
  const auto deal = deal_in(roles.database(), "CREATED");
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{{"inspect", "deals", "--limit", "3"},
                                             {"inspect", "deals", "--stuck"},
                                             {"inspect", deal, "--timeline", "--related"},
                                             {"lifecycle", "deal", "--counts"},
                                             {"check"},
                                             {"audit", "list", "--limit", "3"},
                                             {"audit", "list", deal},
                                             {"config", "list"},
                                             {"config", "history", "platform_fee_bps"},
                                             {"op", "list"},
                                             {"op", "verify"},
                                             {"migrate", "status"},
                                             {"migrate", "verify"},
                                             {"schema", "tables"},
                                             {"schema", "describe", "user_telegram_sessions"},
                                             {"schema", "catalog"},
                                             {"platform", "lint", "--live"}}) {
    roles.can("reader", args);
  }
  roles.cannot("reader", {"transition", deal, "--to", "CANCELLED", "--reason", "x"}, "UPDATE",
               "\"public\".\"deals\"");
  roles.cannot("reader", {"config", "set", "platform_fee_bps", "600", "--reason", "x"}, "UPDATE",
               "\"public\".\"system_config\"");
}

TEST_CASE("a reader of a table with secrets reads its other columns alone") {
  const Roles roles{Template::migrated};
  auto where = roles.database().conninfo();
  where.set("user", roles.prefix() + "reader");
  const TestDatabase seen{where};
  CHECK(seen.value("SELECT count(phone_number) FROM user_telegram_sessions") == "0");
  CHECK_THROWS_AS(seen.value("SELECT count(session_encrypted) FROM user_telegram_sessions"), Error);
}

TEST_CASE("an operator moves records and takes it back, and may not touch settings") {
  const Roles roles{Template::seeded};
  const auto deal = deal_in(roles.database(), "CREATED");
  roles.can("operator", {"transition", deal, "--to", "CANCELLED", "--reason", "x"});
  CHECK(roles.database().value("SELECT status FROM deals WHERE \"dealNumber\" = " + deal.substr(5)) ==
        "CANCELLED");
  const auto operation = roles.database().value("SELECT id FROM admctl.operation ORDER BY seq DESC LIMIT 1");
  CHECK(roles.database().value("SELECT db_role FROM admctl.operation ORDER BY seq DESC LIMIT 1") ==
        roles.prefix() + "operator");
  roles.can("operator", {"op", "undo", operation, "--reason", "x", "--yes"});
  CHECK(roles.database().value("SELECT status FROM deals WHERE \"dealNumber\" = " + deal.substr(5)) ==
        "CREATED");
  roles.can("operator", {"transition", "deals", "--state", "CREATED", "--to", "CANCELLED", "--max", "2",
                         "--reason", "x", "--confirm=2"});
  roles.cannot("operator", {"config", "set", "platform_fee_bps", "600", "--reason", "x"}, "UPDATE",
               "\"public\".\"system_config\"");
}

TEST_CASE("a role that a session takes on is as good as one that logs in") {
  const Roles roles{Template::seeded};
  const auto deal = deal_in(roles.database(), "CREATED");
  const std::vector<std::string> move{"transition", deal, "--to", "CANCELLED", "--reason", "x"};
  const auto refused = roles.as_set_role("reader", move);
  CHECK(refused.exit == no_access);
  CHECK(contains(refused.err,
                 "role \"" + roles.prefix() + "reader\" lacks UPDATE on table \"public\".\"deals\""));
  CHECK(roles.as_set_role("operator", move).exit == 0);
}

TEST_CASE("an admin sets settings, seeds categories and seals") {
  const Roles roles{Template::seeded};
  const TempFolder folder;
  const auto key = (folder.path() / "key").string();
  roles.can("admin", {"config", "set", "platform_fee_bps", "600", "--reason", "x", "--yes"});
  roles.can("admin", {"config", "unset", "platform_fee_bps", "--reason", "x", "--yes"});
  roles.can("admin", {"seed", "categories", "--yes"});
  roles.can("admin", {"audit", "key", "generate", "--file", key});
  roles.can("admin", {"audit", "seal", "--key", key});
  roles.can("admin",
            {"transition", deal_in(roles.database(), "CREATED"), "--to", "CANCELLED", "--reason", "x"});
}

TEST_CASE("an auditor exports and seals the trail, and sees no records") {
  const Roles roles{Template::seeded};
  const TempFolder folder;
  const auto key = (folder.path() / "key").string();
  const auto file = (folder.path() / "audit.jsonl").string();
  roles.can("auditor", {"audit", "list", "--limit", "3"});
  roles.can("auditor", {"audit", "list", deal_in(roles.database(), "CREATED")});
  roles.can("auditor", {"audit", "export", "-f", file});
  roles.can("auditor", {"audit", "key", "generate", "--file", key});
  roles.can("auditor", {"audit", "seal", "--key", key});
  roles.can("auditor", {"audit", "verify"});
  roles.can("auditor", {"op", "list"});
  roles.cannot("auditor", {"inspect", "deals"}, "SELECT", "\"public\".\"deals\"");
  roles.cannot("reader", {"audit", "seal", "--key", key}, "INSERT", "\"admctl\".\"seal_leaf\"");
}

TEST_CASE("an admin migrates an empty database, in which the owner made the ledger") {
  const Roles roles{Template::empty};
  roles.can("admin", {"migrate", "up", "--yes"});
  roles.can("admin", {"migrate", "status", "--exit-code"});
  const auto refused = roles.as("reader", {"inspect", "deals"});
  CHECK(refused.exit == no_access);
  // The roles are for the tables of then.
  roles.grant();
  roles.can("reader", {"inspect", "deals"});
}

TEST_CASE("a role without the ledger is told who makes it") {
  const TestDatabase database{Template::migrated};
  const auto role = *database.conninfo().get("dbname") + "_nobody";
  database.execute(
      fmt::format("CREATE ROLE \"{0}\" LOGIN; DROP SCHEMA IF EXISTS admctl CASCADE; GRANT SELECT ON ALL "
                  "TABLES IN SCHEMA public TO \"{0}\"",
                  role));
  auto where = database.conninfo();
  where.set("user", role);
  const auto refused =
      run_admctl({"--db", where.to_url(), "config", "set", "platform_fee_bps", "600", "--reason", "x"});
  database.execute(fmt::format("DROP OWNED BY \"{0}\" CASCADE; DROP ROLE \"{0}\"", role));
  INFO(refused.err);
  CHECK(refused.exit == no_access);
  CHECK(contains(refused.err, "the ledger (schema admctl) does not exist, and this role may not create it"));
  CHECK(contains(refused.err, "admctl schema grants --role operator"));
}

TEST_CASE("running the SQL again takes back what a role should not have") {
  const Roles roles{Template::migrated};
  const auto may = [&](const std::string& what) {
    return roles.database().value(
        fmt::format("SELECT has_table_privilege('{}reader', 'deals', '{}')", roles.prefix(), what));
  };
  roles.database().execute("GRANT DELETE ON deals TO \"" + roles.prefix() + "reader\"");
  CHECK(may("DELETE") == "t");
  roles.grant();
  CHECK(may("DELETE") == "f");
  CHECK(may("SELECT") == "t");
}

TEST_CASE("one role may be asked for, with a name that is harmless") {
  const TestDatabase database{Template::migrated};
  const auto one =
      run_admctl({"--db", database.url(), "schema", "grants", "--role", "auditor", "--prefix", "app-"});
  CHECK(one.exit == 0);
  CHECK(contains(one.out, "CREATE ROLE \"app-auditor\" NOLOGIN"));
  CHECK_FALSE(contains(one.out, "app-reader\" NOLOGIN"));
  CHECK(run_admctl({"--db", database.url(), "schema", "grants", "--prefix", "a'; DROP"}).exit ==
        static_cast<int>(Exit::usage));
}

TEST_CASE("tables with row security get a policy for the roles that work on them") {
  const TestDatabase database{Template::migrated};
  database.execute("ALTER TABLE deals ENABLE ROW LEVEL SECURITY");
  const auto sql = run_admctl({"--db", database.url(), "schema", "grants", "--role", "reader"});
  CHECK(contains(sql.out,
                 "CREATE POLICY \"admctl_reader\" ON \"public\".\"deals\" TO \"admctl_reader\" USING (true)"));
}

}  // namespace
}  // namespace admctl::test
