// fixtures/pack.schema.json is for editors; the loader is what decides. They must not contradict each other.
#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/platform/pack.hpp"
#include "lib/platform/yaml_reader.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/platform/small_pack.hpp"

namespace admctl::platform {
namespace {

using test::replaced;
using test::small_pack;

class PackSchema {
 public:
  // Of a manifest in YAML.
  std::string problems(const std::string& manifest) const {
    return schema_.problems(to_json(YamlNode::parse("platform.yaml", manifest).value()));
  }

 private:
  test::JsonSchema schema_{"fixtures/pack.schema.json"};
};

bool loads(const std::string& manifest) {
  const test::TempFolder folder;
  folder.write("platform.yaml", manifest);
  folder.write("categories.yaml", "categories: []\n");
  folder.write("s.json", "{}");
  try {
    load_pack(PackFiles::folder(folder.path()));
    return true;
  } catch (const Error&) {
    return false;
  }
}

TEST_CASE("every built-in pack fits the schema for editors", "[platform][schema]") {
  const PackSchema schema;
  for (const auto& platform : builtin_platforms()) {
    CAPTURE(platform);
    CHECK(schema.problems(PackFiles::builtin(platform)->read("platform.yaml")) == "");
  }
}

TEST_CASE("the loader and the schema accept the same pack", "[platform][schema]") {
  CHECK(PackSchema{}.problems(std::string{small_pack}) == "");
  CHECK(loads(std::string{small_pack}));
}

TEST_CASE("the loader and the schema accept the parts of a platform", "[platform][schema]") {
  for (const std::string_view domains : {"{A: [orders], B: {people: Who buys.}}", "{}"}) {
    CAPTURE(domains);
    const auto manifest = replaced(small_pack, "title: Shop", "title: Shop\ndomains: " + std::string{domains});
    CHECK(PackSchema{}.problems(manifest) == "");
    CHECK(loads(manifest));
  }
}

TEST_CASE("the loader and the schema refuse the same mistakes", "[platform][schema]") {
  const std::pair<std::string_view, std::string_view> mistakes[] = {
      {"title: Shop\n", ""},
      {"title: Shop", "title: ''"},
      {"title: Shop", "title: 12"},
      {"title: Shop", "title: Shop\ncolour: blue"},
      {"title: Shop", "title: Shop\ndomains: {A: []}"},
      {"title: Shop", "title: Shop\ndomains: {A: {orders: ''}}"},
      {"title: Shop", "title: Shop\ndomains: {A: orders}"},
      {"title: Shop", "title: Shop\ndomains: {A: [public.orders]}"},
      {"title: Shop", "title: Shop\ndomains: [orders]"},
      {"platform: shop", "platform: My Shop"},
      {"history: native", "history: rails"},
      {"ids: uuid", "ids: serial"},
      {"scale: 2", "scale: -1"},
      {"scale: 2", "scale: '2'"},
      {"scale: 2", "minor_units: maybe"},
      {"[orders.total]", "[total]"},
      {"[orders.total]", "[orders.total, orders.total]"},
      {"holds: r.paid, ", ""},
      {"  order:\n", "  or/der:\n"},
      {"    table: orders\n", ""},
      {"    table: orders\n", "    table: shop.orders\n"},
      {"    plural: orders\n", "    plural: Orders!\n"},
      {"        column: buyer_id\n", ""},
      {"        show: [id]", "        show: []"},
      {"        entry: {to: op.to_state, at: op.now}\n", ""},
      {"        record: order_id\n", ""},
      {"      initial: new\n", ""},
      {"meaning: fresh, ", ""},
      {"limit: 48h", "limit: 48 hours"},
      {"terminal: true", "terminal: 1"},
      {"[new, packed]", "[]"},
      {"[new, packed]", "[new, new]"},
      {"[new, packed]", "new"},
      {"guards: [paid]", "guards: paid"},
      {"set: {done_at: op.now}", "set: {}"},
      {"set: {done_at: op.now}", "set: {done_at: true}"},
      {"- update: items", "- update: items\n              insert: items"},
      {"- update: items", "- delete: items"},
      {"              where: t.order_id = r.id\n", ""},
      {"when: r.total > 0", "where: r.total > 0"},
      {"  slug: slug\n", ""},
      {"    state: new\n", ""},
      {"    set: {paid: \"false\"}\n", ""},
      {", reason: paid by hand", ""},
      {"classes:\n  personal", "classes:\n  private"},
  };
  const PackSchema schema;
  for (const auto& [was, is] : mistakes) {
    const auto manifest = replaced(small_pack, was, is);
    CAPTURE(was, is);
    CHECK_FALSE(loads(manifest));
    CHECK(schema.problems(manifest) != "");
  }
}

TEST_CASE("the loader and the schema agree on where settings are kept", "[platform][schema]") {
  constexpr std::string_view versions =
      "{store: versions, document: d, table: t, id: id, version: v, value: x, active: a";
  const std::string accepted[] = {
      "{table: t, id: id, key: k, value: v, schema: s.json}",
      "{store: table, name: n, table: t, id: id, key: k, value: v, updated: u, schema: s.json}",
      "{table: t, id: id, key: k, value: v, encoding: text, type: ty, active: a, description: de, schema: "
      "s.json}",
      "{store: native, schema: s.json}",
      std::string{versions} + ", title: ti, deprecated: de, updated: u, used_by: [c.v], schema: s.json}",
      "{schema: s.json, stores: [{store: native, name: a}, {name: b, table: t, id: id, key: k, value: v}]}",
  };
  const std::string refused[] = {
      "{table: t, id: id, key: k, value: v}",
      "{table: t, id: id, key: k, schema: s.json}",
      "{store: file, schema: s.json}",
      "{store: native, table: t, schema: s.json}",
      "{table: t, id: id, key: k, value: v, encoding: base64, schema: s.json}",
      "{table: t, id: id, key: k, value: v, document: d, schema: s.json}",
      "{store: versions, table: t, id: id, version: v, value: x, active: a, schema: s.json}",
      std::string{versions} + ", used_by: [version], schema: s.json}",
      "{schema: s.json, stores: []}",
      "{schema: s.json, stores: [{store: native, schema: s.json}]}",
      "{schema: s.json, table: t, stores: [{store: native}]}",
  };
  const PackSchema schema;
  for (const auto& config : accepted) {
    const auto manifest = std::string{small_pack} + "config: " + config + "\n";
    CAPTURE(config);
    CHECK(loads(manifest));
    CHECK(schema.problems(manifest) == "");
  }
  for (const auto& config : refused) {
    const auto manifest = std::string{small_pack} + "config: " + config + "\n";
    CAPTURE(config);
    CHECK_FALSE(loads(manifest));
    CHECK(schema.problems(manifest) != "");
  }
}

TEST_CASE("the loader and the schema agree on where categories are kept", "[platform][schema]") {
  constexpr std::string_view plain = "{name: n, table: t, key: id, slug: code, file: categories.yaml";
  const std::string accepted[] = {
      "{table: t, key: id, slug: slug, parent: up, columns: [name], required: [name], file: categories.yaml}",
      "{table: native, file: categories.yaml}",
      "{table: native, slug: name, columns: [icon], required: [icon], order: icon, references: [a.b], file: "
      "categories.yaml}",
      std::string{plain} + ", words: [window], defaults: {until: \"op.now + (e ->> 'window')::interval\"}}",
      std::string{plain} +
          ", columns: [c], lookups: {c: {table: u, by: name}}, updated: at, where: t.x IS NULL}",
      "[" + std::string{plain} +
          "}, {table: u, key: id, slug: [plan, name], columns: [c], file: "
          "categories.yaml, lookups: {plan: {table: t, key: id, by: name}}}]",
  };
  const std::string refused[] = {
      "[]",
      "{table: t, slug: slug, file: categories.yaml}",
      "{table: native, key: id, file: categories.yaml}",
      "{table: native, parent: up, file: categories.yaml}",
      "{table: native, defaults: {a: op.now}, file: categories.yaml}",
      "{table: t, key: id, slug: [], file: categories.yaml}",
      std::string{plain} + ", columns: [c, c]}",
      std::string{plain} + ", references: [b]}",
      std::string{plain} + ", defaults: {}}",
      std::string{plain} + ", columns: [c], lookups: {c: {table: u}}}",
      std::string{plain} + ", where: ''}",
  };
  const PackSchema schema;
  const auto with = [](const std::string& categories) {
    return replaced(small_pack,
                    "categories:\n  table: groups\n  key: id\n  slug: slug\n  file: categories.yaml\n",
                    "categories: " + categories + "\n");
  };
  for (const auto& categories : accepted) {
    CAPTURE(categories);
    CHECK(loads(with(categories)));
    CHECK(schema.problems(with(categories)) == "");
  }
  for (const auto& categories : refused) {
    CAPTURE(categories);
    CHECK_FALSE(loads(with(categories)));
    CHECK(schema.problems(with(categories)) != "");
  }
}

TEST_CASE("lists of categories that contradict themselves are refused", "[platform]") {
  constexpr std::string_view plain = "{name: n, table: t, key: id, slug: code, file: categories.yaml";
  for (const auto& categories : std::vector<std::string>{
           "[" + std::string{plain} + "}, " + std::string{plain} + "}]",
           std::string{plain} + ", columns: [code]}",
           std::string{plain} + ", columns: [was]}",
           std::string{plain} + ", columns: [c], words: [c]}",
           std::string{plain} + ", columns: [c], required: [d]}",
           std::string{plain} + ", lookups: {d: {table: u, by: name}}}",
           std::string{plain} + ", parent: up, defaults: {up: \"'x'\"}}",
           std::string{plain} + ", columns: [at], updated: at}",
           std::string{"{table: t, key: id, slug: [a, b], parent: up, file: categories.yaml}"},
           std::string{"{table: t, key: id, slug: [a, b], references: [x.y], file: categories.yaml}"},
       }) {
    CAPTURE(categories);
    CHECK_FALSE(loads(
        replaced(small_pack, "categories:\n  table: groups\n  key: id\n  slug: slug\n  file: categories.yaml\n",
                 "categories: " + categories + "\n")));
  }
}

TEST_CASE("stores of settings that are in each other's way are refused", "[platform]") {
  for (const std::string config : {
           "{schema: s.json, stores: [{store: native, name: a}, {name: a, table: t, id: id, key: k, value: "
           "v}]}",
           "{schema: s.json, stores: [{store: native, name: a}, {store: native, name: b}]}",
           "{table: t, id: id, key: k, value: v, type: ty, schema: s.json}",
           "{table: t, id: id, key: k, value: v, schema: missing.json}",
       }) {
    CAPTURE(config);
    CHECK_FALSE(loads(std::string{small_pack} + "config: " + config + "\n"));
  }
}

}  // namespace
}  // namespace admctl::platform
