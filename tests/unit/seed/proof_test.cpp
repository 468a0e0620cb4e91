#include "lib/seed/proof.hpp"

#include <catch2/catch.hpp>

namespace admctl::test {
namespace {

TEST_CASE("the present of an invariant becomes the moment that the data end at", "[seed][proof]") {
  const auto moment = *parse_time("2026-03-01");
  const std::string then = "timestamptz '2026-03-01T00:00:00.000Z'";
  const std::pair<std::string, std::string> all[] = {
      {"r.at < now() - interval '1 day'", "r.at < " + then + " - interval '1 day'"},
      {"now()", then},
      {"timezone('UTC', now()) > NOW()", "timezone('UTC', " + then + ") > " + then},
      {"r.at < CURRENT_TIMESTAMP and clock_timestamp() > r.b", "r.at < " + then + " and " + then + " > r.b"},
      {"r.what = 'now()' and r.\"now()\" -- now()\nand /* now() */ now() > r.x",
       "r.what = 'now()' and r.\"now()\" -- now()\nand /* now() */ " + then + " > r.x"},
      {"my.now() or snow() or current_timestamp_of(r) or current_timestamp(3)",
       "my.now() or snow() or current_timestamp_of(r) or current_timestamp(3)"},
      {"", ""},
      {"'open", "'open"},
  };
  for (const auto& [sql, expected] : all) CHECK(seed::at_moment(sql, moment) == expected);
}

}  // namespace
}  // namespace admctl::test
