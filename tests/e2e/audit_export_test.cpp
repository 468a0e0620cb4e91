// Exports as an operator makes them: recorded, proven, redacted, incremental.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "lib/core/json_text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

class Operator {
 public:
  explicit Operator(Template from = Template::migrated) : database{from} {}

  RunResult run(std::vector<std::string> args) const {
    args.insert(args.begin(), {"--db", database.url()});
    return run_admctl(args);
  }
  std::string file(const std::string& name) const { return (folder.path() / name).string(); }
  std::string read(const std::string& name) const {
    std::ifstream in{folder.path() / name, std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  bool has(const std::string& name) const { return std::filesystem::exists(folder.path() / name); }
  Value last_export() const {
    return parse_json(database.value(
        "SELECT summary FROM admctl.operation WHERE kind = 'audit.export' ORDER BY seq DESC LIMIT 1"));
  }

  TestDatabase database;
  TempFolder folder;
};

constexpr std::string_view rows = R"sql(
  INSERT INTO audit_logs (id, "actorType", "actorIp", action, resource, "resourceId", "newValue", "createdAt") VALUES
  ('a1', 'USER', '10.9.8.7', 'user.rename', 'users', 'u1', '{"username": "ann", "inviteLink": "hunter2"}', '2026-01-01')
)sql";

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

}  // namespace

TEST_CASE("an export is an operation in the ledger, and its signed manifest verifies") {
  const Operator ops;
  ops.database.execute(rows);
  REQUIRE(ops.run({"audit", "key", "generate", "--file", ops.file("key")}).exit == 0);
  const auto run =
      ops.run({"audit", "export", "-f", ops.file("a.jsonl"), "--key", ops.file("key"), "--ticket", "T-7"});
  INFO(run.err);
  CHECK(run.exit == 0);
  CHECK(ops.last_export().at("file") == Value{ops.file("a.jsonl")});
  CHECK(ops.last_export().at("rows") == Value{lines_of(ops.read("a.jsonl"))});
  CHECK(ops.database.value("SELECT ticket FROM admctl.operation WHERE kind = 'audit.export'") == "T-7");
  CHECK(ops.has("a.jsonl.manifest.json"));
  const auto verified = run_admctl({"audit", "verify", ops.file("a.jsonl"), "--key", ops.file("key.pub")});
  INFO(verified.err);
  CHECK(verified.exit == 0);
  // A second one is refused before it is written or recorded.
  CHECK(ops.run({"audit", "export", "-f", ops.file("a.jsonl")}).exit == 1);
  CHECK(ops.database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'audit.export'") == "1");
}

TEST_CASE("exports in every format and compression verify from their files alone") {
  const Operator ops{Template::seeded};
  ops.database.execute(rows);
  for (const auto* name : {"a.jsonl", "b.jsonl.gz", "c.jsonl.zst"})
    CHECK(ops.run({"audit", "export", "-f", ops.file(name), "--max-file-rows", "500"}).exit == 0);
  for (const auto* format : {"csv", "ecs", "ocsf", "sqlite"})
    CHECK(ops.run({"audit", "export", "-f", ops.file(format), "--format", format}).exit == 0);
  for (const auto* name : {"a.jsonl", "b.jsonl.gz", "c.jsonl.zst", "csv", "ecs", "ocsf", "sqlite"}) {
    const auto verified = run_admctl({"audit", "verify", ops.file(name)});
    INFO(name << verified.err << verified.out);
    CHECK(verified.exit == 0);
  }
}

TEST_CASE("a dry run of an export counts the rows and leaves nothing, neither file nor operation") {
  const Operator ops;
  ops.database.execute(rows);
  const auto run = ops.run({"audit", "export", "-n", "--source", "audit", "-f", ops.file("a"), "-o", "json"});
  CHECK(run.exit == 0);
  CHECK(parse_json(run.out).at("export").at("rows") == Value{1});
  CHECK_FALSE(ops.has("a"));
  CHECK(ops.database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'audit.export'") == "0");
}

TEST_CASE(
    "secret values leave only with a reason and an answer, never a protected database, and it is recorded") {
  const Operator ops;
  ops.database.execute(rows);
  const auto secrets = [&](std::vector<std::string> more) {
    std::vector<std::string> args{"audit", "export",     "--source", "audit", "--include-secrets",
                                  "-f",    ops.file("s")};
    args.insert(args.end(), more.begin(), more.end());
    return ops.run(args);
  };
  CHECK(secrets({}).exit == 2);
  CHECK(secrets({"--reason", "court order"}).exit == 2);
  CHECK_FALSE(ops.has("s"));
  CHECK(secrets({"--reason", "court order", "--confirm", "secrets"}).exit == 0);
  CHECK(ops.read("s").find("hunter2") != std::string::npos);
  CHECK(ops.last_export().at("includesSecrets") == Value{true});

  ops.database.execute(
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET admctl.protection = ''protected''', "
      "current_database()); END $$");
  const auto refused = secrets({"--reason", "court order", "--confirm", "secrets", "--overwrite"});
  CHECK(refused.exit == 6);
}

TEST_CASE("a redacted export shows no personal value, and one value can be proved to others later") {
  const Operator ops;
  ops.database.execute(rows);
  CHECK(ops.run({"audit", "export", "--redact", "personal", "-f", ops.file("r")}).exit == 2);
  const auto run = ops.run({"audit", "export", "--redact", "personal,secrets", "--salt", ops.file("salt"), "-f",
                            ops.file("r.jsonl.zst")});
  INFO(run.err);
  REQUIRE(run.exit == 0);
  CHECK(run_admctl({"audit", "verify", ops.file("r.jsonl.zst")}).exit == 0);

  const auto disclose = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"audit", "disclose", ops.file("r.jsonl.zst")});
    more.insert(more.end(), {"-o", "json"});
    return run_admctl(more);
  };
  const auto kept =
      disclose({"audit_logs/a1", "newValue/username", "--salt", ops.file("salt"), "--value", "ann"});
  INFO(kept.err);
  REQUIRE(kept.exit == 0);
  const auto opening = parse_json(kept.out).at("disclosure").at("opening").string_or("");
  CHECK(disclose({"--opening", opening, "--value", "ann"}).exit == 0);
  CHECK(disclose({"--opening", opening, "--value", "bob"}).exit == 9);
  CHECK(disclose({"audit_logs/a1", "actorIp", "--salt", ops.file("salt"), "--value", "10.9.8.7"}).exit == 0);
  CHECK(disclose({"audit_logs/a2", "actorIp", "--salt", ops.file("salt"), "--value", "10.9.8.7"}).exit == 9);
  CHECK(disclose({"audit_logs/a1", "newValue/inviteLink", "--salt", ops.file("salt"), "--value", "hunter2"})
            .exit == 0);
  CHECK(disclose({"audit_logs/a1", "actorIp", "--salt", ops.file("nosalt"), "--value", "x"}).exit == 2);
}

TEST_CASE("exports with a cursor add up to all rows, and one that fails does not move it") {
  const Operator ops;
  ops.database.execute(rows);
  const auto night = [&](const std::string& name) {
    return ops
        .run({"audit", "export", "--source", "audit", "--since-cursor", ops.file("cursor"), "-f",
              ops.file(name)})
        .exit;
  };
  CHECK(night("one") == 0);
  CHECK(lines_of(ops.read("one")) == 1);
  ops.database.execute(
      "INSERT INTO audit_logs (id, \"actorType\", action, resource, \"createdAt\") VALUES ('a2', "
      "'SYSTEM', 'x', 'deals', '2020-01-01')");
  CHECK(night("no/such/folder") == 1);
  CHECK(night("two") == 0);
  CHECK(lines_of(ops.read("two")) == 1);
  CHECK(night("three") == 0);
  CHECK(ops.read("three").empty());
}

TEST_CASE("a replica that is none of the target is refused, and one that is serves the rows") {
  const Operator ops;
  const TestDatabase another{Template::migrated};
  ops.database.execute(rows);
  CHECK(ops.run({"audit", "export", "--replica=" + another.url(), "-f", ops.file("a")}).exit == 6);
  CHECK(
      ops.run({"audit", "export", "--source", "audit", "--replica=" + ops.database.url(), "-f", ops.file("a")})
          .exit == 0);
  CHECK(lines_of(ops.read("a")) == 1);
}

TEST_CASE("one record's rows are found by its address, in list, tail and export") {
  const Operator ops{Template::seeded};
  const auto deal = ops.database.value("SELECT \"dealId\" FROM deal_events LIMIT 1");
  const auto number = ops.database.value("SELECT \"dealNumber\" FROM deals WHERE id = '" + deal + "'");
  const auto count =
      std::stoul(ops.database.value("SELECT count(*) FROM deal_events WHERE \"dealId\" = '" + deal + "'"));
  CHECK(lines_of(ops.run({"audit", "list", "deal/" + number, "-o", "jsonl"}).out) == count);
  CHECK(lines_of(ops.run({"audit", "tail", "deal/" + deal, "--lines", "1000", "-o", "jsonl"}).out) == count);
  CHECK(lines_of(ops.run({"audit", "export", "deal/" + number}).out) == count);
  CHECK(ops.run({"audit", "list", "deal/999999999"}).exit == 3);
}

TEST_CASE("tail without --follow shows the last rows, newest last") {
  const Operator ops{Template::seeded};
  const auto run = ops.run({"audit", "tail", "--source", "events", "--lines", "5", "-o", "jsonl"});
  REQUIRE(lines_of(run.out) == 5);
  std::istringstream in{run.out};
  std::string line;
  std::string before;
  while (std::getline(in, line)) {
    const auto time = parse_json(line).at("time").string_or("");
    CHECK(before <= time);
    before = time;
  }
  CHECK(before.substr(0, 19) ==
        ops.database.value("SELECT to_char(max(\"createdAt\"), 'YYYY-MM-DD\"T\"HH24:MI:SS') FROM deal_events"));
}

}  // namespace admctl::test
