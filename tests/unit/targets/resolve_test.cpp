#include "lib/targets/resolve.hpp"

#include <map>

#include <catch2/catch.hpp>

#include "lib/core/codes/target.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::test {
namespace {

targets::Resolved resolve(const std::string& settings, std::map<std::string, std::string> variables = {}) {
  targets::Catalogue catalogue;
  targets::add_file(catalogue, "config.yaml", "targets:\n  it: {" + settings + "}\n");
  return targets::resolve(catalogue.at("it"), [&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional{found->second};
  });
}

TEST_CASE("variables stand for values as they are, wherever they are in a URL") {
  const auto it = resolve("url: 'postgresql://${U}:${P}@${H}:${PORT}/${D}?sslrootcert=${HOME}/ca.crt'",
                          {{"U", "o'ps"},
                           {"P", "a/b@c%20 d"},
                           {"H", "db.example"},
                           {"PORT", "6543"},
                           {"D", "app"},
                           {"HOME", "/home/x"}});
  CHECK(it.conninfo.get("user") == "o'ps");
  CHECK(it.conninfo.get("password") == "a/b@c%20 d");
  CHECK(it.conninfo.get("host") == "db.example");
  CHECK(it.conninfo.get("port") == "6543");
  CHECK(it.conninfo.get("dbname") == "app");
  CHECK(it.conninfo.get("sslrootcert") == "/home/x/ca.crt");
}

TEST_CASE("a variable may hold the whole URL") {
  CHECK(resolve("url: '${URL}'", {{"URL", "postgresql://u:p%40@h/d"}}).conninfo.get("password") == "p@");
  const auto error = error_of([] { resolve("url: '${URL}'", {{"URL", "nowhere"}}); });
  CHECK(error.code() == code::bad_targets);
  CHECK(error.message().find("config.yaml:2:13") == 0);
}

TEST_CASE("a variable that is not set is named with its place") {
  const auto error = error_of([] { resolve("url: 'postgresql://ops:${PW}@h/d'"); });
  CHECK(error.code() == code::bad_targets);
  CHECK(error.message().find("config.yaml:2:13") == 0);
  CHECK(error.message().find("PW is not set") != std::string::npos);
}

TEST_CASE("service and passfile go to libpq") {
  const auto it = resolve("service: shop, passfile: '~/pass'", {{"HOME", "/home/x"}});
  CHECK(it.conninfo.get("service") == "shop");
  CHECK(it.conninfo.get("passfile") == "/home/x/pass");
  const auto both = resolve("url: 'postgresql://h/d', replica: 'postgresql://r/d', passfile: /p");
  CHECK(both.replica->get("host") == "r");
  CHECK(both.replica->get("passfile") == "/p");
  CHECK(error_of([] { resolve("platform: shop"); }).code() == code::bad_targets);
}

TEST_CASE("a protected target on another machine must prove who it is unless its URL says how far") {
  const auto mode = [](const std::string& settings) {
    return resolve(settings).conninfo.get("sslmode").value_or("");
  };
  CHECK(mode("url: 'postgresql://db.example/d', protection: protected") == "verify-full");
  CHECK(mode("url: 'postgresql://db.example/d?sslmode=require', protection: protected") == "require");
  CHECK(mode("url: 'postgresql://a.example,localhost/d', protection: protected") == "verify-full");
  CHECK(mode("url: 'postgresql://db.example/d', protection: confirm").empty());
  CHECK(mode("url: 'postgresql://localhost/d', protection: protected").empty());
  CHECK(mode("url: 'postgresql://127.0.0.1/d', protection: protected").empty());
  CHECK(mode("url: 'postgresql:///d?host=/run/sock', protection: protected").empty());
  CHECK(resolve("url: 'postgresql://localhost/d', replica: 'postgresql://r.example/d', protection: protected")
            .replica->get("sslmode") == "verify-full");
}

}  // namespace
}  // namespace admctl::test
