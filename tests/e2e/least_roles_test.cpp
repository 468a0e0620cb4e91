// The table of all commands that touch a database, each as the least role of 'schema grants' that should do,
// and before that as one that lacks something, which the refusal must name together with what the owner must
// run.
#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "commands/registry.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "tests/support/config_packs.hpp"
#include "tests/support/embedded_home.hpp"
#include "tests/support/granted_roles.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

constexpr int no_access = static_cast<int>(Exit::no_access);
using Owner = GrantedRoles::Owner;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct Case {
  std::string command;    // its name in the registry
  std::string words;      // what is given, apart by blanks; {name} stands for something of the database
  std::string least;      // the role that should do
  std::string lacking;    // one that should not; empty: everybody may
  std::string privilege;  // that it lacks
  std::string object;     // on what: "table \"public\".\"deals\""
  int exit = 0;           // that the command ends with when it is allowed
};

using Cases = std::vector<Case>;

const std::string deals = "table \"public\".\"deals\"";
const std::string settings = "table \"public\".\"system_config\"";
const std::string audit = "table \"public\".\"audit_logs\"";
const std::string history = "table \"public\".\"_prisma_migrations\"";
const std::string contracts = "table \"public\".\"contract_templates\"";
const std::string progress = "table \"admctl\".\"migration_progress\"";
const std::string head = "table \"admctl\".\"chain_head\"";
const std::string backfills = "table \"admctl\".\"backfill\"";
const std::string ledger = "schema \"admctl\"";

const Cases& reading() {
  static const Cases cases{
      {"inspect", "inspect deals --limit 3", "reader", "stranger", "SELECT", deals},
      {"inspect", "inspect {created} --timeline --related", "reader", "auditor", "SELECT", deals},
      {"lifecycle", "lifecycle deal --counts", "reader", "stranger", "SELECT", deals},
      {"check", "check", "reader", "auditor", "SELECT", deals},
      {"recover", "recover {created}", "reader", "auditor", "SELECT", deals},
      {"audit list", "audit list --limit 3", "auditor", "stranger", "USAGE", ledger},
      {"audit list", "audit list --limit 3", "reader", "", "", ""},
      {"audit tail", "audit tail --lines 3", "auditor", "stranger", "USAGE", ledger},
      {"audit tail", "audit tail --lines 3", "reader", "", "", ""},
      {"audit verify", "audit verify", "auditor", "stranger", "USAGE", ledger},
      {"audit verify", "audit verify", "reader", "", "", ""},
      {"audit prove", "audit prove {row}", "auditor", "stranger", "USAGE", ledger},
      {"audit prove", "audit prove {row}", "reader", "", "", ""},
      {"config list", "config list", "reader", "stranger", "SELECT", settings},
      {"config get", "config get platform_fee_bps", "reader", "auditor", "SELECT", settings},
      {"config diff", "config diff {folder}/settings.yaml", "reader", "stranger", "SELECT", settings},
      {"config export", "config export", "reader", "stranger", "SELECT", settings},
      {"config history", "config history platform_fee_bps", "reader", "stranger", "SELECT", settings},
      {"config validate", "config validate", "reader", "stranger", "SELECT", settings},
      {"seed export categories", "seed export categories", "reader", "stranger", "SELECT",
       "table \"public\".\"channel_categories\""},
      {"seed scenario", "seed scenario cancelled-money-held --verify", "reader", "stranger", "USAGE", ledger},
      {"op list", "op list", "auditor", "stranger", "USAGE", ledger},
      {"op show", "op show {moved}", "auditor", "stranger", "USAGE", ledger},
      {"op status", "op status {moved}", "auditor", "stranger", "USAGE", ledger},
      {"op plans", "op plans", "auditor", "stranger", "USAGE", ledger},
      {"op verify", "op verify", "auditor", "stranger", "USAGE", ledger},
      {"migrate status", "migrate status", "reader", "stranger", "SELECT", history},
      {"migrate verify", "migrate verify", "reader", "stranger", "SELECT", history},
      {"migrate plan", "migrate plan", "reader", "stranger", "SELECT", history},
      {"migrate rehearse", "migrate rehearse", "reader", "stranger", "SELECT", history},
      {"migrate backfill status", "migrate backfill status", "reader", "stranger", "USAGE", ledger},
      {"platform lint", "platform lint --live", "reader", "auditor", "SELECT", deals},
      // The catalog is everybody's.
      {"schema tables", "schema tables", "stranger", "", "", ""},
      {"schema describe", "schema describe deals", "stranger", "", "", ""},
      {"schema catalog", "schema catalog", "stranger", "", "", ""},
      {"schema erd", "schema erd", "stranger", "", "", ""},
      {"schema diff", "schema diff", "stranger", "", "", ""},
      {"schema grants", "schema grants", "reader", "stranger", "USAGE", ledger},
      {"target test", "target test", "stranger", "", "", ""},
  };
  return cases;
}

const Cases& operating() {
  static const Cases cases{
      {"transition", "transition {created} --to CANCELLED --reason x", "operator", "reader", "UPDATE", deals},
      {"transition", "transition deals --file {folder}/keys --to CANCELLED --reason x --confirm=2", "operator",
       "reader", "INSERT", "table \"admctl\".\"plan\""},
      {"recover", "recover {incident} confirm-refund --set txHash=a --yes --reason x", "operator", "reader",
       "UPDATE", deals},
      {"op undo", "op undo {moved} --yes --reason x", "operator", "reader", "UPDATE",
       "table \"public\".\"deal_chat_bridges\""},
      {"audit export", "audit export -f {folder}/{role}.jsonl", "operator", "reader", "UPDATE", head},
  };
  return cases;
}

const Cases& watching() {
  static const Cases cases{
      {"audit export", "audit export -f {folder}/{role}.jsonl", "auditor", "reader", "UPDATE", head},
      {"audit seal", "audit seal --key {folder}/key", "auditor", "operator", "INSERT",
       "table \"admctl\".\"seal_leaf\""},
  };
  return cases;
}

const Cases& administering() {
  static const Cases cases{
      {"config set", "config set platform_fee_bps 600 --reason x --yes", "admin", "operator", "UPDATE",
       settings},
      {"config rollback", "config rollback platform_fee_bps --to {set} --reason x --yes", "admin", "operator",
       "UPDATE", settings},
      {"config apply", "config apply -f {folder}/settings.yaml --reason x --yes", "admin", "operator", "UPDATE",
       settings},
      {"config edit", "config edit --reason x --yes", "admin", "operator", "UPDATE", settings},
      {"config unset", "config unset platform_fee_bps --reason x --yes", "admin", "operator", "UPDATE",
       settings},
      {"seed config", "seed config --yes", "admin", "operator", "INSERT", settings},
      {"seed categories", "seed categories --yes", "admin", "operator", "UPDATE",
       "table \"public\".\"channel_categories\""},
      {"audit seal", "audit seal --key {folder}/key", "admin", "reader", "INSERT",
       "table \"admctl\".\"seal_leaf\""},
      {"audit archive",
       "audit archive --before {before} -f {folder}/{role}-old.jsonl --key {folder}/key --confirm={old}",
       "admin", "operator", "INSERT", "table \"admctl\".\"tombstone\""},
  };
  return cases;
}

// As an admin who is a member of the role that owns the tables.
const Cases& migrating() {
  static const Cases cases{
      {"migrate up", "migrate up --dir {folder}/m --yes", "admin", "operator", "INSERT", history},
      {"migrate down", "migrate down --dir {folder}/m --yes", "admin", "operator", "ownership", ""},
      {"migrate resolve", "migrate resolve --dir {folder}/m --applied {last} --yes", "admin", "operator",
       "DELETE", progress},
      {"migrate backfill", "migrate backfill {folder}/fill.yaml --yes", "admin", "operator", "INSERT",
       backfills},
      {"seed demo", "seed demo --deals 3 --yes", "admin", "operator", "SELECT",
       "table \"public\".\"channel_stats_graphs\""},
  };
  return cases;
}

// Of a backfill under way, in the order of the table.
const Cases& pausing() {
  static const Cases cases{
      {"seed scenario", "seed scenario paid-still-waiting --yes", "admin", "operator", "UPDATE",
       "table \"public\".\"deal_events\""},
      {"migrate backfill pause", "migrate backfill pause fill", "admin", "operator", "UPDATE", backfills},
      {"migrate backfill resume", "migrate backfill resume {folder}/fill.yaml", "admin", "operator", "UPDATE",
       backfills},
  };
  return cases;
}

const Cases& ending() {
  static const Cases cases{
      {"migrate backfill cancel", "migrate backfill cancel fill --yes", "admin", "operator", "UPDATE",
       backfills},
  };
  return cases;
}

const Cases& baselining() {
  static const Cases cases{
      {"migrate baseline", "migrate baseline --yes", "admin", "operator", "DELETE", progress},
  };
  return cases;
}

// A database with the roles, and what {name} stands for.
class Table {
 public:
  explicit Table(Template from, Owner owner = Owner::superuser, const std::string& platform = "admarket",
                 std::string_view tables = {})
      : roles_{from, platform, owner, tables} {
    values_["folder"] = folder_.path().string();
  }

  void set(const std::string& name, std::string value) { values_[name] = std::move(value); }
  const GrantedRoles& roles() const { return roles_; }
  const TestDatabase& database() const { return roles_.database(); }
  const TempFolder& folder() const { return folder_; }

  void run(const Case& each) const {
    if (!each.lacking.empty()) refuse(each);
    const auto result = as(each.least, each.words);
    INFO(each.least << ": " << each.words << "\n" << result.out << "\n" << result.err);
    CHECK(result.exit == each.exit);
  }

 private:
  RunResult as(const std::string& role, const std::string& words) const {
    auto options = home_.options();
    options.env = {{"EDITOR", filled("{folder}/editor", role)}};
    return roles_.as(role, split(filled(words, role), ' '), options);
  }

  void refuse(const Case& each) const {
    const auto result = as(each.lacking, each.words);
    INFO(each.lacking << ": " << each.words << "\n" << result.out << "\n" << result.err);
    CHECK(result.exit == no_access);
    const auto role = "\"" + roles_.prefix() + each.lacking + "\"";
    if (each.privilege == "ownership") {
      CHECK(contains(result.err, fmt::format("role {} does not own table", role)));
      CHECK(contains(result.err, fmt::format("GRANT \"{}owner\" TO {}", roles_.prefix(), role)));
      return;
    }
    CHECK(contains(result.err + result.out,
                   fmt::format("role {} lacks {} on {}", role, each.privilege, each.object)));
    const auto kind = each.object.substr(0, each.object.find(' '));
    CHECK(contains(result.err + result.out,
                   fmt::format("GRANT {} ON {} {} TO {}", each.privilege, kind == "table" ? "TABLE" : "SCHEMA",
                               each.object.substr(kind.size() + 1), role)));
  }

  std::string filled(std::string words, const std::string& role) const {
    auto values = values_;
    values["role"] = role;
    for (const auto& [name, value] : values) {
      const auto place = "{" + name + "}";
      for (auto at = words.find(place); at != std::string::npos; at = words.find(place, at + value.size()))
        words.replace(at, place.size(), value);
    }
    return words;
  }

  EmbeddedHome home_;  // rehearse and schema diff start a server
  GrantedRoles roles_;
  TempFolder folder_;
  std::map<std::string, std::string> values_;
};

void good(const RunResult& run) {
  INFO(run.out << run.err);
  REQUIRE(run.exit == 0);
}

std::string created(const TestDatabase& database) {
  return "deal/" + database.value("SELECT min(\"dealNumber\") FROM deals WHERE status = 'CREATED'");
}

// Moves a deal as the owner, and names the operation.
void move_one(Table& table) {
  good(table.roles().as_owner({"transition", created(table.database()), "--to", "CANCELLED", "--reason", "x"}));
  table.set("moved", table.database().value("SELECT id FROM admctl.operation ORDER BY seq DESC LIMIT 1"));
  table.set("created", created(table.database()));
}

void seal(Table& table) {
  const auto key = (table.folder().path() / "key").string();
  good(table.roles().as_owner({"audit", "key", "generate", "--file", key}));
  good(table.roles().as_owner({"audit", "seal", "--key", key}));
  table.set("row", table.database().value("SELECT min(id) FROM audit_logs"));
}

TEST_CASE("every reading command does for the least role, and names what a lesser one lacks") {
  Table table{Template::seeded};
  good(table.roles().as_owner({"seed", "scenario", "cancelled-money-held"}));
  move_one(table);
  seal(table);
  table.folder().write("settings.yaml", "platform_fee_bps: 650\n");
  for (const auto& each : reading()) table.run(each);
}

TEST_CASE("doctor sees all as an admin, and as a reader says which right the sessions of others need") {
  const Table table{Template::seeded};
  const auto& roles = table.roles();
  const auto somebody = table.database().session();
  const auto admin = roles.as("admin", {"doctor", "--exit-code"});
  CAPTURE(admin.out, admin.err);
  CHECK(admin.exit == 0);
  const auto reader = roles.as("reader", {"doctor"});
  CAPTURE(reader.out, reader.err);
  CHECK(reader.exit == no_access);
  CHECK(contains(reader.err, "1 part could not be checked"));
  CHECK(contains(reader.err, "GRANT pg_monitor TO \"" + roles.prefix() + "reader\";"));
  CHECK(roles.as("reader", {"doctor", "--skip", "transactions"}).exit == 0);
  const auto stranger = roles.as("stranger", {"doctor"});
  CHECK(stranger.exit == no_access);
  CHECK(contains(stranger.err, "GRANT USAGE ON SCHEMA \"public\" TO \"" + roles.prefix() + "stranger\""));
}

TEST_CASE("every command that moves records does for an operator, and names what a lesser role lacks") {
  Table table{Template::seeded};
  move_one(table);
  const auto planted = table.roles().as_owner({"seed", "scenario", "cancelled-money-held", "-o", "name"});
  good(planted);
  table.set("incident",
            table.database().value("SELECT 'deal/' || \"dealNumber\" FROM deals WHERE status = 'CANCELLED' AND "
                                   "\"escrowStatus\" = 'HELD' LIMIT 1"));
  table.folder().write("keys",
                       table.database().value("SELECT string_agg(\"dealNumber\"::text, E'\\n') FROM deals "
                                              "WHERE status IN ('NEGOTIATING', 'TERMS_AGREED')"));
  for (const auto& each : operating()) table.run(each);
}

TEST_CASE("every command that watches does for an auditor, and names what another role lacks") {
  Table table{Template::seeded};
  seal(table);
  good(table.roles().as_owner({"config", "set", "platform_fee_bps", "610", "--reason", "x", "--yes"}));
  for (const auto& each : watching()) table.run(each);
}

TEST_CASE("every command of settings and seals does for an admin, and names what an operator lacks") {
  Table table{Template::seeded};
  table.folder().write("settings.yaml", "platform_fee_bps: 650\n");
  table.folder().write("editor", "#!/bin/sh\nsed -i 's/^platform_fee_bps: .*/platform_fee_bps: 450/' \"$1\"\n");
  std::filesystem::permissions(table.folder().path() / "editor",
                               std::filesystem::perms::owner_all | std::filesystem::perms::others_exec);
  seal(table);
  const auto& database = table.database();
  good(table.roles().as_owner({"config", "set", "platform_fee_bps", "610", "--reason", "x", "--yes"}));
  table.set("set", database.value("SELECT id FROM admctl.operation ORDER BY seq DESC LIMIT 1"));
  database.execute("UPDATE channel_categories SET name = name || ' and more' WHERE slug = 'business'");
  table.set("before",
            database.value("SELECT to_char(percentile_disc(0.5) WITHIN GROUP (ORDER BY \"createdAt\"), "
                           "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') FROM audit_logs"));
  table.set("old",
            database.value("SELECT count(*) FROM audit_logs WHERE \"createdAt\" < (SELECT "
                           "percentile_disc(0.5) WITHIN GROUP (ORDER BY \"createdAt\") FROM audit_logs)"));
  for (const auto& each : administering()) table.run(each);
  CHECK(database.value("SELECT name FROM channel_categories WHERE slug = 'business'").find("and more") ==
        std::string::npos);
}

TEST_CASE("a role approves another's plan and resumes its own with no more than an operator has") {
  Table table{Template::seeded};
  const auto& roles = table.roles();
  const auto deal = created(table.database());
  roles.database().execute(
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET admctl.protection = protected', current_database()); "
      "END "
      "$$");
  CHECK(roles
            .as("operator", {"transition", deal, "--to", "COMPLETED", "--force", "--write", "--reason", "x",
                             "--ticket", "T-1"})
            .exit == static_cast<int>(Exit::approval_needed));
  table.set("plan", table.database().value("SELECT id FROM admctl.plan"));
  // Another operator than the one who made the plan.
  roles.database().execute(
      fmt::format("CREATE ROLE \"{0}second\" LOGIN IN ROLE \"{0}operator\"", roles.prefix()));
  table.run({"op approve", "op approve {plan} --confirm=1", "second", "reader", "INSERT",
             "table \"admctl\".\"approval\""});
  table.run({"op resume", "op resume {plan} --yes", "operator", "reader", "UPDATE", deals});
  roles.database().execute(fmt::format("DROP ROLE \"{}second\"", roles.prefix()));
}

TEST_CASE(
    "an admin who is a member of the tables' owner migrates and seeds, and an operator is told what it lacks") {
  Table table{Template::migrated, Owner::ordinary};
  std::filesystem::copy(std::filesystem::path{ADMCTL_SOURCE_DIR} / "fixtures/admarket/migrations",
                        table.folder().path() / "m", std::filesystem::copy_options::recursive);
  table.folder().write("m/20300101000000_remark/migration.sql", "ALTER TABLE deals ADD COLUMN remark text;\n");
  table.folder().write("m/20300101000000_remark/down.sql", "ALTER TABLE deals DROP COLUMN remark;\n");
  table.folder().write("fill.yaml", "table: deals\nkey: id\nset: {notes: \"'x'\"}\n");
  table.set("last", "20300101000000_remark");
  for (const auto& each : migrating()) {
    // The role is for the tables of then.
    if (each.command == "migrate resolve") table.roles().grant();
    table.run(each);
  }
}

TEST_CASE("an admin pauses, resumes and cancels a backfill, and an operator is told what it lacks") {
  Table table{Template::seeded, Owner::ordinary};
  table.folder().write("fill.yaml", "table: deals\nkey: id\nset: {notes: \"'x'\"}\n");
  good(table.roles().as("admin", {"migrate", "backfill", (table.folder().path() / "fill.yaml").string()}));
  const auto begun_again = [&] {
    table.database().execute(
        "UPDATE admctl.backfill SET state = 'running', finished_at = NULL; "
        "UPDATE admctl.backfill_range SET done_to = NULL, finished_at = NULL");
  };
  begun_again();
  for (const auto& each : pausing()) table.run(each);
  begun_again();
  for (const auto& each : ending()) table.run(each);
}

TEST_CASE("an admin baselines a database without a history, and an operator is told what it lacks") {
  Table table{Template::migrated, Owner::ordinary};
  table.database().execute("DROP TABLE _prisma_migrations");
  table.roles().grant();
  for (const auto& each : baselining()) table.run(each);
}

TEST_CASE("an admin who is no member of the tables' owner is told that only the owner may") {
  Table table{Template::seeded};
  table.folder().write("m/1_remark/migration.sql", "ALTER TABLE deals ADD COLUMN remark text;\n");
  const auto up = table.roles().as("admin", {"migrate", "up", "--dir", (table.folder().path() / "m").string(),
                                             "--history", "native", "--yes"});
  CAPTURE(up.err);
  CHECK(up.exit == no_access);
  CHECK(contains(up.err, "must be owner of table deals"));
  CHECK(contains(up.err, "owner"));
  for (const std::vector<std::string>& seeds : std::vector<std::vector<std::string>>{
           {"seed", "demo", "--deals", "3", "--yes"}, {"seed", "scenario", "paid-still-waiting", "--yes"}}) {
    const auto refused = table.roles().as("admin", seeds);
    CAPTURE(refused.err);
    CHECK(refused.exit == no_access);
    CHECK(contains(refused.err, "role \"" + table.roles().prefix() + "admin\" lacks "));
    CHECK(contains(refused.err, "let the owner run: GRANT "));
  }
}

// Settings that are versions of a document: another pack than the shipped one.
const Cases& publishing() {
  static const Cases cases{
      {"config publish", "config publish contract 1.0.0 --file {folder}/terms.yaml --title Sale", "admin",
       "operator", "UPDATE", contracts},
      {"config activate", "config activate contract 1.0.0 --yes", "admin", "operator", "UPDATE", contracts},
      {"config versions", "config versions contract", "reader", "stranger", "SELECT", contracts},
      {"config publish", "config publish contract 1.1.0 --file {folder}/terms.yaml --title Sale", "admin",
       "operator", "UPDATE", contracts},
      {"config deprecate", "config deprecate contract 1.1.0", "admin", "operator", "UPDATE", contracts},
  };
  return cases;
}

TEST_CASE("an admin publishes, activates and deprecates a document, and an operator is told what it lacks") {
  const TempFolder pack;
  write_contract_pack(pack);
  Table table{Template::empty, Owner::superuser, pack.path().string() + "/", contract_tables};
  table.folder().write("terms.yaml", "title: Sale\nfundingWindowHours: 48\n");
  for (const auto& each : publishing()) table.run(each);
}

// Without a database, or on the server of the embedded one or of the tests, which other tests are about.
const std::set<std::string> elsewhere{"audit disclose",
                                      "audit key export",
                                      "audit key generate",
                                      "audit key list",
                                      "completion bash",
                                      "completion fish",
                                      "completion zsh",
                                      "config describe",
                                      "db clone",
                                      "db create",
                                      "db down",
                                      "db drop",
                                      "db exec",
                                      "db gc",
                                      "db list",
                                      "db status",
                                      "db up",
                                      "db url",
                                      "demo",
                                      "explain",
                                      "migrate lint",
                                      "migrate new",
                                      "platform list",
                                      "platform new",
                                      "platform show",
                                      "reference man",
                                      "reference markdown",
                                      "target add",
                                      "target list",
                                      "target remove",
                                      "target show"};

TEST_CASE("the table of least roles leaves out no command that touches a database") {
  // They have tests of their own above.
  std::set<std::string> there{"doctor", "op approve", "op resume"};
  for (const auto* cases : {&reading(), &operating(), &watching(), &administering(), &migrating(), &pausing(),
                            &ending(), &baselining(), &publishing()}) {
    for (const auto& each : *cases) {
      CHECK(commands::find_command(each.command) != nullptr);
      CHECK(each.words.starts_with(each.command));
      there.insert(each.command);
    }
  }
  for (const auto& command : commands::all_commands()) {
    CAPTURE(command.name);
    const std::string name{command.name};
    CHECK(there.contains(name) != elsewhere.contains(name));
  }
}

}  // namespace
}  // namespace admctl::test
