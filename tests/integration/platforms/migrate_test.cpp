// The migrations of every platform give the tables that its facts describe.
#include "tests/integration/platforms/platform_test.hpp"
#include "tests/support/catalog_facts.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

// Tables in which tools of other makers keep their history; a catalog may have them or not.
constexpr std::string_view history_tables[] = {"_prisma_migrations", "schema_migrations"};

bool is_of_table(std::string_view fact, std::string_view table) {
  return fact == "table " + std::string{table} || fact.starts_with(std::string{table} + ".") ||
         fact.starts_with(std::string{table} + ": ");
}

const PlatformTest exact_catalog{
    "migrate", "the migrations give exactly the catalog of the platform, name by name",
    [](const Subject& subject) {
      const TestDatabase database{Template::migrated, subject.pack.platform};
      const auto expected = read_facts(subject.data.file("catalog.json"));
      REQUIRE_FALSE(expected.empty());
      auto found = facts_of(live_catalog(database, subject.pack.schema));
      for (const auto table : history_tables) {
        if (expected.contains("table " + std::string{table})) continue;
        std::erase_if(found, [&](const std::string& fact) { return is_of_table(fact, table); });
      }
      CHECK(differences(expected, found) == std::vector<std::string>{});
    },
    CATCH_INTERNAL_LINEINFO};

const PlatformTest history_is_clean{
    "migrate", "after migrate up nothing is pending, and history and files agree",
    [](const Subject& subject) {
      const TestDatabase database{Template::migrated, subject.pack.platform};
      const auto& platform = subject.pack.platform;
      CHECK(subject.pack.files.list(subject.pack.migrations).size() > 1);
      for (const auto* command : {"status", "verify", "up"}) {
        CAPTURE(command);
        const auto result =
            run_admctl({"--db", database.url(), "--platform", platform, "migrate", command, "--exit-code"});
        INFO(result.err);
        CHECK(result.exit == 0);
      }
    },
    CATCH_INTERNAL_LINEINFO};

}  // namespace
}  // namespace admctl::test
