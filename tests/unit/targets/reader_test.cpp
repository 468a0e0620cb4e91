#include <catch2/catch.hpp>

#include "lib/core/codes/target.hpp"
#include "lib/targets/catalogue.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

targets::Catalogue read(const std::string& text) {
  targets::Catalogue catalogue;
  targets::add_file(catalogue, "config.yaml", text);
  return catalogue;
}

Error refusal_of(const std::string& text) {
  return error_of([&] { read(text); });
}

std::string all_of(const Error& error) { return error.message() + "\n" + error.detail() + "\n" + error.hint(); }

TEST_CASE("a file of targets is read with the place of every setting") {
  const auto files = read(
      "targets:\n"
      "  production:\n"
      "    url: postgresql://ops@db.example.com/app\n"
      "    protection: protected\n"
      "    groups: [eu, paying]\n"
      "  staging:\n"
      "    service: staging\n");
  REQUIRE(files.names() == std::vector<std::string>{"production", "staging"});
  const auto& production = files.at("production");
  CHECK(production.find("url")->place() == "config.yaml:3:10");
  CHECK(production.protection() == ops::Protection::guarded);
  CHECK(production.groups == std::vector<std::string>{"eu", "paying"});
  CHECK(production.find("platform") == nullptr);
}

TEST_CASE("files without targets name none") {
  CHECK(read("").entries.empty());
  CHECK(read("# nothing yet\n").entries.empty());
  CHECK(read("targets: {}\n").entries.empty());
}

TEST_CASE("what a file of targets may not say is refused with its place and what is meant") {
  struct Case {
    std::string text;
    std::string place;
    std::string says;
  };
  const std::vector<Case> cases{
      {"target:\n  a:\n    url: x\n", "config.yaml:1:1", "Did you mean 'targets'?"},
      {"targets:\n  a:\n    protecton: open\n", "config.yaml:3:5", "Did you mean 'protection'?"},
      {"targets:\n  a:\n    protection: proteced\n", "config.yaml:3:17", "Did you mean 'protected'?"},
      {"targets:\n  a:\n    url: somewhere\n", "config.yaml:3:10", "neither a URL nor"},
      {"targets:\n  a:\n    url: postgresql://${x/y\n", "config.yaml:3:10", "without its"},
      {"targets:\n  a:\n    url: postgresql://${a-b}/y\n", "config.yaml:3:10", "no name of a variable"},
      {"targets:\n  a b:\n    url: postgresql://x/y\n", "config.yaml:2:3", "no name of a target"},
      {"targets:\n  local:\n    url: postgresql://x/y\n", "config.yaml:2:3", "embedded"},
      {"targets:\n  a:\n    groups: eu\n", "config.yaml:3:13", "must be a list"},
      {"targets:\n  a:\n    groups: [e u]\n", "config.yaml:3:14", "no name of a group"},
      {"targets:\n  a:\n    url:\n", "config.yaml:3:5", "has no value"},
      {"targets:\n  a:\n    url: a\n  a:\n    url: b\n", "config.yaml:4:3", ""},
  };
  for (const auto& [text, place, says] : cases) {
    CAPTURE(text);
    const auto error = refusal_of(text);
    CAPTURE(all_of(error));
    CHECK(error.code() == code::bad_targets);
    CHECK(error.message().find(place) != std::string::npos);
    CHECK(all_of(error).find(says) != std::string::npos);
  }
}

TEST_CASE("a password in a file of targets is refused and not repeated") {
  for (const std::string url :
       {"postgresql://ops:hunter2@db/app", "postgresql://db/app?password=hunter2", "host=db password=hunter2",
        "postgresql://ops:hunter2${X}@db/app", "postgresql://db/app?sslpassword=hunter2"}) {
    for (const std::string key : {"url", "replica"}) {
      CAPTURE(url, key);
      const auto error = refusal_of("targets:\n  a:\n    " + key + ": " + url + "\n");
      CHECK(error.code() == code::clear_password);
      CHECK(error.exit() == Exit::bad_config);
      CHECK(error.message().find("config.yaml:3:") == 0);
      CHECK(all_of(error).find("hunter2") == std::string::npos);
      CHECK(error.hint().find("${VARIABLE}") != std::string::npos);
    }
  }
  CHECK_NOTHROW(read("targets:\n  a:\n    url: postgresql://ops:${A}${B}@db/app\n"));
  // Nor by another mistake in the same line.
  CHECK(all_of(refusal_of("targets:\n  a:\n    ulr: postgresql://ops:hunter2@db/app\n")).find("hunter2") ==
        std::string::npos);
}

TEST_CASE("groups are selected by @name, in the order given, none twice") {
  const auto files = read(
      "targets:\n"
      "  a: {url: 'postgresql://x/a', groups: [eu]}\n"
      "  b: {url: 'postgresql://x/b', groups: [us, all]}\n"
      "  c: {url: 'postgresql://x/c', groups: [eu, all]}\n");
  using Names = std::vector<std::string>;
  CHECK(files.select({"@eu"}) == Names{"a", "c"});
  CHECK(files.select({"c", "@eu", "b", "local"}) == Names{"c", "a", "b", "local"});
  CHECK(error_of([&] { files.select({"@al"}); }).code() == code::unknown_target);
  CHECK(error_of([&] { files.select({"d"}); }).code() == code::unknown_target);
}

TEST_CASE("the project's file wins over the person's own, but does not lower a protection") {
  const TempFolder folder;
  folder.write("home/config.yaml",
               "default: shop\n"
               "targets:\n"
               "  shop:\n"
               "    url: postgresql://one/app\n"
               "    platform: mine\n"
               "    protection: confirm\n");
  folder.write("project/.admctl.yaml",
               "targets:\n"
               "  shop:\n"
               "    url: postgresql://two/app\n"
               "    protection: open\n"
               "  other:\n"
               "    url: postgresql://three/app\n");
  folder.write("project/deep/er/file", "");
  const auto files = targets::read_catalogue(
      {.user_file = folder.path() / "home/config.yaml", .working_folder = folder.path() / "project/deep/er"});
  const auto& shop = files.at("shop");
  CHECK(shop.find("url")->text == "postgresql://two/app");
  CHECK(shop.find("platform")->text == "mine");
  CHECK(shop.protection() == ops::Protection::confirm);
  CHECK(shop.files.size() == 2);
  CHECK(files.find("other") != nullptr);
  CHECK(files.standard->text == "shop");

  folder.write("project/.admctl.yaml", "targets:\n  shop: {protection: protected}\ndefault: local\n");
  const auto stricter = targets::read_catalogue(
      {.user_file = folder.path() / "home/config.yaml", .working_folder = folder.path() / "project"});
  CHECK(stricter.at("shop").protection() == ops::Protection::guarded);
  CHECK(stricter.standard->text == "local");
}

TEST_CASE("a default that is no target is refused") {
  const TempFolder folder;
  folder.write("config.yaml", "default: shp\ntargets: {shop: {url: 'postgresql://x/y'}}\n");
  const auto error = error_of([&] {
    targets::read_catalogue({.user_file = folder.path() / "config.yaml", .working_folder = folder.path()});
  });
  CHECK(error.code() == code::bad_targets);
  CHECK(error.hint() == "Did you mean 'shop'?");
}

}  // namespace
}  // namespace admctl::test
