#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/platform/domains.hpp"
#include "lib/platform/pack.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/platform/small_pack.hpp"

namespace admctl::platform {
namespace {

using test::replaced;
using test::small_pack;

Pack load(const test::TempFolder& folder, std::string_view manifest) {
  folder.write("platform.yaml", manifest);
  folder.write("categories.yaml", "categories: []\n");
  return load_pack(PackFiles::folder(folder.path()));
}

struct Mistake {
  std::string_view was;
  std::string_view is;
  std::string_view message;      // after the file's name
  std::string_view hint;         // a word in quotes must be among the suggestions, other text must be the hint
  std::string_view detail = {};  // checked when given
};

const Mistake mistakes[] = {
    // keys
    {"    table: orders", "    tabel: orders", "13:5: unknown key 'tabel' in kind 'order'", "'table'",
     "    tabel: orders\n    ^"},
    {"title: Shop", "colour: blue", "2:1: unknown key 'colour' in the platform",
     "Known keys: platform, title, schema, history, ids, migrations, money, domains, kinds, invariants, "
     "recipes, categories, config, audit, events, classes, scenarios, generator."},
    {"    key: id\n    state", "    state", "11:5: kind 'order' has no 'key'", ""},
    {"title: Shop", "title: Shop\nplatform: again", "3:1: duplicate key 'platform'",
     "It was already given in line 1."},
    {"title: Shop", "title:", "2:1: 'title' has no value", "Give it a value or remove the key."},
    {"title: Shop", "title: '  '", "2:8: 'title' must not be empty", ""},
    // types
    {"title: Shop", "title: [Shop]", "2:8: 'title' must be text, not a list", ""},
    {"title: Shop", "title: 2026", "2:8: 'title' must be text, not a number", "Quote it: '2026'"},
    {"scale: 2", "scale: two", "7:12: 'scale' must be a whole number, not text", ""},
    {"scale: 2", "scale: 99", "7:12: 'scale' must be between 0 and 18", ""},
    {"terminal: true", "terminal: 'true'", "45:41: 'terminal' must be true or false, not text", ""},
    {"kinds:\n  order:", "kinds:\n  order: x\n  other:", "10:10: 'order': the pack has no file 'x'", ""},
    {"      - role: BUYER\n        column: buyer_id\n        table: people\n", "      role: BUYER\n",
     "18:7: 'parties' must be a list, not a mapping", ""},
    // words from a set
    {"history: native", "history: prism", "3:10: unknown history format 'prism'", "'prisma'",
     "history: prism\n         ^"},
    {"ids: uuid", "ids: serial", "4:6: unknown id format 'serial'", "Known: cuid, uuid."},
    {"personal: [", "privat: [", "66:3: unknown key 'privat' in 'classes'",
     "Known keys: secret, personal, financial, content, linkable."},
    {"title: Shop", "title: Shop\ndomains: {A: [orders], B: [orders]}",
     "3:27: table 'orders' is already in 'A'", ""},
    {"title: Shop", "title: Shop\ndomains: {A: []}", "3:14: domain 'A' has no tables", ""},
    // names
    {"platform: shop", "platform: My Shop", "1:11: 'My Shop' is no platform name",
     "Use lower-case letters, digits and '-'."},
    {"  order:\n", "  or/der:\n", "10:3: 'or/der' cannot be the name of a kind",
     "Use lower-case letters, digits and '-'."},
    {"table: people", "table: auth.people", "20:16: 'auth.people' is no name of a table or column",
     "Letters, digits, '_' and '$', at most 63 bytes."},
    {"[orders.total]", "[orders.total, total]", "8:29: 'total' is no column", "Write table.column."},
    {"[orders.total]", "[orders.total, orders.total]", "8:29: 'orders.total' is listed twice in 'columns'", ""},
    {"[people.name]", "[people.]", "66:14: 'people.' is no column", "Write table.column."},
    // kinds
    {"categories:\n  table",
     "  item: {plural: orders, title: I, table: i, key: id, state: s, lifecycle: {initial: a, "
     "states: {a: {meaning: m, terminal: true}}, transitions: []}}\ncategories:\n  table",
     "60:18: 'orders' already means kind 'order'", ""},
    {"state: to\n", "state: too\n", "29:16: unknown member 'too'", "'to'"},
    {"type: kind", "type: sort", "37:15: unknown member 'sort'", "Known: order_id, kind, at."},
    // lifecycle
    {"initial: new", "initial: fresh", "41:16: unknown state 'fresh'", "Known: new, packed, done."},
    {"- to: packed", "- to: paked", "47:15: unknown state 'paked'", "'packed'"},
    {"[new, packed]", "[new, packd]", "50:23: unknown state 'packd'", "'packed'",
     "          from: [new, packd]\n                      ^"},
    {"[new, packed]", "[new, new]", "50:23: the move new -> done is declared twice", ""},
    {"[new, packed]", "[new, done]", "50:23: a move from 'done' to itself", ""},
    {"        - to: done", "        - to: packed\n          from: [new]\n        - to: done",
     "50:18: the move new -> packed is declared twice", ""},
    {"limit: 48h", "limit: 48", "43:38: 'limit' must be text, not a number", "Quote it: '48'"},
    {"limit: 48h", "limit: soon", "43:38: 'soon' is no duration", "Write 90s, 15m, 48h, 7d or 1d12h."},
    {"packed: {meaning: in a box}\n",
     "packed: {meaning: in a box}\n        lost: {meaning: gone, terminal: true}\n",
     "45:9: state 'lost' cannot be reached from 'new'", ""},
    {"from: [new, packed]", "from: [new]", "44:9: no move leads out of state 'packed'",
     "Add a transition from it, or mark it with terminal: true."},
    {"packed: {meaning: in a box}\n", "packed: {meaning: in a box}\n        new: {meaning: again}\n",
     "45:9: duplicate key 'new'", "It was already given in line 43."},
    {"guards: [paid]", "guards: [paids]", "51:20: unknown guard 'paids'", "'paid'"},
    {"set: {done_at: op.now}", "set: {status: op.now}", "52:17: a transition cannot set 'status'",
     "Key, state, updated and history columns are written by admctl itself."},
    {"set: {done_at: op.now}", "set: {updated_at: op.now}", "52:17: a transition cannot set 'updated_at'",
     "Key, state, updated and history columns are written by admctl itself."},
    {"set: {done_at: op.now}", "set: {}", "52:16: 'set' is empty", ""},
    {"set: {done_at: op.now}", "set: {done_at: 1}", "52:26: 'done_at' must be text, not a number",
     "Quote it: '1'"},
    {"- update: items", "- update: items\n              insert: items",
     "54:15: a write has one of 'update', 'insert' and 'delete'", ""},
    {"where: t.order_id", "when: t.order_id", "55:21: 'when' does not belong to 'update'", "Use 'where'."},
    {"values: {id", "set: {id", "59:20: 'set' does not belong to 'insert'", "Use 'values'."},
    {"- update: items", "- delete: items", "56:20: 'set' does not belong to 'delete'",
     "A deleted row has no values."},
    {"set: {sent: \"true\"}", "each: items", "56:21: 'each' does not belong to 'update'",
     "Only an insert makes a row for each row of another table."},
    {"when: r.total > 0", "each: items", "57:15: a write has no 'where'", ""},
    {"    state: status\n", "    state: {column: status}\n", "15:12: 'state' has no 'reads'", ""},
    // scenarios
    {"    kind: order\n", "    kind: ordr\n", "70:11: unknown kind 'ordr'", "'order'"},
    {"    state: new\n", "    state: fresh\n", "71:12: unknown state 'fresh'", "Known: new, packed, done."},
    {"{paid: \"false\"}", "{id: \"'1'\"}", "72:11: a scenario cannot set the key", ""},
    {"    set: {paid: \"false\"}\n", "", "69:5: the scenario writes nothing", ""},
    {"{to: done, reason", "{to: doen, reason", "73:20: unknown state 'doen'", "'done'"},
    // files
    {"file: categories.yaml", "file: category.yaml", "64:9: 'file': the pack has no file 'category.yaml'", ""},
    {"title: Shop", "title: Shop\nmigrations: sql", "3:13: the pack has no files in 'sql'", ""},
    {"title: Shop", "title: Shop\ngenerator: demo.yaml", "3:12: 'generator': the pack has no file 'demo.yaml'",
     ""},
};

TEST_CASE("every mistake in a pack is refused at its place", "[platform]") {
  const test::TempFolder folder;
  for (const auto& mistake : mistakes) {
    const auto manifest = replaced(small_pack, mistake.was, mistake.is);
    CAPTURE(mistake.is);
    try {
      load(folder, manifest);
      FAIL_CHECK("accepted");
    } catch (const Error& error) {
      CHECK(code_name(error.code()) == "ADM-1102");
      CHECK(error.message() == (folder.path() / "platform.yaml").string() + ":" + std::string{mistake.message});
      if (mistake.hint.starts_with('\'')) {
        CHECK_THAT(error.hint(),
                   Catch::StartsWith("Did you mean ") && Catch::Contains(std::string{mistake.hint}));
      } else {
        CHECK(error.hint() == mistake.hint);
      }
      if (!mistake.detail.empty()) CHECK(error.detail() == mistake.detail);
    }
  }
}

TEST_CASE("event tables are read, and one says its resource once", "[platform]") {
  const test::TempFolder folder;
  const std::string events =
      std::string{small_pack} +
      "events:\n"
      "  - table: order_events\n"
      "    resource: orders\n"
      "    columns: {id: id, time: at, action: type, resource_id: order_id, new: state}\n"
      "  - table: moves\n"
      "    columns: {id: id, time: at, action: what, resource: about}\n";
  const auto pack = load(folder, events);
  REQUIRE(pack.events.size() == 2);
  CHECK(pack.events[0].table == "order_events");
  CHECK(pack.events[0].resource == "orders");
  CHECK(pack.events[0].columns.at("new") == "state");
  CHECK(pack.events[1].resource.empty());
  CHECK_THROWS_AS(load(folder, replaced(events, "action: what", "action: what, resource_id: x, name: y")),
                  Error);
  CHECK_THROWS_AS(load(folder, replaced(events, "resource_id: order_id", "resource: order_id")), Error);
  CHECK_THROWS_AS(load(folder, replaced(events, "time: at, action: type", "action: type")), Error);
}

TEST_CASE("a pack in a folder is read whole", "[platform]") {
  const test::TempFolder folder;
  const auto pack = load(folder, small_pack);
  CHECK(pack.platform == "shop");
  CHECK(pack.title == "Shop");
  CHECK(pack.schema == "public");
  CHECK(pack.history == HistoryFormat::native);
  CHECK(pack.ids == IdFormat::uuid);
  CHECK(pack.migrations == "migrations");
  CHECK_FALSE(pack.generator);
  CHECK_FALSE(pack.config);
  CHECK(pack.files.contains("categories.yaml"));

  REQUIRE(pack.find_kind("orders"));
  CHECK(pack.find_kind("orders") == pack.find_kind("order"));
  CHECK_FALSE(pack.find_kind("ord"));
  const auto& kind = *pack.find_kind("order");
  CHECK(kind.parties.at(0).key == "id");
  CHECK(kind.related.at(0).equals == "id");
  CHECK(kind.trail.history_state == "to");
  CHECK(kind.trail.event_key == "id");
  CHECK(kind.trail.event.at(1) == std::pair<std::string, std::string>{"kind", "'moved'"});

  const auto& lifecycle = kind.lifecycle;
  CHECK(lifecycle.find_state("new")->limit == std::chrono::hours{48});
  CHECK(lifecycle.find_state("done")->terminal);
  CHECK_FALSE(lifecycle.find_state("lost"));
  CHECK(lifecycle.next_states("new") == std::vector<std::string>{"packed", "done"});
  CHECK_FALSE(lifecycle.find_transition("done", "new"));
  CHECK_FALSE(lifecycle.find_target("new"));
  const auto* move = lifecycle.find_transition("packed", "done");
  REQUIRE(move);
  CHECK(move == lifecycle.find_target("done"));
  CHECK(move->guards == std::vector<std::string>{"paid"});
  REQUIRE(move->writes.size() == 2);
  CHECK(move->writes[0].action == RowWrite::Action::update);
  CHECK(move->writes[0].where == "t.order_id = r.id");
  CHECK(move->writes[1].action == RowWrite::Action::insert);
  CHECK(move->writes[1].where == "r.total > 0");
  CHECK(move->writes[1].set == Expressions{{"id", "op.new_id"}});

  CHECK(pack.money_of("orders", "total")->scale == 2);
  CHECK_FALSE(pack.money_of("order", "s.total"));
  CHECK(pack.is_in_class("personal", "people", "name"));
  CHECK_FALSE(pack.is_in_class("secret", "people", "name"));
  CHECK(kind.find_guard("paid")->holds == "r.paid");
  REQUIRE(pack.find_scenario("unpaid"));
  CHECK(pack.find_scenario("unpaid")->recovery.to == "done");
  CHECK_FALSE(pack.find_scenario("paid"));
}

TEST_CASE("an event table may have another key than id", "[platform]") {
  const test::TempFolder folder;
  const auto manifest =
      replaced(small_pack, "        table: events\n", "        table: events\n        key: event_no\n");
  CHECK(load(folder, manifest).find_kind("order")->trail.event_key == "event_no");
}

TEST_CASE("the parts of a platform are read as lists or with what tables are for", "[platform]") {
  const auto domains_of = [](std::string_view text) {
    const test::TempFolder folder;
    folder.write("parts.yaml", "Trade:\n  orders: what is bought\n  items: what is in it\nPeople: [people]\n");
    const auto pack = load(folder, replaced(small_pack, "title: Shop", text));
    std::string out;
    for (const auto& domain : read_domains(pack.files)) {
      out += domain.title + ":";
      for (const auto& [table, purpose] : domain.tables) out += " " + table + " (" + purpose + ")";
      out += "\n";
    }
    return out;
  };
  CHECK(domains_of("title: Shop") == "");
  CHECK(domains_of("title: Shop\ndomains: {Trade: [orders, items]}") == "Trade: orders () items ()\n");
  CHECK(domains_of("title: Shop\ndomains: parts.yaml") ==
        "Trade: orders (what is bought) items (what is in it)\nPeople: people ()\n");
}

TEST_CASE("a generator file is used without being named", "[platform]") {
  const test::TempFolder folder;
  folder.write("generator.yaml", "{}\n");
  CHECK(load(folder, small_pack).generator == "generator.yaml");
}

TEST_CASE("a folder without platform.yaml is refused", "[platform]") {
  const test::TempFolder folder;
  CHECK_THROWS_WITH(load_pack(PackFiles::folder(folder.path())),
                    Catch::EndsWith("platform.yaml: no such file in the pack"));
}

TEST_CASE("an unknown built-in platform is refused with the known ones", "[platform]") {
  try {
    load_builtin("admarkt");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(code_name(error.code()) == "ADM-1101");
    CHECK(error.message() == "there is no platform 'admarkt'. Did you mean 'admarket'?");
    CHECK_THAT(error.hint(), Catch::StartsWith("Built in: admarket"));
  }
}

}  // namespace
}  // namespace admctl::platform
