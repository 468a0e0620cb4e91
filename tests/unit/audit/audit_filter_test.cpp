#include <catch2/catch.hpp>

#include "lib/audit/audit_filter.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::audit {
namespace {

const Time now = *parse_time("2026-02-16T12:00:00Z");

std::string moment(std::string_view text) { return to_rfc3339(parse_moment(text, now, "--since")); }

Source source() {
  Source out;
  out.filter = {.time = "t",
                .actor = {"a", "m"},
                .action = "act",
                .resource = "r",
                .resource_id = "rid",
                .operation = "op"};
  return out;
}

std::string where(const Filter& filter, const Source& of = source()) {
  return condition(filter, of, Asked::alone,
                   [](std::string_view value) { return "<" + std::string{value} + ">"; });
}

Filter only(std::optional<std::string> Filter::*member, std::string value) {
  Filter filter;
  filter.*member = std::move(value);
  return filter;
}

}  // namespace

TEST_CASE("A moment is a time, a date or an age") {
  CHECK(moment("2026-02-16T10:00:00+02:00") == "2026-02-16T08:00:00.000Z");
  CHECK(moment("2026-02-01") == "2026-02-01T00:00:00.000Z");
  CHECK(moment("24h") == "2026-02-15T12:00:00.000Z");
  CHECK(moment("-24h") == "2026-02-15T12:00:00.000Z");
  CHECK(moment("1d12h") == "2026-02-15T00:00:00.000Z");
}

TEST_CASE("Anything else is refused, naming the flag") {
  for (const auto* text :
       {"", "yesterday", "24", "--24h", "2026-02-30", "2026-02-16T25:00:00Z", "9999999w", "24h ago"}) {
    INFO(text);
    try {
      moment(text);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == code::usage);
      CHECK(error.message().find("--since") != std::string::npos);
    }
  }
}

TEST_CASE("Without filters every row is wanted") { CHECK(where({}) == "true"); }

TEST_CASE("Each filter becomes one condition, and all must hold") {
  Filter filter;
  filter.since = now;
  filter.until = now + std::chrono::hours{1};
  filter.actor = "alice";
  filter.action = "deal.transition";
  CHECK(where(filter) ==
        "t >= <2026-02-16 12:00:00.000> AND t < <2026-02-16 13:00:00.000> AND (a = <alice> OR m = <alice>) AND "
        "act = <deal.transition>");
}

TEST_CASE("A star in an action stands for any text, and nothing else has a meaning") {
  CHECK(where(only(&Filter::action, "deal.*")) == "act LIKE <deal.%>");
  CHECK(where(only(&Filter::action, "*_100%\\*")) == "act LIKE <%\\_100\\%\\\\%>");
  CHECK(where(only(&Filter::action, "100%_")) == "act = <100%_>");
}

TEST_CASE("A resource is a name, or a name and a key") {
  CHECK(where(only(&Filter::resource, "deals")) == "r = <deals>");
  CHECK(where(only(&Filter::resource, "deals/cmf/3")) == "r = <deals> AND rid = <cmf/3>");
}

TEST_CASE("The beginning of an operation's id is enough") {
  CHECK(where(only(&Filter::operation, "0199_")) == "op LIKE <0199\\_%>");
}

TEST_CASE("Filtering by what the source does not keep is refused") {
  Source bare;
  bare.filter = {.time = "t", .actor = {}, .action = "act", .resource = {}, .resource_id = {}, .operation = {}};
  for (const auto member : {&Filter::actor, &Filter::resource, &Filter::operation}) {
    try {
      where(only(member, "x"), bare);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == code::usage);
    }
  }
  CHECK_THROWS_AS(where(only(&Filter::resource, "a/b"), bare), Error);
}

}  // namespace admctl::audit
