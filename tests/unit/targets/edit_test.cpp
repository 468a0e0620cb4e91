#include "lib/targets/edit.hpp"

#include <filesystem>

#include <catch2/catch.hpp>

#include "lib/core/codes/target.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

const std::string written =
    "# my targets\n"
    "default: b\n"
    "\n"
    "targets:\n"
    "    # the first\n"
    "    a:\n"
    "        url: postgresql://x/a  # kept\n"
    "\n"
    "    # the second\n"
    "    b:\n"
    "        url: postgresql://x/b\n"
    "        groups:\n"
    "            - eu\n"
    "# the end\n";

std::string add(const std::string& text, const std::string& name, std::vector<std::string> groups = {}) {
  return targets::with_target(
      "f", text, {.name = name, .settings = {{"url", "postgresql://x/" + name}}, .groups = std::move(groups)});
}

TEST_CASE("a new target goes to the end of the others, and all else stays as it is written") {
  const std::string expected = written.substr(0, written.find("# the end")) +
                               "    c:\n"
                               "      url: \"postgresql://x/c\"\n"
                               "      groups: [eu, us]\n"
                               "# the end\n";
  CHECK(add(written, "c", {"eu", "us"}) == expected);
}

TEST_CASE("the first target makes the file, or its list") {
  const std::string block = "targets:\n  a:\n    url: \"postgresql://x/a\"\n";
  CHECK(add("", "a") == block);
  CHECK(add("# empty\n", "a") == "# empty\n" + block);
  CHECK(add("targets: {}\n", "a") == block);
  CHECK(add("default: local\n", "a") == "default: local\n" + block);
  CHECK(add("default: local", "a") == "default: local\n" + block);
}

TEST_CASE("texts that YAML would take for something else are quoted") {
  const auto text = targets::with_target(
      "f", "",
      {.name = "a",
       .settings = {{"url", "postgresql://u:${P}@h/d"}, {"service", "123"}, {"passfile", "a: b # c"}},
       .groups = {}});
  targets::Catalogue catalogue;
  targets::add_file(catalogue, "f", text);
  CHECK(catalogue.at("a").find("service")->text == "123");
  CHECK(catalogue.at("a").find("passfile")->text == "a: b # c");
  CHECK(catalogue.at("a").find("url")->text == "postgresql://u:${P}@h/d");
}

TEST_CASE("a target is removed with its settings alone") {
  const auto without_a = targets::without_target("f", written, "a");
  CHECK(without_a ==
        "# my targets\ndefault: b\n\ntargets:\n    # the first\n\n    # the second\n    b:\n"
        "        url: postgresql://x/b\n        groups:\n            - eu\n# the end\n");
  CHECK(targets::without_target("f", add("", "a"), "a") == "targets: {}\n");
  CHECK(targets::without_target("f", add(written, "c"), "c") == written);
}

TEST_CASE("what cannot be changed safely is refused") {
  const auto code_of = [](const auto& action) { return error_of(action).code(); };
  CHECK(code_of([] { add(written, "a"); }) == code::target_exists);
  CHECK(code_of([] { add("targets: {a: {url: 'postgresql://x/a'}}\n", "b"); }) == code::target_not_editable);
  CHECK(code_of([] { targets::without_target("f", written, "b"); }) == code::target_not_editable);
  CHECK(code_of([] { targets::without_target("f", written, "z"); }) == code::unknown_target);
  CHECK(code_of([] { add(written, "bad name"); }) == code::bad_targets);
  CHECK(code_of([] {
          targets::with_target("f", "",
                               {.name = "a", .settings = {{"url", "postgresql://u:pw@h/d"}}, .groups = {}});
        }) == code::clear_password);
}

TEST_CASE("a person's own file is readable by him alone, and its folder is made") {
  const TempFolder folder;
  const auto path = folder.path() / "new" / "admctl" / "config.yaml";
  targets::save_file(path, "targets: {}\n", true);
  CHECK(targets::read_file_text(path) == "targets: {}\n");
  CHECK(std::filesystem::status(path).permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

}  // namespace
}  // namespace admctl::test
