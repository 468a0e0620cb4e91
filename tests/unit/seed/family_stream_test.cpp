#include "lib/seed/family_stream.hpp"

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "tests/support/error_of.hpp"
#include "tests/unit/seed/small_generator.hpp"

namespace admctl::test {
namespace {

constexpr auto shop = R"(
tables:
  - name: orders
    rows: n
    columns: {id: index, code: hex(8)}
  - name: lines
    per: orders
    rows: rand(1, 3)
    columns: {order_id: parent.id, amount: 100 / (parent.id - 77)}
)";

std::vector<seed::TableLayout> plain_layouts(const seed::Model& model) {
  std::vector<seed::TableLayout> layouts;
  for (const auto& entity : model.entities) {
    auto& layout = layouts.emplace_back();
    layout.formats.resize(entity->columns.size(), seed::ColumnFormat::plain);
    layout.deferred.resize(entity->columns.size(), false);
  }
  return layouts;
}

std::vector<seed::FamilyRange> ranges_of(const seed::Entity& root, std::int64_t count, std::int64_t size) {
  std::vector<seed::FamilyRange> ranges;
  for (std::int64_t from = 0; from < count; from += size)
    ranges.push_back({&root, from, std::min(count, from + size)});
  return ranges;
}

std::string all_rows(unsigned threads, std::int64_t count, std::int64_t size) {
  const auto model = model_of(shop);
  const auto layouts = plain_layouts(*model);
  const auto ranges = ranges_of(*model->entities[0], count, size);
  const auto given = inputs(count);
  seed::FamilyStream stream{*model, given, layouts, ranges, threads};
  std::string orders;
  std::string lines;
  while (auto batch = stream.next()) {
    orders += (*batch)[0].bytes;
    lines += (*batch)[1].bytes;
    stream.recycle(std::move(*batch));
  }
  return orders + lines;
}

TEST_CASE("rows come in order and are the same for any number of threads and any size of range",
          "[seed][family]") {
  const auto expected = all_rows(1, 70, 70);
  CHECK(expected.size() > 1000);
  for (const unsigned threads : {1U, 2U, 5U}) {
    for (const std::int64_t size : {1, 3, 70, 1000}) CHECK(all_rows(threads, 70, size) == expected);
  }
}

TEST_CASE("what cannot be computed is thrown when its range is due, and the threads end", "[seed][family]") {
  const auto model = model_of(shop);
  const auto layouts = plain_layouts(*model);
  const auto given = inputs(200);
  const auto ranges = ranges_of(*model->entities[0], 200, 10);
  seed::FamilyStream stream{*model, given, layouts, ranges, 4};
  int good = 0;
  const auto error = error_of([&] {
    while (auto batch = stream.next()) ++good;
  });
  CHECK(good == 7);
  CHECK(error.message().find("division by zero") != std::string::npos);
}

TEST_CASE("a stream that is given up stops its threads", "[seed][family]") {
  const auto model = model_of(shop);
  const auto layouts = plain_layouts(*model);
  const auto given = inputs(60);
  const auto ranges = ranges_of(*model->entities[0], 60, 1);
  {
    seed::FamilyStream stream{*model, given, layouts, ranges, 3};
    CHECK(stream.next());
  }
  const std::vector<seed::FamilyRange> none;
  seed::FamilyStream empty{*model, given, layouts, none, 3};
  CHECK_FALSE(empty.next());
}

TEST_CASE("tables that are not asked for are not written, their descendants are", "[seed][family]") {
  const auto model = model_of(shop);
  auto layouts = plain_layouts(*model);
  const auto given = inputs(20);
  seed::Batch all;
  seed::FamilyWriter{*model, given, layouts}.write(*model->entities[0], 0, 20, all);
  layouts[0].skipped = true;
  seed::Batch some;
  seed::FamilyWriter{*model, given, layouts}.write(*model->entities[0], 0, 20, some);
  CHECK(some[0].rows == 0);
  CHECK(some[1].rows > 0);
  CHECK(some[1].bytes == all[1].bytes);
}

TEST_CASE("serial goes on from the sets that were there, index begins anew", "[seed][family]") {
  const auto model = model_of(R"(
tables:
  - name: orders
    rows: n
    columns: {id: serial, place: index, code: hex(8)}
)");
  auto later = inputs(5);
  later.first_serials = {100};
  CHECK(value_of(*model, inputs(5), "orders", 3, "id") == "3");
  CHECK(value_of(*model, later, "orders", 3, "id") == "103");
  CHECK(value_of(*model, later, "orders", 3, "place") == "3");
  CHECK(value_of(*model, later, "orders", 3, "code") != value_of(*model, inputs(5), "orders", 3, "code"));
}

TEST_CASE("what a platform has once is left out of sets that are added", "[seed][family]") {
  const auto model = model_of(R"(
constants:
  code_count: if(appended, 0, 3)
tables:
  - name: codes
    rows: code_count
    columns: {id: serial}
  - name: orders
    rows: n
    columns: {id: serial, known: count(codes), later: appended}
)");
  auto later = inputs(5);
  later.appended = true;
  CHECK(value_of(*model, inputs(5), "orders", 0, "known") == "3");
  CHECK(value_of(*model, inputs(5), "orders", 0, "later") == "false");
  CHECK(value_of(*model, later, "orders", 0, "known") == "0");
  CHECK(value_of(*model, later, "orders", 0, "later") == "true");
}

TEST_CASE("languages are drawn by their weights among those that are chosen", "[seed][family]") {
  const auto model = model_of(R"(
locales: {en: 8, uk: 1, ru: 1}
tables:
  - name: people
    rows: 100
    columns: {language: locale(), known: locales}
)");
  const auto count = [&](const seed::Inputs& given, const std::string& language) {
    int found = 0;
    for (std::int64_t i = 0; i < 100; ++i)
      found += value_of(*model, given, "people", i, "language") == '"' + language + '"';
    return found;
  };
  CHECK(count(inputs(1), "en") > 60);
  CHECK(count(inputs(1), "ru") > 1);
  CHECK(value_of(*model, inputs(1), "people", 0, "known") == R"(["en", "uk", "ru"])");
  auto chosen = inputs(1);
  chosen.locales = {"ru", "uk"};
  CHECK(count(chosen, "en") == 0);
  CHECK(count(chosen, "uk") + count(chosen, "ru") == 100);
  CHECK(value_of(*model, chosen, "people", 0, "known") == R"(["uk", "ru"])");

  CHECK(refusal_of_expression("locale()").message == "g.yaml:5:10: things.x: the generator names no languages");
  CHECK(refusal_of("locales: {en: 0}\ntables: []\n").message ==
        "g.yaml:1:15: a weight is a whole number from 1 to 1000000");
}

}  // namespace
}  // namespace admctl::test
