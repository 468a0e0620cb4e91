#include "lib/seed/demo.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/codes/record.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "tests/integration/seed/demo_image.hpp"
#include "tests/support/deals.hpp"

namespace admctl::test {
namespace {

seed::DemoResult seed_demo(const TestDatabase& database, std::int64_t count, std::int64_t seed = 7,
                           bool dry_run = false) {
  auto session = database.session();
  auto asked = request("seed.demo");
  asked.dry_run = dry_run;
  seed::DemoRequest demo;
  demo.count = count;
  demo.seed = seed;
  demo.until = *parse_time(demo_until);
  return seed::seed_demo(session, admarket(), asked, demo);
}

TEST_CASE("demo data is one operation that counts its rows and cannot half happen", "[seed][demo]") {
  const TestDatabase database{Template::migrated};
  seed_categories(database);
  const auto rehearsed = seed_demo(database, 30, 7, true);
  CHECK(rehearsed.outcome.dry_run);
  CHECK(database.value("SELECT count(*) FROM deals") == "0");
  CHECK(database.value("SELECT is_called FROM \"deals_dealNumber_seq\"") == "f");

  const auto result = seed_demo(database, 30);
  CHECK(result.notes.empty());
  const auto& id = result.outcome.operation.id;
  for (const auto& [table, rows] : result.tables) {
    CAPTURE(table);
    CHECK(database.value("SELECT count(*) FROM " + pg::quote(table)) == std::to_string(rows));
    CHECK(database.value("SELECT summary -> 'bulk' ->> '" + table + "' FROM admctl.operation WHERE id = '" +
                         id + "'") == std::to_string(rows));
  }
  CHECK(database.value(
            "SELECT summary ->> 'records' || ' ' || (summary ->> 'seed') || ' ' || (summary ->> 'until') "
            "FROM admctl.operation WHERE id = '" +
            id + "'") == "30 7 2026-03-01T00:00:00.000Z");
  // The application's next deal gets the next number.
  CHECK(database.value("SELECT nextval('\"deals_dealNumber_seq\"')") == "31");

  try {
    seed_demo(database, 30);
    FAIL("filled twice");
  } catch (const Error& error) {
    CHECK(error.code() == code::not_empty);
    CHECK(error.message().find("users") != std::string::npos);
  }
  CHECK(database.value("SELECT count(*) FROM deals") == "30");
}

TEST_CASE("without categories channels and briefs have none, and the report says so", "[seed][demo]") {
  const TestDatabase database{Template::migrated};
  const auto result = seed_demo(database, 30);
  CHECK(result.notes == std::vector<std::string>{"'channel_categories' is empty: nothing refers to it"});
  CHECK(database.value("SELECT count(*) FROM \"_ChannelToChannelCategory\"") == "0");
  CHECK(broken_rules(database) == "");
}

TEST_CASE("a database without the platform's tables is told to migrate", "[seed][demo]") {
  const TestDatabase database{Template::empty};
  try {
    seed_demo(database, 30);
    FAIL("seeded");
  } catch (const Error& error) {
    CHECK(error.code() == code::schema_missing);
    CHECK(error.hint() == "apply the migrations first: admctl migrate up");
  }
}

TEST_CASE("a generator that does not fit the live tables is refused at its place", "[seed][demo]") {
  const TestDatabase database{Template::migrated};
  const auto message = [&](const std::string& change) {
    database.execute(change);
    try {
      seed_demo(database, 30);
    } catch (const Error& error) {
      CHECK(error.code() == code::bad_pack);
      const auto& text = error.message();
      return text.substr(text.find("generator.yaml"));
    }
    return std::string{};
  };
  const auto starts = [](const std::string& text) { return text.starts_with("generator.yaml:"); };
  auto text = message("ALTER TABLE reviews RENAME COLUMN rating TO stars");
  CHECK(starts(text));
  CHECK(text.ends_with(": table 'reviews' has no column 'rating'."));
  text =
      message("ALTER TABLE reviews RENAME COLUMN stars TO rating; ALTER TABLE reviews ADD extra int NOT NULL");
  CHECK(text.ends_with(": 'reviews' gives no value for 'extra', which must have one"));
  text = message(
      "ALTER TABLE reviews ALTER extra SET DEFAULT 1; ALTER TABLE reviews ADD at timestamptz DEFAULT now()");
  CHECK(text.ends_with(": 'reviews' gives no value for 'at', whose default differs from run to run"));
}

}  // namespace
}  // namespace admctl::test
