#include <catch2/catch.hpp>

#include "tests/unit/platform/small_pack.hpp"
#include "tests/unit/seed/small_generator.hpp"

namespace admctl::test {
namespace {

constexpr std::string_view good = R"(constants:
  price: rand(1, 9)
existing:
  - name: groups
    columns: [slug]
tables:
  - name: people
    rows: n
    columns: {id: index}
  - name: orders
    rows: n
    walk:
      kind: order
      final: weighted('done', 3, 'lost', 1)
      since: minutes(rand(1, 500))
      stay:
        packed: hours(1)
        otherwise: minutes(rand(1, 90))
      moves:
        packed: {sent: 3, mended: 1}
      avoid: {lost: [packed]}
      through: {done: [mended]}
      again: 0.1
    let:
      buyer: row(people, index)
    values: {currency: EUR}
    columns:
      id: index
      total: price * 2
      status: final()
      at: time_at(0)
  - name: events
    per: orders
    rows: steps()
    columns:
      at: time_at(ordinal)
)";

TEST_CASE("a generator file that is right is accepted", "[seed][generator]") {
  CHECK(refusal_of(std::string{good}).message.empty());
}

TEST_CASE("whatever is wrong in a generator file is refused with file, line and column", "[seed][generator]") {
  struct Bad {
    std::string_view from;
    std::string_view to;
    std::string message;
    std::string hint;
  };
  const Bad all[] = {
      {"    rows: n\n    columns: {id: index}", "    row: n\n    columns: {id: index}",
       "g.yaml:8:5: unknown key 'row' in a table of the generator", "Did you mean 'rows'?"},
      {"    rows: n\n    walk", "    walk", "g.yaml:10:5: a table of the generator has no 'rows'", ""},
      {"kind: order", "kind: deal", "g.yaml:13:13: the platform has no kind 'deal'", ""},
      {"packed: hours(1)", "paked: hours(1)", "g.yaml:17:9: unknown state 'paked'", "Did you mean 'packed'?"},
      {"        otherwise: minutes(rand(1, 90))\n", "", "g.yaml:17:9: 'stay' says nothing about new",
       "add it, or 'otherwise'"},
      {"packed: {sent: 3, mended: 1}", "packed: {done: 3}",
       "g.yaml:20:18: the lifecycle has no move from packed to done", ""},
      {"sent: 3", "sent: lots", "g.yaml:20:24: 'sent' must be a number from 0 to 1000000000", ""},
      {"[mended]", "[mend]", "g.yaml:22:24: unknown state 'mend'", "Did you mean 'mended'?"},
      {"again: 0.1", "again: 2", "g.yaml:23:14: 'again' must be a number from 0 to 0.9", ""},
      {"{lost: [packed]}", "{lost: [new]}", "g.yaml:13:7: no walk leads from new to lost",
       "give the moves on the way a weight above 0"},
      {"{sent: 3, mended: 1}", "{mended: 1}", "g.yaml:13:7: no walk leads from new to sent",
       "give the moves on the way a weight above 0"},
      {"per: orders", "per: order", "g.yaml:33:10: events per: unknown table 'order'. Did you mean 'orders'?",
       ""},
      {"per: orders", "per: events", "g.yaml:33:10: events per: the table is its own parent", ""},
      {"per: orders", "per: groups",
       "g.yaml:33:10: events per: rows that exist already have no generated children", ""},
      {"    per: orders\n", "", "g.yaml:33:11: events rows: steps(): neither the row nor a parent has a walk",
       ""},
      {"time_at(ordinal)", "time_at()", "g.yaml:36:11: events.at: time_at() takes 1 argument, not 0", ""},
      {"- name: events", "- name: orders", "g.yaml:32:5: table 'orders' is there twice", ""},
      {"- name: events", "- name: _order-events", "g.yaml:32:5: '_order-events' cannot be used as a name",
       "give it a 'name' and a 'table'"},
      {"      buyer: row(people, index)", "      total: 1",
       "g.yaml:10:5: 'total' is given twice in table 'orders'", ""},
      {"{id: index}", "{id: [index]}", "g.yaml:9:19: 'id' must be an expression", ""},
      {"{id: index}", "{the id: index}", "g.yaml:9:15: 'the id' cannot be used as a name",
       "names are made of letters, digits and underscores"},
      {"{id: index}", "{n: index}", "g.yaml:9:18: 'n' has a meaning of its own in expressions",
       "choose another name"},
      {"price: rand(1, 9)", "price: price + 1", "g.yaml:2:10: price: 'price' depends on itself", ""},
      {"price: rand(1, 9)", "price: index", "g.yaml:2:10: price: unknown name 'index'.", ""},
      {"total: price * 2", "total: prise * 2",
       "g.yaml:29:14: orders.total: unknown name 'prise'. Did you mean 'price'?", ""},
      {"total: price * 2", "total: buyer.name", "g.yaml:29:14: orders.total: 'people' has no 'name'.", ""},
      {"total: price * 2", "total: price.id", "g.yaml:29:14: orders.total: '.id' needs a row on its left", ""},
      {"total: price * 2", "total: rnd(1, 2)",
       "g.yaml:29:14: orders.total: unknown function 'rnd'. Did you mean 'rand'?", ""},
      {"total: price * 2", "total: total + 1", "g.yaml:29:14: orders.total: 'total' depends on itself", ""},
      {"total: price * 2", "total: visited('don')",
       "g.yaml:29:14: orders.total: unknown state 'don'. Did you mean 'done'?", ""},
      {"total: price * 2", "total: visited(id)",
       "g.yaml:29:14: orders.total: the name of a state is needed here", ""},
      {"total: price * 2", "total: parent.id", "g.yaml:29:14: orders.total: rows of 'orders' have no parent",
       ""},
      {"total: price * 2", "total: row(events, 1)",
       "g.yaml:29:14: orders.total: 'events' has rows per parent: use child() and children()", ""},
      {"total: price * 2", "total: child(people, self, 1)",
       "g.yaml:29:14: orders.total: rows of 'people' have no parent: use row() and count()", ""},
      {"total: price * 2", "total: child(events, buyer, 1)",
       "g.yaml:29:14: orders.total: a row of 'orders' is needed here", ""},
      {"total: price * 2", "total: if(true, 1)",
       "g.yaml:29:14: orders.total: if() takes pairs of condition and value, and a last value", ""},
      {"total: price * 2", "total: if(true, buyer, 1)",
       "g.yaml:29:14: orders.total: the values must be rows of one table", ""},
      {"total: price * 2", "total: weighted('a', n)",
       "g.yaml:29:14: orders.total: a weight is a whole number, written out", ""},
      {"total: price * 2", "total: weighted('a', 0)", "g.yaml:29:14: orders.total: all weights are 0", ""},
      {"hours(1)", "time_at(0) - until",
       "g.yaml:17:17: orders walk.stay.packed: 'the times of the walk' depends on itself", ""},
      {"final: weighted('done', 3, 'lost', 1)", "final: if(visited('lost'), 'lost', 'done')",
       "g.yaml:14:14: orders walk.final: 'the walk' depends on itself", ""},
      {"final: weighted('done', 3, 'lost', 1)", "final: \"'gone'\"",
       "g.yaml:14:14: orders walk.final: must give a state of 'order'", ""},
      {"hours(1)", "0.5", "g.yaml:17:17: orders walk.stay.packed: must give a whole number, not a number", ""},
      {"since: minutes(rand(1, 500))", "since: 0 - 5", "g.yaml:15:14: orders walk.since: gives -5", ""},
      {"rows: steps()", "rows: 0 - 1", "g.yaml:34:11: events rows: must give true, false or 0 to 1000000 rows",
       ""},
      {"    rows: n\n    walk", "    rows: index\n    walk", "g.yaml:11:11: orders rows: unknown name 'index'.",
       ""},
  };
  for (const auto& bad : all) {
    CAPTURE(bad.from, bad.to);
    auto yaml = replaced(good, bad.from, bad.to);
    // Counts of children are only computed when somebody asks for one.
    if (bad.from == "rows: steps()") yaml = replaced(yaml, "total: price * 2", "total: children(events, self)");
    const auto refusal = refusal_of(yaml);
    CHECK(refusal.message == bad.message);
    CHECK(refusal.hint == bad.hint);
  }
}

}  // namespace
}  // namespace admctl::test
