#include "lib/seed/category_file.hpp"
#include "lib/core/codes/general.hpp"

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::test {
namespace {

platform::CategoryMapping mapping() {
  platform::CategoryMapping result;
  result.table = "groups";
  result.key = "id";
  result.slug = "slug";
  result.parent = "parentId";
  result.columns = {"name", "nameRu", "position"};
  return result;
}

std::string refusal(const std::string& text, const platform::CategoryMapping& with = mapping()) {
  try {
    seed::read_categories("c.yaml", text, with);
  } catch (const Error& error) {
    CHECK(error.code() == code::bad_pack);
    return error.message() + (error.hint().empty() ? "" : " | " + error.hint());
  }
  return {};
}

TEST_CASE("a category tree is read parents first, with the columns it sets", "[seed][categories]") {
  const auto entries = seed::read_categories("c.yaml", R"(categories:
  - slug: music
    name: Music
    children:
      - {slug: music-jazz, name: Jazz, nameRu: Джаз, position: 2}
      - {slug: music-folk, name: Folk, nameRu: ~}
  - {slug: film, name: Film}
)",
                                             mapping());
  REQUIRE(entries.size() == 4);
  CHECK(entries[0].slug == "music");
  CHECK(entries[0].parent.empty());
  CHECK(entries[1].slug == "music-jazz");
  CHECK(entries[1].parent == "music");
  CHECK(entries[1].place == "c.yaml:5:9");
  CHECK(to_json(entries[1].columns) == R"({"name":"Jazz","nameRu":"Джаз","position":2})");
  CHECK(to_json(entries[2].columns) == R"({"name":"Folk","nameRu":null})");
  CHECK(entries[3].parent.empty());
}

TEST_CASE("a category file with a mistake is refused at its place", "[seed][categories]") {
  CHECK(refusal("categories:\n  - {slug: a, name: A}\n  - {slug: a, name: B}\n") ==
        "c.yaml:3:12: the slug 'a' is used twice | The first is at c.yaml:2:12.");
  CHECK(refusal("categories:\n  - slug: a\n") == "c.yaml:2:5: category 'a' has no 'name'");
  CHECK(refusal("categories:\n  - {slug: a, name: ' '}\n") == "c.yaml:2:5: category 'a' has no 'name'");
  CHECK(refusal("categories:\n  - {slug: a, name: ~}\n") == "c.yaml:2:5: category 'a' has no 'name'");
  CHECK(refusal("categories:\n  - {name: A}\n") == "c.yaml:2:5: a category has no 'slug'");
  CHECK(refusal("categories:\n  - {slug: a, name: A, nameRU: x}\n") ==
        "c.yaml:2:24: unknown column 'nameRU' in a category | Did you mean 'nameRu' or 'name'?");
  CHECK(refusal("categories:\n  - {slug: a, name: A, colour: x}\n") ==
        "c.yaml:2:24: unknown column 'colour' in a category | Known: slug, name, nameRu, position, children.");
  CHECK(refusal("categories:\n  - {slug: a, name: [A]}\n") ==
        "c.yaml:2:21: 'name' must be one value, not a list or mapping");
  CHECK(refusal("categories:\n  - slug: a\n    name: A\n    children: b\n") ==
        "c.yaml:4:15: 'children' must be a list, not text");
  CHECK(refusal("categories:\n  - {slug: a, name: \"\xC3\"}\n") ==
        "c.yaml:2:22: the file is not valid UTF-8 | Save it as UTF-8.");
  CHECK(refusal("groups: []\n").starts_with("c.yaml:1:1: unknown key 'groups' in the category file"));
}

TEST_CASE("a flat mapping allows no children", "[seed][categories]") {
  auto flat = mapping();
  flat.parent.clear();
  CHECK(refusal("categories:\n  - {slug: a, name: A, children: []}\n", flat) ==
        "c.yaml:2:24: unknown column 'children' in a category | Known: slug, name, nameRu, position.");
}

}  // namespace
}  // namespace admctl::test
