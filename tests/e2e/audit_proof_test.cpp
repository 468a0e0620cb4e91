// Keys, seals, verification and archives, as a script meets them.
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

#include <sys/stat.h>

#include "lib/core/json_text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

constexpr int killed = 128 + 9;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// A database with a hundred sealed audit rows, a second apart from 2026-01-01.
struct Sealed {
  TestDatabase database{Template::migrated};
  TempFolder folder;

  Sealed() {
    insert_rows(100);
    REQUIRE(run({"audit", "key", "generate", "--file", "k"}).exit == 0);
    REQUIRE(run({"audit", "seal", "--key", "k", "-f", "seals.txt"}).exit == 0);
  }
  void insert_rows(int count) const {
    database.execute(
        "INSERT INTO audit_logs (id, \"actorType\", action, resource, \"createdAt\") SELECT 'r' || "
        "lpad(i::text, 4, "
        "'0'), 'ADMIN', 'deal.hold', 'deals', timestamp '2026-01-01' + i * interval '1 second' FROM "
        "generate_series(1, " +
        std::to_string(count) + ") AS i");
  }
  RunResult run(std::vector<std::string> args, RunOptions options = {}) const {
    args.insert(args.begin(), {"--db", database.url()});
    options.cwd = folder.path();
    return run_admctl(args, options);
  }
  RunResult verify() const {
    return run({"audit", "verify", "--public-key", "k.pub", "--checkpoint", "seals.txt"});
  }
  std::string rows() const { return database.value("SELECT count(*) FROM audit_logs"); }
  // The 59 rows before a minute past midnight.
  RunResult archive(std::vector<std::string> more = {"--confirm=59"}, RunOptions options = {}) const {
    more.insert(more.begin(), {"audit", "archive", "--before", "2026-01-01T00:01:00Z", "-f", "old.jsonl",
                               "--key", "k", "--chunk", "20"});
    return run(more, options);
  }
};

}  // namespace

TEST_CASE("a private key is its owner's alone, is never replaced, and is not written to the database") {
  const Sealed sealed;
  struct stat found {};
  REQUIRE(::stat((sealed.folder.path() / "k").c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0600);
  const auto key = read_file(sealed.folder.path() / "k");
  CHECK(key.starts_with("PRIVATE+KEY+k+"));
  CHECK(sealed.run({"audit", "key", "generate", "--file", "k"}).exit == 1);
  CHECK(read_file(sealed.folder.path() / "k") == key);

  const auto exported = sealed.run({"audit", "key", "export", "--file", "-"}, {.env = {}, .input = key});
  CHECK(exported.out == read_file(sealed.folder.path() / "k.pub"));
  const auto list = parse_json(sealed.run({"audit", "key", "list", "-o", "json"}).out);
  CHECK(list.at("rows").as_array()->size() == 2);
  const auto secret = key.substr(key.rfind('+') + 1, 40);
  CHECK(sealed.database.value("SELECT count(*) FROM admctl.operation AS o WHERE o::text LIKE '%" + secret +
                              "%'") == "0");
  CHECK(sealed.database.value("SELECT count(*) FROM admctl.seal AS s WHERE s::text LIKE '%" + secret + "%'") ==
        "0");
}

TEST_CASE("audit verify ends with 0 when all is as sealed, with 9 when not, with 1 when it cannot tell") {
  const Sealed sealed;
  CHECK(sealed.verify().exit == 0);
  sealed.database.execute("UPDATE audit_logs SET action = 'x' WHERE id = 'r0042'");
  const auto run = sealed.verify();
  CHECK(run.exit == 9);
  CHECK(run.out.find("row changed") != std::string::npos);
  CHECK(run.out.find("r0042") != std::string::npos);
  CHECK(sealed.run({"audit", "prove", "r0042"}).exit == 9);
  CHECK(sealed.run({"audit", "verify", "--source", "ledger", "--checkpoint", "seals.txt"}).exit == 0);

  const TestDatabase fresh{Template::migrated};
  CHECK(run_admctl({"--db", fresh.url(), "audit", "verify"}).exit == 1);
  CHECK(sealed.run({"audit", "verify", "nothing.jsonl"}).exit == 1);
  CHECK(sealed.run({"audit", "verify", "--checkpoint", "k.pub"}).exit == 1);
}

TEST_CASE("a row is proven by a file, and the file is checked without a database") {
  const Sealed sealed;
  REQUIRE(sealed.run({"audit", "prove", "r0007", "-f", "p"}).exit == 0);
  const auto verify = [&](const std::string& key) {
    return run_admctl({"audit", "verify", "p", "--public-key", key, "-o", "json"},
                      {.cwd = sealed.folder.path()});
  };
  const auto run = verify("k.pub");
  CHECK(run.exit == 0);
  CHECK(parse_json(run.out).at("proof").at("row").string_or("").find("r0007") != std::string::npos);
  REQUIRE(sealed.run({"audit", "key", "generate", "--file", "other", "--name", "k"}).exit == 0);
  CHECK(verify("other.pub").exit == 9);
}

TEST_CASE("exports of every format verify from their files alone, and not after a byte is changed") {
  const Sealed sealed;
  for (const std::string format : {"jsonl", "csv", "ecs", "ocsf", "sqlite"}) {
    CAPTURE(format);
    const auto file = "e." + format;
    REQUIRE(sealed.run({"audit", "export", "-f", file, "--format", format, "--key", "k"}).exit == 0);
    const auto verify = [&] {
      return run_admctl({"audit", "verify", file, "--public-key", "k.pub"}, {.cwd = sealed.folder.path()}).exit;
    };
    CHECK(verify() == 0);
    auto bytes = read_file(sealed.folder.path() / file);
    const auto place = bytes.rfind("deal.hold");
    REQUIRE(place != std::string::npos);
    bytes[place] = 'D';
    sealed.folder.write(file, bytes);
    CHECK(verify() == 9);
  }
}

TEST_CASE("audit archive moves old rows into a signed export, and the log still verifies") {
  const Sealed sealed;
  CHECK(sealed.archive({}).exit == 2);
  CHECK(sealed.archive({"--dry-run"}).exit == 0);
  CHECK(sealed.rows() == "100");
  REQUIRE(sealed.archive().exit == 0);
  CHECK(sealed.rows() == "41");
  CHECK(sealed.verify().exit == 0);
  const auto list = parse_json(sealed.run({"audit", "verify", "--source", "audit", "-o", "json"}).out);
  CHECK((*list.at("sources").as_array())[0].at("archived") == Value{59});
  CHECK(sealed.run({"audit", "verify", "old.jsonl", "--public-key", "k.pub"}).exit == 0);
  CHECK(std::ranges::count(read_file(sealed.folder.path() / "old.jsonl"), '\n') == 59);

  // A tombstone covers the rows it names and no other.
  sealed.database.execute("DELETE FROM audit_logs WHERE id = 'r0060'");
  const auto run = sealed.verify();
  CHECK(run.exit == 9);
  CHECK(run.out.find("r0060") != std::string::npos);
}

TEST_CASE("an archive that was killed before it deleted goes on with the same command") {
  const Sealed sealed;
  CHECK(sealed.archive({"--confirm=59"}, {.env = {{"ADMCTL_FAULT", "done"}}}).exit == killed);
  CHECK(sealed.rows() == "100");
  CHECK(sealed.verify().exit == 0);
  CHECK(sealed.archive().exit == 0);
  CHECK(sealed.rows() == "41");
  CHECK(sealed.verify().exit == 0);
  CHECK(sealed.database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'audit.archive.delete'") ==
        "3");
}

TEST_CASE("nothing is deleted when rows are unsealed, or changed, or the archive is") {
  const Sealed sealed;
  sealed.database.execute(
      "INSERT INTO audit_logs (id, \"actorType\", action, resource, \"createdAt\") VALUES ('late', 'ADMIN', "
      "'x', 'y', "
      "'2026-01-01 00:00:10')");
  CHECK(sealed.archive().exit == 6);
  sealed.database.execute(
      "DELETE FROM audit_logs WHERE id = 'late'; UPDATE audit_logs SET action = 'x' WHERE id = "
      "'r0003'");
  CHECK(sealed.archive().exit == 9);
  sealed.database.execute("UPDATE audit_logs SET action = 'deal.hold' WHERE id = 'r0003'");
  CHECK_FALSE(std::filesystem::exists(sealed.folder.path() / "old.jsonl"));

  CHECK(sealed.archive({"--confirm=59"}, {.env = {{"ADMCTL_FAULT", "done"}}}).exit == killed);
  auto bytes = read_file(sealed.folder.path() / "old.jsonl");
  sealed.folder.write("old.jsonl", bytes.substr(0, bytes.size() / 2));
  CHECK(sealed.archive().exit == 9);
  CHECK(sealed.rows() == "100");
}

TEST_CASE("a protected database is archived only with the approval of another role") {
  const Sealed sealed;
  sealed.database.execute(
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET admctl.protection = ''protected''', "
      "current_database()); "
      "END $$");
  const std::vector<std::string> given{"--write", "--reason", "x", "--ticket", "T-1"};
  CHECK(sealed.archive().exit == 6);
  CHECK(sealed.archive(given).exit == 7);
  const auto plan = sealed.database.value("SELECT id FROM admctl.plan");
  auto confirmed = given;
  confirmed.insert(confirmed.end(), {"--confirm=59", "--plan", plan});
  CHECK(sealed.archive(confirmed).exit == 7);
  CHECK(sealed.run({"op", "approve", plan, "--confirm=1"}).exit == 6);

  const auto role = "second_" + sealed.database.value("SELECT substr(md5(current_database()), 1, 8)");
  sealed.database.execute("CREATE ROLE " + role + " LOGIN; GRANT USAGE ON SCHEMA admctl TO " + role +
                          "; GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA admctl TO " + role);
  auto second = sealed.database.conninfo();
  second.set("user", role);
  const auto approved = run_admctl({"--db", second.to_url(), "op", "approve", plan, "--confirm=1"});
  sealed.database.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
  INFO(approved.err);
  CHECK(approved.exit == 0);
  CHECK(sealed.run({"op", "resume", plan, "--yes"}).exit == 2);
  CHECK(sealed.rows() == "100");
  CHECK(sealed.archive(confirmed).exit == 0);
  CHECK(sealed.rows() == "41");
  CHECK(sealed.verify().exit == 0);
}

}  // namespace admctl::test
