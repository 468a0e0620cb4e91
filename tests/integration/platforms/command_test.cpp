// The commands that look at a platform, run over every platform's demo data as an operator would.
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/platform/domains.hpp"
#include "tests/integration/platforms/stage.hpp"
#include "tests/support/database.hpp"
#include "tests/support/embedded_home.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

// The seeded database of a platform and the binary.
class Shell {
 public:
  explicit Shell(const Subject& subject) : pack_{subject.pack}, database_{Template::seeded, pack_.platform} {}

  RunResult run(std::vector<std::string> args, RunOptions options = {}) const {
    args.insert(args.begin(), {"--db", database_.url(), "--platform", pack_.platform});
    options.env = {{"COLUMNS", "80"}};
    return run_admctl(args, options);
  }

  // What it says on stdout; fails the test when it does not end with 0.
  std::string succeed(const std::vector<std::string>& args, const RunOptions& options = {}) const {
    const auto result = run(args, options);
    INFO(result.out << result.err);
    REQUIRE(result.exit == 0);
    return result.out;
  }

  Value json(std::vector<std::string> args) const {
    args.insert(args.begin(), {"-o", "json"});
    return parse_json(succeed(args));
  }

  const TestDatabase& database() const { return database_; }

 private:
  const platform::Pack& pack_;
  TestDatabase database_;
};

std::size_t row_count(const Value& list) { return list.at("rows").as_array()->size(); }

const PlatformTest lists_and_pages{
    "inspect", "every kind is listed, by state too, and its records have a page",
    [](const Subject& subject) {
      const Shell shell{subject};
      for (const auto& kind : subject.pack.kinds) {
        CAPTURE(kind.name);
        CHECK_FALSE(shell.succeed({"inspect", kind.name, "--limit", "3"}).empty());
        auto session = shell.database().session();
        pg::Transaction tx{session, options_of(subject.pack)};
        const auto key = tx.value(fmt::format("SELECT min({}::text) FROM {}", pg::quote(kind.key),
                                              pg::quote(subject.pack.schema, kind.table)));
        REQUIRE(key);
        const auto record = kind.name + "/" + *key;
        const auto state = Stage(subject.pack, kind, tx).state(*key);
        CHECK(row_count(shell.json({"inspect", kind.name, "--state", state, "--limit", "3"})) > 0);
        CHECK_THAT(shell.succeed({"inspect", record}), Catch::Contains(state));
        CHECK(shell.json({"inspect", record}).as_object());
      }
    },
    CATCH_INTERNAL_LINEINFO};

const PlatformTest stuck_ones{"inspect", "records of every kind are listed by how long they are in their state",
                              [](const Subject& subject) {
                                const Shell shell{subject};
                                for (const auto& kind : subject.pack.kinds) {
                                  CAPTURE(kind.name);
                                  shell.succeed({"inspect", kind.name, "--stuck", "--limit", "1"});
                                }
                              },
                              CATCH_INTERNAL_LINEINFO};

const PlatformTest settings{"config", "every setting is listed, shown and valid",
                            [](const Subject& subject) {
                              const Shell shell{subject};
                              const auto list = shell.json({"config", "list"});
                              CHECK(row_count(list) > 0);
                              for (const auto& row : *list.at("rows").as_array()) {
                                const auto& key = *row.at("key").as_string();
                                CAPTURE(key);
                                shell.succeed({"config", "get", key});
                                shell.succeed({"config", "history", key});
                              }
                              shell.succeed({"config", "validate", "--exit-code"});
                            },
                            CATCH_INTERNAL_LINEINFO};

const PlatformTest trail{"audit", "the audit log is listed, exported in every format, and its export proven",
                         [](const Subject& subject) {
                           const Shell shell{subject};
                           const TempFolder folder;
                           CHECK(row_count(shell.json({"audit", "list", "--limit", "5"})) == 5);
                           for (const std::string format : {"jsonl", "csv", "ecs", "ocsf", "sqlite"}) {
                             CAPTURE(format);
                             const auto file = (folder.path() / ("audit." + format)).string();
                             shell.succeed({"audit", "export", "--format", format, "-f", file});
                             CHECK(std::filesystem::file_size(file) > 0);
                             shell.succeed({"audit", "verify", file});
                           }
                           const auto masked = (folder.path() / "masked.jsonl").string();
                           const auto salt = (folder.path() / "salt").string();
                           std::ofstream{salt} << std::string(64, 's');
                           shell.run({"audit", "export", "--redact", "personal", "--salt", salt, "-f", masked});
                         },
                         CATCH_INTERNAL_LINEINFO};

const PlatformTest ledger{"op", "what was done to the database is in the ledger, whose chain holds",
                          [](const Subject& subject) {
                            const Shell shell{subject};
                            CHECK(row_count(shell.json({"op", "list"})) > 0);
                            shell.succeed({"op", "verify"});
                          },
                          CATCH_INTERNAL_LINEINFO};

const PlatformTest live_schema{"schema",
                               "the live schema is shown, and does not differ from what the migrations give",
                               [](const Subject& subject) {
                                 const Shell shell{subject};
                                 const EmbeddedHome home;
                                 shell.succeed({"schema", "diff", "--exit-code"}, home.options());
                               },
                               CATCH_INTERNAL_LINEINFO};

const PlatformTest tables{
    "schema", "every table is listed in a domain of the pack and described, and the pack says what it is for",
    [](const Subject& subject) {
      const Shell shell{subject};
      const auto list = shell.json({"schema", "tables"});
      CHECK(row_count(list) > 20);
      for (const auto& row : *list.at("rows").as_array()) {
        const auto& name = *row.at("table").as_string();
        CAPTURE(name);
        const bool is_history = row.at("notes") == Value{"history of applied migrations"};
        if (!is_history) {
          CHECK(row.at("domain") != Value{"Other tables"});
          CHECK(row.at("purpose").as_string());
        }
      }
      for (const auto& kind : subject.pack.kinds) {
        CAPTURE(kind.name);
        const auto page = shell.succeed({"schema", "describe", kind.table});
        CHECK_THAT(page, Catch::Contains("kind " + kind.name + ", state in " + kind.state));
        CHECK_THAT(page, Catch::Contains("state of " + kind.name));
      }
      CHECK(shell.run({"schema", "describe", "no_such_table"}).exit == 3);
      // Without any help of a pack.
      CHECK(row_count(shell.json({"schema", "tables", "--live"})) == row_count(list));
      shell.succeed({"schema", "describe", subject.pack.kinds.front().table, "--live"});
    },
    CATCH_INTERNAL_LINEINFO};

const PlatformTest documents{
    "schema", "the catalog and the picture have every table, with the pack's domains and without",
    [](const Subject& subject) {
      const Shell shell{subject};
      const auto list = shell.json({"schema", "tables"});
      const auto markdown = shell.succeed({"schema", "catalog", "--format", "markdown"});
      const auto dot = shell.succeed({"schema", "erd", "--format", "dot"});
      const auto live = shell.succeed({"schema", "erd", "--format", "dot", "--live"});
      const auto svg = shell.succeed({"schema", "erd", "--format", "svg"});
      for (const auto& row : *list.at("rows").as_array()) {
        const auto& name = *row.at("table").as_string();
        CAPTURE(name);
        CHECK_THAT(markdown, Catch::Contains("| `" + name + "` |"));
        CHECK_THAT(dot, Catch::Contains("    \"" + name + "\" [label=<"));
        CHECK_THAT(live, Catch::Contains("    \"" + name + "\" [label=<"));
        CHECK_THAT(svg, Catch::Contains(">" + name + "</text>"));
      }
      for (const auto& domain : platform::read_domains(subject.pack.files)) {
        CHECK_THAT(markdown, Catch::Contains("### " + domain.title + "\n"));
        CHECK_THAT(svg, Catch::Contains(">" + domain.title + "</text>"));
      }
      CHECK(parse_json(shell.succeed({"schema", "catalog"})).at("tables").as_object()->size() ==
            row_count(list));
    },
    CATCH_INTERNAL_LINEINFO};

// The roles of 'schema grants' on a platform's database, which are allowed to log in.
class PlatformRoles {
 public:
  PlatformRoles(const Shell& shell, const std::string& platform)
      : shell_{shell}, platform_{platform}, prefix_{*shell.database().conninfo().get("dbname") + "_"} {
    auto sql = shell.succeed({"schema", "grants", "--prefix", prefix_});
    for (const std::string line : {"\nBEGIN;\n", "\nCOMMIT;\n"}) sql.replace(sql.find(line), line.size(), "\n");
    for (const auto* role : names) sql += fmt::format("ALTER ROLE \"{}{}\" LOGIN;\n", prefix_, role);
    shell.database().execute(sql);
  }
  ~PlatformRoles() {
    for (const auto* role : names) {
      shell_.database().execute(
          fmt::format("DROP OWNED BY \"{0}{1}\" CASCADE; DROP ROLE \"{0}{1}\"", prefix_, role));
    }
  }
  PlatformRoles(const PlatformRoles&) = delete;
  PlatformRoles& operator=(const PlatformRoles&) = delete;

  void can(const std::string& role, std::vector<std::string> args) const {
    auto where = shell_.database().conninfo();
    where.set("user", prefix_ + role);
    args.insert(args.begin(), {"--db", where.to_url(), "--platform", platform_});
    const auto result = run_admctl(args);
    INFO(role << ": " << join(args, " ") << "\n" << result.err);
    CHECK(result.exit == 0);
  }

 private:
  static constexpr const char* names[]{"reader", "operator", "admin", "auditor"};
  const Shell& shell_;
  std::string platform_;
  std::string prefix_;
};

const PlatformTest roles{
    "schema", "a reader sees every kind, an operator makes a move of each, an admin seeds, an auditor exports",
    [](const Subject& subject) {
      const Shell shell{subject};
      const PlatformRoles who{shell, subject.pack.platform};
      who.can("reader", {"check"});
      who.can("reader", {"migrate", "status"});
      who.can("reader", {"config", "list"});
      for (const auto& kind : subject.pack.kinds) {
        CAPTURE(kind.name);
        who.can("reader", {"inspect", kind.name, "--limit", "1"});
        const auto list = shell.json({"inspect", kind.name, "--limit", "1"});
        REQUIRE(row_count(list) == 1);
        const auto record = *list.at("rows").as_array()->front().at("record").as_string();
        const auto state = shell.json({"inspect", record}).at("moves");
        // Forced, so that it writes whatever the guards say; what it writes is taken back.
        const auto* moves = state.as_array();
        if (!moves || moves->empty()) continue;
        const auto to = *moves->front().at("to").as_string();
        who.can("operator", {"transition", record, "--to", to, "--reason", "x", "--force", "--dry-run"});
      }
      who.can("admin", {"seed", "config", "--yes"});
      const TempFolder folder;
      who.can("auditor", {"audit", "export", "-f", (folder.path() / "audit.jsonl").string()});
    },
    CATCH_INTERNAL_LINEINFO};

const PlatformTest shown{
    "platform", "the pack is listed and shown, and lint finds nothing wrong with it on its database",
    [](const Subject& subject) {
      const Shell shell{subject};
      CHECK_THAT(shell.succeed({"platform", "list"}), Catch::Contains(subject.pack.platform));
      CHECK_THAT(shell.succeed({"platform", "show"}), Catch::Contains(subject.pack.title));
      shell.succeed({"platform", "lint", "--exit-code"});
      shell.succeed({"platform", "lint", "--live", "--exit-code"});
    },
    CATCH_INTERNAL_LINEINFO};

}  // namespace
}  // namespace admctl::test
