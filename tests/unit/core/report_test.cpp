#include "lib/core/report.hpp"

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>

using admctl::Cell;
using admctl::Column;
using admctl::Decimal;
using admctl::Report;
using admctl::Row;
using admctl::Table;
using admctl::Value;

TEST_CASE("a cell takes whatever a value takes and is plain") {
  const Row row{1, "text", true, 2.5, Decimal{"1.50"}, nullptr, std::optional<int>{}};
  const std::vector<Value> values{1, "text", true, 2.5, Decimal{"1.50"}, nullptr, nullptr};
  REQUIRE(row.size() == values.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    CAPTURE(i);
    CHECK(row[i].value == values[i]);
    CHECK(row[i].kind == Cell::Kind::plain);
    CHECK_FALSE(row[i].display);
  }
  CHECK(Cell{}.value.is_null());
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Cell, int*>);
}

TEST_CASE("a copied cell stays the cell it was") {
  const Cell original{Value{"125"}, "1.25 EUR"};
  Cell copy{original};
  CHECK(copy.value == Value{"125"});
  CHECK(copy.display == "1.25 EUR");
  const Cell moved{std::move(copy)};
  CHECK(moved.display == "1.25 EUR");
}

TEST_CASE("a time cell holds RFC 3339 text, or null when there is no time") {
  const auto cell = Cell::time(admctl::parse_time("2026-02-16 12:00"));
  CHECK(cell.kind == Cell::Kind::time);
  CHECK(cell.value == Value{"2026-02-16T12:00:00.000Z"});
  const auto never = Cell::time(std::nullopt);
  CHECK(never.kind == Cell::Kind::time);
  CHECK(never.value.is_null());
}

TEST_CASE("a state cell holds the name of the state") {
  const auto cell = Cell::state("FUNDED");
  CHECK(cell.kind == Cell::Kind::state);
  CHECK(cell.value == Value{"FUNDED"});
}

TEST_CASE("a list is a report of one unnamed table") {
  Table table;
  table.columns = {Column{"id", "ID"}};
  table.rows = {{1}, {2}};
  const auto report = Report::list(std::move(table));
  REQUIRE(report.sections.size() == 1);
  CHECK(report.sections[0].key == "rows");
  CHECK(report.sections[0].title.empty());
  const auto* body = std::get_if<Table>(&report.sections[0].body);
  REQUIRE(body);
  CHECK(body->rows.size() == 2);
  CHECK(report.exit == admctl::Exit::ok);
}

TEST_CASE("a page keeps sections, notes and next commands in the order they were added") {
  Report report;
  report.fields("deal", "Deal", {{"id", "ID", 1}})
      .table("events", "Events", {})
      .text("diagram", "Diagram", "a -> b")
      .note("first")
      .note("second")
      .suggest("admctl check");
  REQUIRE(report.sections.size() == 3);
  CHECK(report.sections[0].key == "deal");
  CHECK(std::get<std::vector<admctl::Field>>(report.sections[0].body).at(0).cell.value == Value{1});
  CHECK(report.sections[1].title == "Events");
  CHECK(std::holds_alternative<Table>(report.sections[1].body));
  CHECK(std::get<std::string>(report.sections[2].body) == "a -> b");
  CHECK(report.notes == std::vector<std::string>{"first", "second"});
  CHECK(report.next == std::vector<std::string>{"admctl check"});
  CHECK_FALSE(report.raw);
}

TEST_CASE("a table can hand over its rows one by one") {
  Table table;
  table.source = [](const admctl::RowSink& sink) {
    for (int i = 0; i < 3; ++i) sink({i});
  };
  std::vector<std::int64_t> seen;
  table.source([&](const Row& row) { seen.push_back(*row.at(0).value.as_int()); });
  CHECK(seen == std::vector<std::int64_t>{0, 1, 2});
}
