#include <catch2/catch.hpp>

#include "tests/unit/seed/small_generator.hpp"

namespace admctl::test {
namespace {

TEST_CASE("arithmetic of whole numbers is exact and rounds down", "[seed][evaluator]") {
  CHECK(eval("7 / 2") == "3");
  CHECK(eval("-7 / 2") == "-4");
  CHECK(eval("-7 % 5") == "3");
  CHECK(eval("7 / -1") == "-7");
  CHECK(eval("12_345_678_900_000_001 * 500 / 10000") == "617283945000000");
  CHECK(eval("7 / 2.0") == "3.5");
  CHECK(eval("1 == 1.0") == "true");
  CHECK(eval("2 + 0.5") == "2.5");
}

TEST_CASE("values can be compared, combined and looked up", "[seed][evaluator]") {
  CHECK(eval("1 < 2 and 'a' < 'b' and not (2 <= 1)") == "true");
  CHECK(eval("'b' in ['a', 'b']") == "true");
  CHECK(eval("null == null") == "true");
  CHECK(eval("null in []") == "false");
  CHECK(eval("[1, 'a', null, true, {k = 2, 'other key' = [3]}]") ==
        R"([1, "a", null, true, {"k": 2, "other key": [3]}])");
  CHECK(eval("[1, [2, 3]] == [1, [2, 3]]") == "true");
  CHECK(eval("if(1 > 2, 'a', 2 > 1, 'b', 'c')") == R"("b")");
  CHECK(eval("match('y', 'x', 1, 'y', 2, 3)") == "2");
  CHECK(eval("coalesce(null, null, 5, 6)") == "5");
  CHECK(eval("lookup({a = 1}, 'b', 7)") == "7");
  CHECK(eval("at(['a', 'b'], 1)") == R"("b")");
  CHECK(eval("max(1, 2.5, 2)") == "2.5");
  CHECK(eval("min(until, until - 1) == until - 1") == "true");
  CHECK(eval("length([1, 2]) + length('abc')") == "5");
  CHECK(eval("floor(2.9) * 10 + round(2.5)") == "23");
  CHECK(eval("sum([1, null, 41])") == "42");
  CHECK(eval("sum([1, 0.5])") == "1.5");
  CHECK(eval("sum([])") == "0");
}

TEST_CASE("only the branch that is taken is computed", "[seed][evaluator]") {
  CHECK(eval("if(true, 1, 1 / 0)") == "1");
  CHECK(eval("false and 1 / 0 == 1") == "false");
  CHECK(eval("true or 1 / 0 == 1") == "true");
  CHECK(eval("coalesce(1, 1 / 0)") == "1");
}

TEST_CASE("each makes a list with its own draws for every element", "[seed][evaluator]") {
  CHECK(eval("each(i, 2, 5, i * i)") == "[4, 9, 16]");
  CHECK(eval("each(i, 0, 2, each(j, 0, 2, i * 10 + j))") == "[[0, 1], [10, 11]]");
  CHECK(eval("each(i, 3, 1, i)") == "[]");
  CHECK(eval("length(each(i, 0, 50, rand(0, 1_000_000_000))) == 50") == "true");
  CHECK(eval("at(each(i, 0, 2, rand(0, 1_000_000_000)), 0) != at(each(i, 0, 2, rand(0, 1_000_000_000)), 1)") ==
        "true");
}

TEST_CASE("text and time functions give what their names say", "[seed][evaluator]") {
  CHECK(eval("concat('Deal ', 7, ' of ', text(true))") == R"("Deal 7 of true")");
  CHECK(eval("join(['a', 1], '-')") == R"("a-1")");
  CHECK(eval("concat(lower('ABc'), upper('xY'))") == R"("abcXY")");
  CHECK(eval("before('crypto-ton', '-')") == R"("crypto")");
  CHECK(eval("before('crypto', '-')") == R"("crypto")");
  CHECK(eval("pad(42, 6)") == R"("000042")");
  CHECK(eval("base36(1295)") == R"("zz")");
  CHECK(eval("decimal(12_500_000_000, 9)") == R"("12.5")");
  CHECK(eval("decimal(3_000_000_000, 9)") == R"("3")");
  CHECK(eval("decimal(1, 9)") == R"("0.000000001")");
  CHECK(eval("decimal(1205, 2)") == R"("12.05")");
  CHECK(eval("iso(until - minutes(1))") == R"("2026-02-28T23:59:00.000Z")");
  CHECK(eval("until + hours(1.5)") == R"("2026-03-01T01:30:00.000Z")");
  CHECK(eval("date(until - 1)") == R"("2026-02-28")");
  CHECK(eval("trunc(until + minutes(61), hours(1))") == R"("2026-03-01T01:00:00.000Z")");
  CHECK(eval("(until - days(2) - until) / hours(1)") == "-48");
  CHECK(eval("epoch_ms(until)") == "1772323200000");
}

TEST_CASE("random functions stay within their bounds", "[seed][evaluator]") {
  for (std::int64_t row = 0; row < 10; ++row) {
    CAPTURE(row);
    CHECK(eval("rand(3, 5) in [3, 4, 5]", row) == "true");
    CHECK(eval("skewed(10, 20, 3) >= 10 and skewed(10, 20, 3) <= 20", row) == "true");
    CHECK(eval("fraction() < 1.0", row) == "true");
    CHECK(eval("pick(['a', 'b']) in ['a', 'b']", row) == "true");
    CHECK(eval("length(sample([1, 2, 3, 4], 2))", row) == "2");
    CHECK(eval("weighted('never', 0, 'always', 5, 'never', 0)", row) == R"("always")");
    CHECK(eval("chance(0.0) or not chance(1.0)", row) == "false");
    CHECK(eval("length(hex(64)) + length(random_text(5, 'xy'))", row) == "69");
    // 25 characters; the time is in front, so ids sort by it.
    CHECK(eval("length(cuid(until)) == 25 and cuid(until) > cuid(until - days(1))", row) == "true");
    CHECK(eval("before(cuid(until), 'x') != ''", row) == "true");
    CHECK(eval("length(uuid())", row) == "36");
  }
}

TEST_CASE("a draw depends on seed, table, row, column and place, and on nothing else", "[seed][evaluator]") {
  const auto draw = [](const std::string& more, std::int64_t row, std::uint64_t seed) {
    const auto model = model_of("tables:\n  - name: things\n    rows: n\n    columns:\n" + more +
                                "      x: '[rand(0, 1_000_000_000), rand(0, 1_000_000_000)]'\n");
    return value_of(*model, inputs(20, seed), "things", row, "x");
  };
  const auto value = draw("", 3, 1);
  CHECK(draw("", 3, 1) == value);
  CHECK(draw("      another: rand(0, 9)\n", 3, 1) == value);
  CHECK(draw("", 4, 1) != value);
  CHECK(draw("", 3, 2) != value);
  CHECK(value.substr(1, value.find(',') - 1) !=
        value.substr(value.find(',') + 2, value.size() - value.find(',') - 3));
}

constexpr const char* families = R"(constants: {limit: count(people) * 2}
data: {words: [red, green]}
tables:
  - name: people
    rows: n / 2
    columns: {id: 'concat("p", index)', lucky: 'rand(0, 1_000_000_000)'}
  - name: orders
    rows: n
    let:
      buyer: row(people, index % count(people))
      best: if(children(items, self) > 0, child(items, self, children(items, self) - 1), null)
    columns:
      id: concat('o', index)
      buyer_id: buyer.id
      lucky: buyer.lucky
      total: best.price + limit
      colour: pick(words)
  - name: items
    per: orders
    rows: rand(1, 3)
    columns:
      id: concat(parent.id, '-', ordinal)
      price: parent.index * 100 + ordinal
      of: parent.buyer_id
)";

TEST_CASE("rows refer to rows of other tables, to their parents and to their children", "[seed][evaluator]") {
  const auto model = model_of(families);
  const auto all = inputs(10);
  CHECK(value_of(*model, all, "orders", 7, "buyer_id") == R"("p2")");
  CHECK(value_of(*model, all, "orders", 7, "lucky") == value_of(*model, all, "people", 2, "lucky"));
  seed::Evaluator evaluator{*model, all};
  const auto& orders = *model->find("orders");
  const auto& items = *model->find("items");
  const auto& order = *evaluator.make_root(orders, 7);
  const auto count = evaluator.children(items, order);
  REQUIRE(count >= 1);
  CHECK(value_of(*model, all, "orders", 7, "total") == std::to_string(700 + count - 1 + 10));
  CHECK(evaluator.value(*evaluator.make_child(items, order, 0), 2).text() == "p2");
}

TEST_CASE("rows come out the same in whatever order they are asked for", "[seed][evaluator]") {
  const auto model = model_of(families);
  const auto all = inputs(40);
  const auto& orders = *model->find("orders");
  std::vector<std::string> forwards(40);
  std::vector<std::string> backwards(40);
  const auto collect = [&](seed::Evaluator& evaluator, std::int64_t i, std::vector<std::string>& into) {
    for (std::uint32_t slot = 2; slot < orders.slots.size(); ++slot) {
      const auto value = evaluator.value(*evaluator.make_root(orders, i), slot);
      into[static_cast<std::size_t>(i)] +=
          value.is(seed::Datum::Kind::text) ? std::string{value.text()} : std::to_string(value.as.integer);
    }
    evaluator.reset();
  };
  seed::Evaluator one{*model, all};
  for (std::int64_t i = 0; i < 40; ++i) collect(one, i, forwards);
  seed::Evaluator other{*model, all};
  for (std::int64_t i = 40; i-- > 0;) collect(other, i, backwards);
  CHECK(forwards == backwards);
}

TEST_CASE("rows that are there already can be referred to", "[seed][evaluator]") {
  const auto model = model_of(R"(existing:
  - {name: groups, columns: [slug, id]}
tables:
  - name: things
    rows: count(groups)
    columns: {group: 'row(groups, index).slug', key: 'row(groups, index).id'}
)");
  auto all = inputs(1);
  all.existing = {{"groups", {{"a", 1}, {"b", nullptr}}}};
  CHECK(value_of(*model, all, "things", 1, "group") == R"("b")");
  CHECK(value_of(*model, all, "things", 1, "key") == "null");
  CHECK(value_of(*model, all, "things", 0, "key") == "1");
}

TEST_CASE("a value that cannot be computed is refused at its place", "[seed][evaluator]") {
  struct Bad {
    std::string text;
    std::string message;
  };
  const Bad all[] = {
      {"1 / 0", "division by zero"},
      {"1 % 0", "division by zero"},
      {"9_000_000_000_000_000_000 * 2", "the number leaves the range of 64 bits"},
      {"1 + 'a'", "cannot compute with a whole number and text"},
      {"null + 1", "cannot compute with null and a whole number"},
      {"until < 1", "cannot order a time and a whole number"},
      {"1 and true", "must be true or false, not a whole number"},
      {"not 1", "must be true or false, not a whole number"},
      {"-'a'", "'-' needs a number, not text"},
      {"1 in 2", "'in' needs a list on its right"},
      {"rand(5, 1)", "rand(): 5 is greater than 1"},
      {"pick([])", "pick(): the list is empty"},
      {"at([1], 1)", "at(): the list has 1 items; there is no item 1"},
      {"lookup({a = 1}, 'b')", "lookup(): there is no 'b'"},
      {"lower(1)", "lower() needs text here, not a whole number"},
      {"cuid(1)", "cuid() needs a time here, not a whole number"},
      {"concat('a', [1])", "concat(): a list is no text"},
      {"row(things, 10)", "'things' has 10 rows; there is no row 10"},
      {"if(true, null, self).index", "must be a row, not null"},
      {"pad(1, 99)", "pad(): 99 is not between 1 and 20"},
      {"hex(-1)", "hex(): -1 is not between 0 and 100000"},
      {"each(i, 0, 1_000_000, i)", "each() gives more than 100000 values"},
      {"row(things, (index + 1) % 10).x", "'x' depends on itself"},
  };
  for (const auto& bad : all) {
    CAPTURE(bad.text);
    const auto refusal = refusal_of_expression(bad.text);
    CHECK(refusal.message == "g.yaml:5:10: things.x: " + bad.message);
  }
}

}  // namespace
}  // namespace admctl::test
