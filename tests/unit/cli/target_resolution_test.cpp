#include "cli/target_resolution.hpp"
#include "lib/core/codes/database.hpp"

#include <map>

#include <catch2/catch.hpp>

#include "cli/cli_context.hpp"
#include "lib/core/error.hpp"

using namespace admctl::cli;

namespace {

Environment environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto it = variables.find(name);
    if (it == variables.end() || it->second.empty()) return std::nullopt;
    return it->second;
  };
}

const admctl::targets::Catalogue& no_files() {
  static const admctl::targets::Catalogue none;
  return none;
}

admctl::targets::Catalogue files(const std::string& text) {
  admctl::targets::Catalogue catalogue;
  admctl::targets::add_file(catalogue, "config.yaml", text);
  return catalogue;
}

}  // namespace

TEST_CASE("the flag wins over the environment, which wins over the embedded database") {
  struct Case {
    std::optional<std::string> flag;
    std::map<std::string, std::string> variables;
    std::string origin;
    std::string place;
  };
  const std::map<std::string, std::string> all{{"ADMCTL_DB_URL", "postgresql://a.example/one"},
                                               {"DATABASE_URL", "postgresql://b.example:5433/two"},
                                               {"PGHOST", "c.example"},
                                               {"PGDATABASE", "three"}};
  auto without_ours = all;
  without_ours["ADMCTL_DB_URL"] = "";
  auto only_libpq = without_ours;
  only_libpq.erase("DATABASE_URL");
  const std::vector<Case> cases{
      {"postgresql://u:secret@d.example/four", all, "--db", "four on d.example"},
      {"host=/run/sock dbname=x", {}, "--db", "x at /run/sock"},
      {std::nullopt, all, "ADMCTL_DB_URL", "one on a.example"},
      {std::nullopt, without_ours, "DATABASE_URL", "two on b.example:5433"},
      {std::nullopt, only_libpq, "PG*", "three on c.example"},
      {std::nullopt, {{"PGSERVICE", "shop"}}, "PG*", "service shop on default host"},
      {std::nullopt, {{"PGPORT", "6543"}}, "PG*", "default database on default host:6543"},
      {std::nullopt, {{"PGUSER", "ops"}}, "default", ""},
      {std::nullopt, {}, "default", ""},
  };
  for (const auto& [flag, variables, origin, place] : cases) {
    const auto target = resolve_target({.target = {}, .db = flag}, environment(variables), no_files);
    CHECK(target.origin == origin);
    CHECK(target.place == place);
    CHECK(target.embedded == (origin == "default"));
    // libpq reads its variables itself.
    CHECK(target.conninfo.empty() == (origin == "default" || origin == "PG*"));
  }
}

TEST_CASE("a wrong URL is refused naming where it came from, without its password") {
  try {
    resolve_target({}, environment({{"DATABASE_URL", "postgresql://u:s3cret@[host/db"}}), no_files);
    FAIL("accepted");
  } catch (const admctl::Error& error) {
    CHECK(error.code() == admctl::code::bad_url);
    CHECK(error.message().starts_with("DATABASE_URL: "));
    CHECK((error.message() + error.detail() + error.hint()).find("s3cret") == std::string::npos);
  }
}

TEST_CASE("the embedded database lives where the environment says") {
  CHECK(embedded_dir(environment({{"ADMCTL_HOME", "/a"}, {"XDG_DATA_HOME", "/x"}, {"HOME", "/h"}})) ==
        "/a/local");
  CHECK(embedded_dir(environment({{"XDG_DATA_HOME", "/x"}, {"HOME", "/h"}})) == "/x/admctl/local");
  CHECK(embedded_dir(environment({{"HOME", "/h"}})) == "/h/.local/share/admctl/local");
  CHECK_THROWS_AS(embedded_dir(environment({})), admctl::Error);
}

TEST_CASE("server binaries are looked for in ADMCTL_PG_BIN and the path") {
  const auto search =
      binary_search(environment({{"ADMCTL_PG_BIN", "/opt/pg/bin"}, {"PATH", "/usr/bin::/bin"}}));
  CHECK(search.explicit_dir == "/opt/pg/bin");
  CHECK(search.path == std::vector<std::filesystem::path>{"/usr/bin", "/bin"});
  CHECK_FALSE(binary_search(environment({})).explicit_dir);
}

TEST_CASE("what is about to be written to is announced with where it came from") {
  const auto announced = [](std::string origin, bool embedded, bool dry_run) {
    return announcement({.name = "local",
                         .origin = std::move(origin),
                         .embedded = embedded,
                         .conninfo = {},
                         .place = embedded ? "shop" : "app on db.example"},
                        dry_run);
  };
  CHECK(announced("--db", false, false) == "writing to app on db.example");
  CHECK(announced("DATABASE_URL", false, false) == "writing to app on db.example (from DATABASE_URL)");
  CHECK(announced("default", true, false) == "writing to local (shop, embedded)");
  CHECK(announced("PG*", false, true) == "dry run on app on db.example (from PG*)");
}

TEST_CASE("targets of the files are named by a flag, a variable or the default") {
  const auto known = files(
      "default: staging\n"
      "targets:\n"
      "  staging:\n"
      "    url: postgresql://ops:${PW}@s.example/app\n"
      "    platform: shop\n"
      "  production:\n"
      "    url: postgresql://p.example/app\n"
      "    protection: protected\n");
  const auto resolve = [&](const Asked& asked, std::map<std::string, std::string> variables) {
    variables.emplace("PW", "p@ss/w%rd");
    return resolve_target(asked, environment(std::move(variables)),
                          [&]() -> const admctl::targets::Catalogue& { return known; });
  };
  const auto usual = resolve({}, {});
  CHECK(usual.name == "staging");
  CHECK(usual.origin == "config.yaml:1:10");
  CHECK(usual.conninfo.get("password") == "p@ss/w%rd");
  CHECK(usual.platform == "shop");
  CHECK(usual.describe() == "staging (app on s.example)");
  CHECK_FALSE(usual.protection);

  const auto chosen = resolve({.target = "production", .db = {}}, {{"ADMCTL_TARGET", "staging"}});
  CHECK(chosen.name == "production");
  CHECK(chosen.protection == admctl::ops::Protection::guarded);
  CHECK(chosen.conninfo.get("sslmode") == "verify-full");

  CHECK(resolve({}, {{"ADMCTL_TARGET", "production"}, {"DATABASE_URL", "postgresql://x/y"}}).origin ==
        "ADMCTL_TARGET");
  CHECK(resolve({}, {{"DATABASE_URL", "postgresql://x/y"}}).origin == "DATABASE_URL");
  CHECK(resolve({.target = "local", .db = {}}, {{"DATABASE_URL", "postgresql://x/y"}}).embedded);
  CHECK_THROWS_AS(resolve({.target = "a", .db = "postgresql://x/y"}, {}), admctl::Error);
  CHECK_THROWS_AS(resolve({.target = "stagin", .db = {}}, {}), admctl::Error);

  CHECK(may_name_target({}, environment({})));
  CHECK_FALSE(may_name_target({}, environment({{"PGHOST", "x"}})));
  CHECK_FALSE(may_name_target({.target = {}, .db = "x"}, environment({{"ADMCTL_TARGET", "production"}})));
}
