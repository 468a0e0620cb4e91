// Lists that files describe: every sort of column, key, lookup and reference.
#include <algorithm>
#include <thread>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "lib/core/codes/record.hpp"
#include "lib/core/codes/seeding.hpp"
#include "lib/core/text.hpp"
#include "tests/integration/seed/shop_pack.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::test {
namespace {

using Action = seed::CategoryChange::Action;

TEST_CASE("all lists of a pack are seeded as one operation with typed columns, lookups and defaults",
          "[seed]") {
  Shop shop;
  const auto empty = shop.rows();
  const auto result = shop.seed(Shop::Manner{});
  REQUIRE(result.plans.size() == 4);
  CHECK(result.changes() == 12);
  const auto& db = shop.database();
  CHECK(
      db.value(
          "SELECT concat_ws('|', price, tags, extra, level, active, rank) FROM genres WHERE name = 'music'") ==
      R"(49.00|{a,"b, c"}|{"on": true, "fee": 2.5}|pro|t|1)");
  CHECK(db.value("SELECT title || active FROM genres WHERE name = 'jazz'") == "Jazz \"hot\" 🎷false");
  CHECK(db.value("SELECT p.name FROM genres c JOIN genres p ON p.id = c.parent_id WHERE c.name = 'bebop'") ==
        "jazz");
  CHECK(db.value(
            "SELECT string_agg(g.name || p.sku || (p.valid_until - g.created_at > interval '59 days'), ' ' "
            "ORDER BY g.name) FROM products p JOIN genres g ON g.id = p.genre_id") == "folkcdtrue jazzcdfalse");
  CHECK(
      db.value(
          "SELECT c.columns || jsonb_build_object('in', p.slug) FROM admctl.category c JOIN admctl.category p "
          "ON p.id = c.parent_id WHERE c.taxonomy = 'topics'") == R"({"in": "Games", "position": 2})");
  CHECK(db.value("SELECT count(*) FROM admctl.operation") == "1");
  const auto& secret = result.plans[1].changes[1].columns;
  CHECK(std::ranges::find(secret, "secret", &seed::ColumnChange::column)->after == Value{"********"});

  const auto again = shop.seed(Shop::Manner{});
  CHECK(again.changes() == 0);
  CHECK(again.outcome.operation.id.empty());
  CHECK(shop.seed({.names = {"labels"}}).plans.size() == 1);

  shop.undo(result.outcome.operation.id);
  CHECK(shop.rows() == empty);
  CHECK(db.value("SELECT count(*) FROM admctl.category") == "0");
}

TEST_CASE("what is exported and seeded again changes nothing, also into an empty database", "[seed]") {
  Shop shop;
  CHECK(shop.exported("topics").find("categories: []") != std::string::npos);
  shop.seed(Shop::Manner{});
  Shop other;
  for (const auto* name : {"genres", "labels", "topics"}) {
    const auto text = shop.exported(name);
    CAPTURE(name, text);
    CHECK(shop.seed(name, text, true).changes() == 0);
    other.seed(name, text);
    CHECK(other.exported(name) == text);
  }
  CHECK(shop.exported("products").find("genre_id: jazz") != std::string::npos);
  CHECK(shop.exported("products").find("s1") == std::string::npos);
  CHECK(shop.seed("products", shop.exported("products"), true).changes() == 0);
  CHECK(shop.exported("genres").find("    children:\n") != std::string::npos);
}

TEST_CASE("a rename keeps the row and rewrites what names it, and one undo takes both back", "[seed]") {
  Shop shop;
  shop.seed(Shop::Manner{});
  const auto& db = shop.database();
  db.execute(R"sql(INSERT INTO things (id, genre, genres, more) VALUES
    ('1', 'jazz', '{folk,jazz,NULL}', '["jazz", 7, {"jazz": "jazz"}]'), ('2', 'folk', '{jazz,swing}', '"jazz"'),
    ('3', NULL, NULL, NULL))sql");
  const auto before = shop.rows();
  const auto id = db.value("SELECT id FROM genres WHERE name = 'jazz'");
  const std::string text = "categories:\n  - {name: swing, was: jazz, title: Swing, parent: film}\n";
  const auto result = shop.seed("genres", text);
  REQUIRE(result.plans.front().changes.size() == 1);
  const auto& change = result.plans.front().changes.front();
  CHECK(change.was == "jazz");
  CHECK(change.references == 4);
  CHECK(change.columns.size() == 3);
  CHECK(db.value("SELECT name || title FROM genres WHERE id = '" + id + "'") == "swingSwing");
  CHECK(db.value("SELECT concat_ws('|', genre, genres, more) FROM things WHERE id = '1'") ==
        R"(swing|{folk,swing,NULL}|["swing", 7, {"jazz": "jazz"}])");
  CHECK(db.value("SELECT concat_ws('|', genre, genres, more) FROM things WHERE id = '2'") ==
        R"(folk|{swing}|"jazz")");
  CHECK(db.value("SELECT count(*) FROM things WHERE changed_at IS NOT NULL") == "2");
  CHECK(shop.seed("genres", text).changes() == 0);
  shop.undo(result.outcome.operation.id);
  CHECK(shop.rows() == before);
}

TEST_CASE("a rename works where the natural key is the primary key, and in admctl's own table", "[seed]") {
  Shop shop;
  shop.seed(Shop::Manner{});
  shop.database().execute("INSERT INTO things (id, genre) VALUES ('1', 'Games / RPG')");
  const auto before = shop.rows();
  const auto labels = shop.seed("labels", "categories:\n  - {slug: hottest, was: hot, name: Hottest}\n");
  CHECK(shop.database().value("SELECT string_agg(slug || name, ' ' ORDER BY slug) FROM labels") ==
        "hottestHottest newNew");
  const auto topics =
      shop.seed("topics", "categories:\n  - {name: Role playing, was: Games / RPG, parent: Games}\n");
  CHECK(topics.plans.front().changes.front().references == 1);
  CHECK(shop.database().value("SELECT genre FROM things") == "Role playing");
  CHECK(shop.database().value("SELECT columns FROM admctl.category WHERE slug = 'Role playing'") ==
        R"({"position": 2})");
  shop.undo(topics.outcome.operation.id);
  shop.undo(labels.outcome.operation.id);
  CHECK(shop.rows() == before);
  CHECK(shop.database().value("SELECT count(*) FROM admctl.category WHERE slug = 'Games / RPG'") == "1");
}

TEST_CASE("prune removes what is not listed, and refuses with names and counts what is still used", "[seed]") {
  Shop shop;
  shop.seed(Shop::Manner{});
  const auto& db = shop.database();
  db.execute(R"sql(INSERT INTO things (id, genre, genres, more) VALUES
    ('1', 'bebop', '{}', '[]'), ('2', 'film', '{film,bebop}', '["film"]');
    INSERT INTO thing_genres SELECT 'x', id FROM genres WHERE name = 'film')sql");
  const auto before = shop.rows();
  const std::string text =
      "categories:\n  - {name: music, title: Music, children: [{name: folk, title: O'Folk}]}\n";
  const auto error = error_of([&] { shop.seed("genres", text, true); });
  CHECK(error.code() == code::category_in_use);
  CHECK(error.message() == "3 of the 3 categories to remove are still used");
  CHECK(error.detail() ==
        "bebop: 1 row in things.genre (thing/1); 1 row in things.genres (thing/2)\n"
        "film: 1 row in thing_genres.genre (x, " +
            db.value("SELECT id FROM genres WHERE name = 'film'") +
            "); 1 row in things.genre (thing/2); 1 row in things.genres (thing/2); 1 row in things.more "
            "(thing/2)\n"
            "jazz: 1 row in products.genre_id (" +
            db.value("SELECT p.id FROM products p JOIN genres g ON g.id = p.genre_id WHERE g.name = 'jazz'") +
            ")");
  CHECK(shop.rows() == before);

  const auto child = error_of([&] { shop.seed("genres", "categories:\n  - {name: bebop, title: B}\n", true); });
  CHECK(child.detail().find("jazz: 1 row in genres.parent_id (bebop)") == std::string::npos);

  db.execute(
      "DELETE FROM thing_genres; DELETE FROM things; DELETE FROM products WHERE genre_id = (SELECT id FROM "
      "genres WHERE name = 'jazz')");
  const auto free = shop.rows();
  const auto pruned = shop.seed("genres", text, true);
  CHECK(pruned.removals() == 3);
  CHECK(pruned.plans.front().changes.back().action == Action::remove);
  CHECK(db.value("SELECT string_agg(name, ' ' ORDER BY name) FROM genres") == "folk music");
  shop.undo(pruned.outcome.operation.id);
  CHECK(shop.rows() == free);
}

TEST_CASE("a child of a category that would be removed keeps it, unless the file moves the child", "[seed]") {
  Shop shop;
  shop.seed("genres", "categories:\n  - {name: a, title: A, children: [{name: b, title: B}]}\n");
  const auto error =
      error_of([&] { shop.seed("genres", "categories:\n  - {name: b, title: B, parent: a}\n", true); });
  CHECK(error.message() == "'a' is still used and cannot be removed");
  CHECK(error.detail() == "a: 1 row in genres.parent_id (b)");
  CHECK(shop.seed("genres", "categories:\n  - {name: b, title: B}\n", true).removals() == 1);
}

TEST_CASE("what a list looks up is removed after it, and rows outside of a list are not its own", "[seed]") {
  Shop shop;
  shop.seed(Shop::Manner{});
  shop.database().execute(R"sql(INSERT INTO labels VALUES ('own', 'Own', false), ('extra', 'Extra', true);
    INSERT INTO genres (id, name, title, updated_at) VALUES ('00000000-0000-4000-8000-000000000000', 'x', 'X', now());
    INSERT INTO products VALUES (gen_random_uuid(), 'cd', '00000000-0000-4000-8000-000000000000', NULL, now()))sql");
  const auto left = shop.seed(Shop::Manner{});
  CHECK(left.plans[0].unlisted == std::vector<std::string>{"x"});
  CHECK(left.plans[1].unlisted == std::vector<std::string>{"x / cd"});
  CHECK(left.plans[2].unlisted == std::vector<std::string>{"extra"});
  CHECK(shop.seed({.prune = true}).removals() == 3);
  CHECK(shop.database().value("SELECT string_agg(slug, ' ' ORDER BY slug) FROM labels") == "hot new own");
}

TEST_CASE("every mistake in a file is refused at its place, and nothing is written", "[seed]") {
  Shop shop;
  shop.seed(Shop::Manner{});
  shop.database().execute(
      "ALTER TABLE genres DROP CONSTRAINT genres_name_key; INSERT INTO genres (id, name, title, "
      "updated_at) VALUES (gen_random_uuid(), 'twice', 'T', now()), (gen_random_uuid(), 'twice', "
      "'T', now())");
  const auto before = shop.rows();
  struct Mistake {
    std::string list;
    std::string entries;
    std::string message;
  };
  const Mistake mistakes[] = {
      {"genres", "  - {name: a-name-that-is-far-too-long, title: A}",
       "2:12: 'name': value too long for type character varying(20)"},
      {"genres", "  - {name: a, title: A}\n  - {name: b, title: B, level: top}",
       "3:32: 'level': invalid input value for enum tier: \"top\""},
      {"genres", "  - {name: a, title: A, rank: high}", "2:31: 'rank' must be a number"},
      {"genres", "  - {name: a, title: A, rank: 3000000000}",
       "2:31: 'rank': value \"3000000000\" is out of range"},
      {"genres", "  - {name: a, title: 12}", "2:22: 'title' must be text"},
      {"genres", "  - {name: a, title: A, active: 1}", "2:33: 'active' must be true or false"},
      {"genres", "  - {name: a, title: A, tags: b}", "2:31: 'tags' must be a list"},
      {"genres", "  - {name: a, title: A, active: ~}", "2:33: 'active' must be given"},
      {"genres", "  - {name: a, title: A, parent: nobody}", "2:33: neither the file nor genres has a 'nobody'"},
      {"genres", "  - {name: music, title: M, parent: bebop}",
       "2:37: its parents would lead back to themselves"},
      {"genres", "  - {name: a, title: A, colour: red}", "2:25: unknown column 'colour'"},
      {"genres", "  - {name: film, was: music, title: A}",
       "2:23: 'music' cannot become 'film': both are there"},
      {"products", "  - {genre_id: nope, sku: x}", "2:16: genres has no row with name 'nope'"},
      {"products", "  - {genre_id: twice, sku: x}", "2:16: genres has several rows with name 'twice'"},
      {"labels", "  - {slug: x}", "2:5: category 'x' has no 'name'"},
  };
  for (const auto& mistake : mistakes) {
    CAPTURE(mistake.entries);
    const auto error = error_of([&] { shop.seed(mistake.list, "categories:\n" + mistake.entries + "\n"); });
    CHECK(error.code() == code::bad_categories);
    CHECK_THAT(error.message(), Catch::StartsWith("mine.yaml:" + mistake.message));
  }
  const auto twice = error_of([&] { shop.seed("genres", "categories:\n  - {name: twice, title: T}\n"); });
  CHECK(twice.code() == code::category_ambiguous);
  CHECK(error_of([&] { shop.seed("nothing", "categories: []\n"); }).code() == code::unknown_categories);
  CHECK(error_of([&] { shop.seed("genres", ""); }).code() == code::bad_categories);
  CHECK(shop.rows() == before);
}

TEST_CASE("two runs at once make every category once", "[seed]") {
  Shop shop;
  std::vector<std::size_t> changes(2);
  std::vector<std::thread> runs;
  for (std::size_t i = 0; i < changes.size(); ++i)
    runs.emplace_back([&, i] { changes[i] = shop.seed(Shop::Manner{}).changes(); });
  for (auto& run : runs) run.join();
  std::ranges::sort(changes);
  CHECK(changes == std::vector<std::size_t>{0, 12});
  CHECK(shop.database().value("SELECT count(*) FROM genres") == "5");
}

TEST_CASE("ten thousand categories are added, changed and moved by a few statements", "[seed]") {
  Shop shop;
  std::string first = "categories:\n";
  std::string second = "categories:\n";
  for (int i = 0; i < 10'000; ++i) {
    const auto parent = i % 100 == 0 ? std::string{} : fmt::format(", parent: n{}", i / 100 * 100);
    first += fmt::format("  - {{name: n{0}, title: T{0}, rank: {0}{1}}}\n", i, parent);
    second += fmt::format("  - {{name: n{0}, title: U{0}, rank: {0}}}\n", i);
  }
  CHECK(shop.seed("genres", first).changes() == 10'000);
  CHECK(shop.database().value("SELECT count(*) FROM genres WHERE parent_id IS NOT NULL") == "9900");
  CHECK(shop.seed("genres", first).changes() == 0);
  const auto changed = shop.seed("genres", second);
  CHECK(changed.changes() == 10'000);
  CHECK(shop.database().value("SELECT count(*) FROM genres WHERE parent_id IS NOT NULL") == "0");
  CHECK(shop.seed("genres", "categories: []\n", true).removals() == 10'000);
}

TEST_CASE("a protected database is never seeded, not even for show", "[seed]") {
  Shop shop;
  const auto name = shop.database().value("SELECT quote_ident(current_database())");
  shop.database().execute("ALTER DATABASE " + name + " SET admctl.protection = 'protected'");
  CHECK(error_of([&] { shop.seed(Shop::Manner{}); }).code() == code::never_seeded);
  const auto error = error_of([&] { shop.seed({.dry = true}); });
  CHECK(error.code() == code::never_seeded);
  CHECK(error.exit() == Exit::refused);
  CHECK(shop.database().value("SELECT to_regclass('admctl.operation') IS NULL") == "t");
}

}  // namespace
}  // namespace admctl::test
