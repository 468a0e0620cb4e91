#include <catch2/catch.hpp>

#include "lib/config/store.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"

namespace admctl::config {
namespace {

platform::ConfigStore make_store() {
  platform::ConfigStore store;
  store.table = "settings";
  store.id = "id";
  store.key = "name";
  store.value = "value";
  store.updated = "changed";
  return store;
}

Entry read(const Object& row) {
  static const auto store = make_store();
  static const Schema schema{Object{{"properties", Object{}}}, "shop.json"};
  return read_entry(store, schema, ops::read_setting(store, row));
}

}  // namespace

TEST_CASE("A revision is 12 hex digits and follows key, value and time") {
  const auto revision = revision_of("fee", 500, "2026-01-01T00:00:00");
  CHECK(revision.size() == 12);
  CHECK(revision.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(revision == revision_of("fee", 500, "2026-01-01T00:00:00"));
  CHECK(revision != revision_of("fee2", 500, "2026-01-01T00:00:00"));
  CHECK(revision != revision_of("fee", 501, "2026-01-01T00:00:00"));
  CHECK(revision != revision_of("fee", "500", "2026-01-01T00:00:00"));
  CHECK(revision != revision_of("fee", 500, "2026-01-01T00:00:01"));
  CHECK(revision != revision_of("fee", 500, std::nullopt));
}

TEST_CASE("The order of members does not change a revision") {
  CHECK(revision_of("k", Object{{"a", 1}, {"b", 2}}, std::nullopt) ==
        revision_of("k", Object{{"b", 2}, {"a", 1}}, std::nullopt));
}

TEST_CASE("A row is read through the pack's mapping, whatever the type of its key") {
  const auto entry =
      read({{"id", 7}, {"name", "fee"}, {"value", Value{500}}, {"changed", "2026-01-01T00:00:00"}});
  CHECK(entry.id == "7");
  CHECK(entry.key == "fee");
  CHECK(entry.value == Value{500});
  CHECK(entry.updated == "2026-01-01T00:00:00");
  CHECK(entry.revision == revision_of("fee", 500, "2026-01-01T00:00:00"));
  CHECK_FALSE(read({{"id", 7}, {"name", "fee"}, {"value", 500}, {"changed", nullptr}}).updated);
}

TEST_CASE("A table without a mapped column is named in the error") {
  try {
    read({{"id", 7}, {"name", "fee"}});
    FAIL("read");
  } catch (const Error& error) {
    CHECK(error.code() == code::schema_missing);
    CHECK(error.message() == "table settings has no column value");
  }
}

TEST_CASE("A platform without a configuration table says so") {
  platform::Pack pack;
  pack.platform = "shop";
  CHECK_THROWS_AS(mapping_of(pack), Error);
}

}  // namespace admctl::config
