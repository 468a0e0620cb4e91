#include "lib/seed/config_defaults.hpp"
#include "lib/core/codes/general.hpp"

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/seed/stable_id.hpp"

namespace admctl::test {
namespace {

TEST_CASE("defaults come from the schema's properties in their order", "[seed][config]") {
  const auto defaults = seed::read_config_defaults(
      "s.json", R"({"properties": {"b": {"default": 1}, "a": {"type": "string"}, "c": {"default": null}}})");
  REQUIRE(defaults.size() == 2);
  CHECK(defaults[0].key == "b");
  CHECK(defaults[0].value == Value{1});
  CHECK(defaults[1].key == "c");
  CHECK(defaults[1].value.is_null());
}

TEST_CASE("a schema that is none is refused by name", "[seed][config]") {
  for (const auto* text : {"{", "[]", R"({"properties": []})"}) {
    CAPTURE(text);
    try {
      seed::read_config_defaults("pack/s.json", text);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == code::bad_pack);
      CHECK(error.message().starts_with("pack/s.json: "));
    }
  }
}

TEST_CASE("keys of seeded rows follow from their natural key", "[seed][config]") {
  platform::Pack pack;
  pack.platform = "shop";
  const auto id = seed::stable_id(pack, "groups", "music");
  CHECK(id.size() == 25);
  CHECK(id.front() == 'c');
  CHECK(seed::stable_id(pack, "groups", "music") == id);
  CHECK(seed::stable_id(pack, "groups", "film") != id);
  CHECK(seed::stable_id(pack, "settings", "music") != id);
  pack.ids = platform::IdFormat::uuid;
  const auto uuid = seed::stable_id(pack, "groups", "music");
  CHECK(uuid.size() == 36);
  CHECK(uuid[14] == '8');
  CHECK(std::string_view{"89ab"}.find(uuid[19]) != std::string_view::npos);
}

}  // namespace
}  // namespace admctl::test
