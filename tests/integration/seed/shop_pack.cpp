#include "tests/integration/seed/shop_pack.hpp"

#include "lib/ops/undo.hpp"
#include "lib/seed/category_export.hpp"
#include "tests/support/deals.hpp"

namespace admctl::test {
namespace {

constexpr std::string_view manifest = R"(platform: shop
title: Shop
history: native
ids: uuid
kinds:
  thing:
    plural: things
    title: Thing
    table: things
    key: id
    state: status
    updated: changed_at
    lifecycle: {initial: new, states: {new: {meaning: m, terminal: true}}, transitions: []}
categories:
  - name: genres
    table: genres
    key: id
    slug: name
    parent: parent_id
    columns: [title, rank, price, tags, extra, level, active]
    required: [title]
    updated: updated_at
    order: rank
    references: [things.genre, things.genres, things.more]
    file: genres.yaml
  - name: products
    table: products
    key: id
    slug: [genre_id, sku]
    columns: [secret]
    words: [window]
    lookups: {genre_id: {table: genres, by: name}}
    defaults: {valid_until: "op.now + (e ->> 'window')::interval"}
    file: products.yaml
  - {name: labels, table: labels, key: slug, slug: slug, columns: [name], where: t.shared, file: labels.yaml}
  - {name: topics, table: native, slug: name, columns: [icon, position], order: position,
     references: [things.genre], file: topics.yaml}
classes:
  secret: [products.secret]
)";

constexpr std::string_view tables = R"sql(
CREATE TYPE tier AS ENUM ('basic', 'pro');
CREATE TABLE genres (id uuid PRIMARY KEY, name varchar(20) NOT NULL UNIQUE, title text NOT NULL,
  rank integer NOT NULL DEFAULT 0, price numeric(10,2), tags text[], extra jsonb, level tier,
  active boolean NOT NULL DEFAULT true, parent_id uuid REFERENCES genres (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL);
CREATE TABLE products (id uuid PRIMARY KEY, sku text NOT NULL, genre_id uuid NOT NULL REFERENCES genres (id),
  secret text, valid_until timestamptz NOT NULL, UNIQUE (genre_id, sku));
CREATE TABLE things (id text PRIMARY KEY, status text NOT NULL DEFAULT 'new', genre text, genres text[], more jsonb,
  changed_at timestamptz);
CREATE TABLE labels (slug text PRIMARY KEY, name text NOT NULL UNIQUE, shared boolean NOT NULL DEFAULT true);
CREATE TABLE thing_genres (thing text, genre uuid REFERENCES genres (id) ON DELETE CASCADE,
  PRIMARY KEY (thing, genre));
)sql";

constexpr std::string_view genres = R"(categories:
  - name: music
    title: Music
    rank: 1
    price: 49.0
    tags: [a, "b, c"]
    extra: {fee: 2.5, on: true}
    level: pro
    children:
      - {name: jazz, title: "Jazz \"hot\" 🎷", rank: 2, active: false, children: [{name: bebop, title: שלום}]}
      - {name: folk, title: O'Folk, rank: 1}
  - {name: film, title: Film, rank: 2, price: ~}
)";

constexpr std::string_view products = R"(categories:
  - {genre_id: jazz, sku: cd, window: 2 days}
  - {genre_id: folk, sku: cd, window: 60 days, secret: s1}
)";

constexpr std::string_view labels = R"(categories:
  - {slug: hot, name: Hot}
  - {slug: new, name: New}
)";

constexpr std::string_view topics = R"(categories:
  - name: Games
    icon: "🎮"
    position: 1
    children:
      - {name: Games / RPG, position: 2}
  - {name: Other, position: 3}
)";

}  // namespace

Shop::Shop() {
  folder_.write("platform.yaml", std::string{manifest});
  folder_.write("genres.yaml", std::string{genres});
  folder_.write("products.yaml", std::string{products});
  folder_.write("labels.yaml", std::string{labels});
  folder_.write("topics.yaml", std::string{topics});
  pack_ = platform::load_pack(platform::PackFiles::folder(folder_.path()));
  database_.execute(tables);
}

seed::CategoryResult Shop::seed(const Manner& manner) {
  auto session = database_.session();
  auto asked = request("seed.categories");
  asked.dry_run = manner.dry;
  return seed::seed_categories(session, pack_, asked, {.names = manner.names, .prune = manner.prune});
}

seed::CategoryResult Shop::seed(const std::string& name, const std::string& text, bool prune) {
  auto session = database_.session();
  return seed::seed_categories(
      session, pack_, request("seed.categories"),
      {.names = {name}, .file = seed::CategoryFile{"mine.yaml", text}, .prune = prune});
}

std::string Shop::exported(const std::string& name) {
  auto session = database_.session();
  return seed::export_categories(session, pack_, name).text;
}

void Shop::undo(const std::string& operation) {
  auto session = database_.session();
  ops::undo(session, pack_, request("undo"), operation);
}

std::string Shop::rows() const {
  std::string all;
  for (const auto* table : {"genres", "products", "things", "labels", "thing_genres", "admctl.category"}) {
    all += std::string{table} + "\n";
    if (database_.value("SELECT to_regclass('" + std::string{table} + "') IS NOT NULL") != "t") continue;
    all += database_.value("SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') FROM " +
                           std::string{table} + " AS t");
  }
  return all;
}

}  // namespace admctl::test
