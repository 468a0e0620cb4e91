#include "lib/local/database_mark.hpp"

#include <catch2/catch.hpp>

#include "lib/local/process_identity.hpp"
#include "lib/local/test_databases.hpp"

namespace admctl::local {

TEST_CASE("a mark is read back as it was written", "[local]") {
  DatabaseMark mark;
  mark.is_template = true;
  mark.platform = "shop";
  mark.seed = "demo:5:1:2026-01-01T00:00:00.000Z";
  mark.key = "abc'\"\\";
  mark.owner = "zoë@build-7";
  mark.process = "a/1/2/3";
  mark.created = *parse_time("2026-02-03T04:05:06.789Z");
  mark.used = *parse_time("2026-02-04");
  mark.size = 12345;
  const auto read = parse_mark(to_text(mark));
  REQUIRE(read);
  CHECK(to_text(*read) == to_text(mark));
  CHECK(read->key == mark.key);
  CHECK(read->created == mark.created);
  CHECK(read->is_template);
}

TEST_CASE("a comment of somebody else is no mark", "[local]") {
  for (const auto* comment : {"", "the shop", "{}", "{\"admctl\":", "{\"admctl\":\"test database\"}", "[1]",
                              "{\"admctl\":\"other\",\"created\":\"2026-01-01\"}",
                              "{\"admctl\":\"template\",\"created\":\"soon\"}"}) {
    CAPTURE(comment);
    CHECK_FALSE(parse_mark(comment));
  }
}

TEST_CASE("an unfinished database tells by its name when it was begun", "[local]") {
  FoundDatabase database;
  database.name = "admctl_making_0199f8a31c0070008000000000000000";
  database.is_unfinished = true;
  CHECK(database.created() == Time{Millis{0x0199f8a31c00}});
  CHECK(database.is_ours());
  database.name = "admctl_making_zz";
  CHECK_FALSE(database.created());
}

TEST_CASE("a process is told from one that ended and from one elsewhere", "[local]") {
  const auto own = this_process();
  REQUIRE_FALSE(own.empty());
  CHECK(life_of(own) == Life::lives);
  const auto pid = own.substr(0, own.rfind('/'));
  CHECK(life_of(pid + "/1") == Life::ended);
  CHECK(life_of("other-system/1/2/3") == Life::unknown);
  CHECK(life_of("") == Life::unknown);
  CHECK(life_of("nonsense") == Life::unknown);
}

}  // namespace admctl::local
