#include <catch2/catch.hpp>

#include "tests/integration/migrate/bench.hpp"
#include "tests/support/catalog_facts.hpp"

namespace admctl {
namespace {

using test::differences;
using test::Facts;
using test::facts_of;
using test::live_catalog;
using test::Template;
using test::TestDatabase;

TEST_CASE("every kind of difference to a catalog is found", "[migrate][catalog]") {
  const TestDatabase database{Template::empty};
  migrate::Bench{database}.up();
  database.execute(R"(
    ALTER TABLE "users" ALTER COLUMN "username" SET NOT NULL, ALTER COLUMN "languageCode" SET DEFAULT 'ru',
                        ALTER COLUMN "banReason" TYPE varchar(9);
    ALTER TYPE "ActorType" ADD VALUE 'BOT' BEFORE 'SYSTEM';
    DROP INDEX "users_telegramId_key";
    CREATE INDEX ON "users" ("lastName") WHERE "isBanned";
    CREATE INDEX ON "users" (lower("firstName"), "id");
    ALTER TABLE "channels" DROP CONSTRAINT "channels_ownerId_fkey";
    ALTER TABLE "channels" ADD FOREIGN KEY ("ownerId") REFERENCES "users" ("id") ON DELETE CASCADE;
    CREATE TABLE public.extra (id int);
  )");
  CHECK(
      differences(test::read_facts(ADMCTL_SOURCE_DIR "/tests/data/platforms/admarket/catalog.json"),
                  facts_of(live_catalog(database))) ==
      std::vector<std::string>{
          "lacks   channels: foreign key (ownerId) references users (id) on delete RESTRICT on update CASCADE",
          "lacks   enum ActorType: USER, SYSTEM, ADMIN",
          "lacks   users.banReason: text",
          "lacks   users.languageCode: text DEFAULT 'en'::text",
          "lacks   users.username: text",
          "lacks   users: unique (telegramId)",
          "has too channels: foreign key (ownerId) references users (id) on delete CASCADE on update NO ACTION",
          "has too enum ActorType: USER, BOT, SYSTEM, ADMIN",
          "has too extra.id: integer",
          "has too table extra",
          "has too users.banReason: character varying(9)",
          "has too users.languageCode: text DEFAULT 'ru'::text",
          "has too users.username: text NOT NULL",
          "has too users: index (lastName) where \"isBanned\"",
          "has too users: index (lower(\"firstName\"), id)",
      });
}

TEST_CASE("a schema beside the search path is read likewise", "[catalog]") {
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE SCHEMA shop; CREATE TABLE shop.a (x int, y int, PRIMARY KEY (y, x)); "
      "CREATE TABLE shop.b (p int, q int, CONSTRAINT b_a FOREIGN KEY (q, p) REFERENCES shop.a (y, x) ON UPDATE "
      "SET NULL) "
      "PARTITION BY LIST (p); CREATE VIEW shop.v AS SELECT 1; CREATE TABLE public.other (id int)");
  auto session = database.session();
  pg::Transaction tx{session};
  const auto catalog = pg::read_catalog(tx, "shop");
  CHECK(facts_of(catalog) ==
        Facts{
            "table a",
            "a.x: integer NOT NULL",
            "a.y: integer NOT NULL",
            "a: primary key (y, x)",
            "table b",
            "b.p: integer",
            "b.q: integer",
            "b: foreign key (q, p) references shop.a (y, x) on delete NO ACTION on update SET NULL",
        });
}

}  // namespace
}  // namespace admctl
