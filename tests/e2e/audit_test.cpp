// The audit commands, as a script and a person meet them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "lib/core/json_text.hpp"
#include "lib/core/sha256.hpp"
#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

RunResult on(const TestDatabase& database, std::vector<std::string> args) {
  args.insert(args.begin(), {"--db", database.url()});
  // What a run leaves in the ledger is not what is looked for here.
  if (std::ranges::find(args, "--source") == args.end()) args.insert(args.end(), {"--source", "audit"});
  return run_admctl(args);
}

constexpr std::string_view two_rows = R"sql(
  INSERT INTO audit_logs (id, "actorId", "actorType", action, resource, "resourceId", "oldValue", "newValue", metadata, "createdAt")
  VALUES ('a1', 'cuser', 'USER', 'deal.cancel', 'deals', 'd1', '{"status": "CREATED"}', '{"status": "CANCELLED"}', NULL,
          '2026-01-01 10:00:00'),
         ('a2', NULL, 'ADMIN', E'=odd\e[31m', 'users', 'u1', NULL, NULL, '{"operator": "alice", "reason": "spam"}',
          '2026-01-02 10:00:00.5')
)sql";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

TEST_CASE("audit list -o json has the common fields under stable names, newest first") {
  const TestDatabase database{Template::migrated};
  database.execute(two_rows);
  const auto run = on(database, {"audit", "list", "-o", "json"});
  CHECK(run.exit == 0);
  const auto list = parse_json(run.out);
  const auto* rows = list.at("rows").as_array();
  REQUIRE(rows);
  REQUIRE(rows->size() == 2);
  CHECK((*rows)[1] ==
        parse_json(
            R"({"time": "2026-01-01T10:00:00.000Z", "source": "audit", "actor": "cuser", "actorType": "USER",
    "action": "deal.cancel", "resource": "deals", "resourceId": "d1", "old": {"status": "CREATED"},
    "new": {"status": "CANCELLED"}, "reason": null, "ticket": null, "operation": null, "id": "a1"})"));
  CHECK((*rows)[0].at("actor") == Value{"alice"});
  CHECK((*rows)[0].at("reason") == Value{"spam"});
}

TEST_CASE("audit list for people shows values compactly and no escape sequence of the database") {
  const TestDatabase database{Template::migrated};
  database.execute(two_rows);
  const auto run = on(database, {"audit", "list"});
  CHECK(run.out.find(R"({"status":"CANCELLED"})") != std::string::npos);
  CHECK(run.out.find('\x1b') == std::string::npos);
}

TEST_CASE("audit export to standard output writes nothing else there, whatever -o says") {
  const TestDatabase database{Template::migrated};
  database.execute(two_rows);
  const auto plain = on(database, {"audit", "export"});
  const auto json = on(database, {"audit", "export", "-f", "-", "-o", "json"});
  CHECK(plain.exit == 0);
  CHECK(plain.out == json.out);
  CHECK(std::ranges::count(plain.out, '\n') == 2);
  CHECK(parse_json(plain.out.substr(0, plain.out.find('\n'))).at("row").at("id") == Value{"a1"});
  CHECK(plain.err.find(sha256_hex(plain.out)) != std::string::npos);
}

TEST_CASE("audit export to a file reports what it holds") {
  const TestDatabase database{Template::migrated};
  database.execute(two_rows);
  const TempFolder folder;
  const auto file = (folder.path() / "audit.jsonl").string();
  const auto run = on(database, {"audit", "export", "-f", file, "-o", "json"});
  CHECK(run.exit == 0);
  const auto report = parse_json(run.out).at("export");
  CHECK(report.at("rows") == Value{2});
  CHECK(report.at("first") == Value{"2026-01-01T10:00:00.000Z"});
  CHECK(report.at("last") == Value{"2026-01-02T10:00:00.500Z"});
  CHECK(report.at("sha256") == Value{sha256_hex(read_file(file))});

  CHECK(on(database, {"audit", "export", "-f", file}).exit == 1);
  CHECK(on(database, {"audit", "export", "-f", file, "--overwrite", "--action", "deal.*"}).exit == 0);
  CHECK(std::ranges::count(read_file(file), '\n') == 1);
}

TEST_CASE("an exported CSV has its formulas guarded by --csv-safe") {
  const TestDatabase database{Template::migrated};
  database.execute(two_rows);
  CHECK(on(database, {"audit", "export", "--format", "csv"}).out.find(",=odd") != std::string::npos);
  const auto safe = on(database, {"audit", "export", "--format", "csv", "--csv-safe"});
  CHECK(safe.out.find(",'=odd") != std::string::npos);
  CHECK(safe.out.find(",=odd") == std::string::npos);
}

TEST_CASE("an age is counted back from now, in either spelling") {
  const TestDatabase database{Template::migrated};
  database.execute(two_rows);
  database.execute("UPDATE audit_logs SET \"createdAt\" = now() - interval '1 hour' WHERE id = 'a2'");
  for (const auto* age : {"24h", "-24h"}) {
    const auto run = on(database, {"audit", "list", "--since", age, "-o", "jsonl"});
    CHECK(std::ranges::count(run.out, '\n') == 1);
  }
  CHECK(on(database, {"audit", "list", "--since", "yesterday"}).exit == 2);
}

}  // namespace admctl::test
