#include "lib/seed/row_text.hpp"

#include <catch2/catch.hpp>

#include "lib/core/clock.hpp"
#include "lib/core/error.hpp"
#include "lib/seed/timestamp.hpp"

namespace admctl::test {
namespace {

using seed::ColumnFormat;
using seed::Datum;

std::string field(const Value& value, ColumnFormat format) {
  seed::Arena arena;
  std::string line;
  std::string scratch;
  seed::append_field(line, seed::to_datum(value, arena), format, scratch);
  return line;
}

TEST_CASE("values are written as COPY reads them", "[seed][row_text]") {
  CHECK(field("a\tb\\c\nd", ColumnFormat::plain) == "a\\tb\\\\c\\nd");
  CHECK(field(nullptr, ColumnFormat::plain) == "\\N");
  CHECK(field(nullptr, ColumnFormat::json) == "\\N");
  CHECK(field(true, ColumnFormat::plain) == "true");
  CHECK(field(-5, ColumnFormat::plain) == "-5");
  CHECK(field(0.1, ColumnFormat::plain) == "0.1");
  CHECK(field(Array{}, ColumnFormat::array) == "{}");
  CHECK(field(Array{"a", "b\"c\\", nullptr, 3}, ColumnFormat::array) == R"({"a","b\\"c\\\\",NULL,"3"})");
  CHECK(field(Array{"a", Object{{"k\"", nullptr}}}, ColumnFormat::json) == R"(["a", {"k\\"": null}])");
  CHECK(field("text", ColumnFormat::json) == "\"text\"");
}

TEST_CASE("a value that its column cannot hold is refused", "[seed][row_text]") {
  CHECK_THROWS_AS(field(Array{1}, ColumnFormat::plain), Error);
  CHECK_THROWS_AS(field("a", ColumnFormat::array), Error);
  CHECK_THROWS_AS(field("2026-01-01", ColumnFormat::time), Error);
}

TEST_CASE("timestamps are written like the clock writes them", "[seed][row_text]") {
  const std::int64_t all[] = {0, -1, 951'782'400'000, 1'772'323'199'999, 4'102'444'800'001};
  for (const auto ms : all) {
    const Time time{Millis{ms}};
    std::string sql;
    seed::append_sql_timestamp(sql, ms);
    CHECK(sql == to_sql_timestamp(time));
    std::string iso;
    seed::append_iso_timestamp(iso, ms);
    CHECK(iso == to_rfc3339(time));
    std::string date;
    seed::append_date(date, ms);
    CHECK(date == sql.substr(0, 10));
  }
}

}  // namespace
}  // namespace admctl::test
