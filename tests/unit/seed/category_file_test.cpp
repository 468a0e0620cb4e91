#include "lib/seed/category_file.hpp"

#include <catch2/catch.hpp>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/seeding.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::test {
namespace {

platform::CategoryMapping mapping() {
  platform::CategoryMapping result;
  result.table = "groups";
  result.key = "id";
  result.slug = {"slug"};
  result.parent = "parentId";
  result.columns = {"name", "nameRu", "position"};
  result.required = {"name"};
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

TEST_CASE("a category tree is read with the columns it sets, nested or by parent", "[seed][categories]") {
  const auto entries = seed::read_categories("c.yaml", R"(categories:
  - slug: music
    name: Music
    children:
      - {slug: music-jazz, name: Jazz, nameRu: Джаз, position: 2}
      - {slug: music-folk, was: folk, name: Folk, nameRu: ~}
  - {slug: film, name: Film}
  - {slug: noir, name: Noir, parent: film}
  - {slug: 2024, name: A year, parent: elsewhere}
)",
                                             mapping());
  REQUIRE(entries.size() == 6);
  CHECK(entries[0].slug == "music");
  CHECK(entries[0].parent.empty());
  CHECK(entries[1].slug == "music-jazz");
  CHECK(entries[1].parent == "music");
  CHECK(entries[1].node.place() == "c.yaml:5:9");
  CHECK(entries[1].place_of("position").place() == "c.yaml:5:64");
  CHECK(to_json(entries[1].columns) == R"({"slug":"music-jazz","name":"Jazz","nameRu":"Джаз","position":2})");
  CHECK(to_json(entries[2].columns) == R"({"slug":"music-folk","name":"Folk","nameRu":null})");
  CHECK(entries[2].was == "folk");
  CHECK(entries[3].parent.empty());
  CHECK(entries[4].parent == "film");
  CHECK(entries[5].slug == "2024");
  CHECK(entries[5].parent == "elsewhere");
}

TEST_CASE("a category file with a mistake is refused at its place", "[seed][categories]") {
  CHECK(refusal("categories:\n  - {slug: a, name: A}\n  - {slug: a, name: B}\n") ==
        "c.yaml:3:12: the slug 'a' is used twice | The first is at c.yaml:2:12.");
  CHECK(refusal("categories:\n  - slug: a\n") == "c.yaml:2:5: category 'a' has no 'name'");
  CHECK(refusal("categories:\n  - {slug: a, name: ' '}\n") == "c.yaml:2:5: category 'a' has no 'name'");
  CHECK(refusal("categories:\n  - {slug: a, name: ~}\n") == "c.yaml:2:5: category 'a' has no 'name'");
  CHECK(refusal("categories:\n  - {name: A}\n") == "c.yaml:2:5: a category has no 'slug'");
  CHECK(
      refusal("categories:\n  - {slug: ' ', name: A}\n").starts_with("c.yaml:2:12: 'slug' must not be empty"));
  CHECK(refusal("categories:\n  - {slug: a, name: A, nameRU: x}\n") ==
        "c.yaml:2:24: unknown column 'nameRU' in a category | Did you mean 'nameRu' or 'name'?");
  CHECK(
      refusal("categories:\n  - {slug: a, name: A, colour: x}\n") ==
      "c.yaml:2:24: unknown column 'colour' in a category | Known: slug, name, nameRu, position, was, parent, "
      "children.");
  CHECK(refusal("categories:\n  - slug: a\n    name: A\n    children: b\n") ==
        "c.yaml:4:15: 'children' must be a list, not text");
  CHECK(refusal("categories:\n  - {slug: a, name: \"\xC3\"}\n") ==
        "c.yaml:2:22: the file is not valid UTF-8 | Save it as UTF-8.");
  CHECK(refusal("groups: []\n").starts_with("c.yaml:1:1: unknown key 'groups' in the category file"));
  CHECK(refusal("").starts_with("c.yaml:1:1: "));
}

TEST_CASE("parents that lead back to themselves and contradictory former names are refused",
          "[seed][categories]") {
  CHECK(refusal("categories:\n  - {slug: a, name: A, parent: c}\n  - {slug: b, name: B, parent: a}\n"
                "  - {slug: c, name: C, parent: b}\n") ==
        "c.yaml:2:32: its parents lead back to itself: a -> c -> b -> a");
  CHECK(refusal("categories:\n  - {slug: a, name: A, parent: a}\n") ==
        "c.yaml:2:32: its parents lead back to itself: a -> a");
  CHECK(refusal("categories:\n  - {slug: a, name: A, children: [{slug: b, name: B, parent: c}]}\n") ==
        "c.yaml:2:54: the entry stands among the children of 'a' already");
  CHECK(refusal("categories:\n  - {slug: a, name: A, was: b}\n  - {slug: b, name: B}\n") ==
        "c.yaml:2:29: 'b' is an entry of its own, so it cannot have become 'a' | The entry is at c.yaml:3:12.");
  CHECK(refusal("categories:\n  - {slug: a, name: A, was: x}\n  - {slug: b, name: B, was: x}\n") ==
        "c.yaml:3:29: 'x' cannot have become two entries | The other is at c.yaml:2:29.");
  CHECK(refusal("categories:\n  - {slug: a, name: A, was: a}\n") ==
        "c.yaml:2:29: 'was' is the name that the entry has now");
}

TEST_CASE("a flat mapping allows no children, a key of several columns no former name", "[seed][categories]") {
  auto flat = mapping();
  flat.parent.clear();
  CHECK(refusal("categories:\n  - {slug: a, name: A, children: []}\n", flat) ==
        "c.yaml:2:24: unknown column 'children' in a category | Known: slug, name, nameRu, position, was.");
  flat.slug = {"plan", "slug"};
  flat.words = {"window"};
  const auto entries =
      seed::read_categories("c.yaml", "categories:\n  - {plan: VIP, slug: a, name: A, window: 2 days}\n", flat);
  CHECK(entries.front().slug == "VIP / a");
  CHECK(to_json(entries.front().words) == R"({"window":"2 days"})");
  CHECK(refusal("categories:\n  - {plan: VIP, slug: a, name: A, was: b}\n", flat)
            .starts_with("c.yaml:2:35: unknown"));
  CHECK(refusal("categories:\n  - {slug: a, name: A}\n", flat) == "c.yaml:2:5: a category has no 'plan'");
}

TEST_CASE("a user's own file is refused with another code than a pack's", "[seed][categories]") {
  try {
    seed::read_categories("mine.yaml", "categories: 5\n", mapping(), code::bad_categories);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == code::bad_categories);
    CHECK(error.message() == "mine.yaml:1:13: 'categories' must be a list, not a number");
  }
}

}  // namespace
}  // namespace admctl::test
