// db up --ephemeral: another server, for tests, beside the durable one.
#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/pg/session.hpp"
#include "tests/support/embedded_home.hpp"

namespace admctl::test {
namespace {

Value server_of(const RunResult& run) { return parse_json(run.out).at("server"); }

std::string setting(const std::string& url, const std::string& name) {
  auto session = pg::Session::open(pg::Conninfo::parse(url), "tests");
  pg::Transaction tx{session};
  return tx.value("SELECT current_setting($1)", {name}).value_or("");
}

TEST_CASE("db up --ephemeral starts a server that keeps nothing, says so, and db down removes it") {
  const EmbeddedHome home;
  const auto options = home.options();
  const auto up = run_admctl({"db", "up", "--ephemeral"}, options);
  CAPTURE(up.err);
  REQUIRE(up.exit == 0);
  CHECK(up.err.find("ephemeral") != std::string::npos);
  const auto status = server_of(run_admctl({"db", "status", "-o", "json"}, options));
  CHECK(status.at("durability") == Value{"ephemeral"});
  CHECK(status.at("running") == Value{true});
  const std::filesystem::path data = status.at("data").string_or("");
  const auto folder = std::filesystem::exists("/dev/shm") ? data.parent_path() : data;
  CHECK(std::filesystem::exists(data / "PG_VERSION"));
  const auto made = run_admctl({"db", "create", "--platform", "none"}, options);
  CAPTURE(made.err);
  REQUIRE(made.exit == 0);
  const auto url = made.out.substr(0, made.out.size() - 1);
  for (const auto* name : {"fsync", "synchronous_commit", "full_page_writes"})
    CHECK(setting(url, name) == "off");
  CHECK(run_admctl({"target", "show"}, options).out.find("ephemeral") != std::string::npos);
  CHECK(run_admctl({"db", "up"}, options).err.find("running already") != std::string::npos);

  const auto down = run_admctl({"db", "down"}, options);
  CHECK(down.exit == 0);
  CHECK(down.err.find("removed") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder));
  CHECK(server_of(run_admctl({"db", "status", "-o", "json"}, options)).at("durability") == Value{"durable"});
}

TEST_CASE("a durable server never becomes an ephemeral one, and keeps its data beside it") {
  const EmbeddedHome home;
  const auto options = home.options();
  const auto up = run_admctl({"db", "up"}, options);
  REQUIRE(up.exit == 0);
  const auto kept = run_admctl({"db", "create", "--platform", "none", "--name", "kept"}, options);
  REQUIRE(kept.exit == 0);
  CHECK(setting(kept.out.substr(0, kept.out.size() - 1), "fsync") == "on");
  const auto refused = run_admctl({"db", "up", "--ephemeral"}, options);
  CHECK(refused.exit == 6);
  CHECK(refused.err.find("admctl db down") != std::string::npos);

  REQUIRE(run_admctl({"db", "down"}, options).exit == 0);
  REQUIRE(run_admctl({"db", "up", "--ephemeral"}, options).exit == 0);
  CHECK(run_admctl({"db", "list"}, options).out.find("kept") == std::string::npos);
  REQUIRE(run_admctl({"db", "down"}, options).exit == 0);
  CHECK(run_admctl({"db", "list"}, options).out.find("kept") != std::string::npos);
}

}  // namespace
}  // namespace admctl::test
