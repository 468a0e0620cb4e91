#include <catch2/catch.hpp>

#include "lib/audit/export.hpp"
#include "lib/audit/time_order.hpp"

namespace admctl::audit {

TEST_CASE("Times of every precision are in their order, with and without a zone") {
  const std::vector<std::string_view> times{
      "-infinity",           "0001-01-01 00:00:00",     "1999-12-31 23:59:59.999999", "2000-01-01 00:00:00",
      "2026-01-31 23:59:59", "2026-02-01 00:00:00",     "2026-02-01 00:00:00.000001", "2026-02-01 00:00:00.5",
      "2026-02-01 00:00:01", "2026-12-31 23:59:59.999", "10000-01-01 00:00:00",       "infinity"};
  for (std::size_t i = 1; i < times.size(); ++i) {
    INFO(times[i]);
    CHECK(time_order(times[i - 1]) < time_order(times[i]));
  }
  CHECK(time_order("infinity") < no_time);
  CHECK(time_order("2026-02-01 00:00:00.25+00") == time_order("2026-02-01 00:00:00.250"));
  CHECK(time_order("2026-02-01 00:00:00+00") == time_order("2026-02-01 00:00:00"));
  CHECK(time_order("0044-03-15 00:00:00 BC") == time_order("nonsense"));
}

TEST_CASE("The number of a part stands before the first dot of the name") {
  CHECK(part_path("audit.jsonl.zst", 1) == "audit-0001.jsonl.zst");
  CHECK(part_path("/var/x.y/audit", 12) == "/var/x.y/audit-0012");
  CHECK(part_path(".hidden.csv", 3) == ".hidden-0003.csv");
  CHECK(part_path("a.csv", 12345) == "a-12345.csv");
}

}  // namespace admctl::audit
