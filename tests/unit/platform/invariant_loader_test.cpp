#include <catch2/catch.hpp>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/platform/pack.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/platform/small_pack.hpp"

namespace admctl::platform {
namespace {

// The small pack with these invariants, in a file of their own.
Pack load(std::string_view invariants) {
  const test::TempFolder folder;
  folder.write("platform.yaml", std::string{test::small_pack} + "\ninvariants: rules.yaml\n");
  folder.write("categories.yaml", "categories: []\n");
  folder.write("rules.yaml", invariants);
  return load_pack(PackFiles::folder(folder.path()));
}

TEST_CASE("an invariant's checks are about a kind's records or about rows of a table with an owner") {
  const auto pack = load(R"(
P1:
  title: paid is paid
  sentence: Somebody waits for money.
  remedy: look at {record}
  checks:
    - {kind: order, violated: NOT r.paid, what: r.total::text}
    - {table: items, key: sku, owner: {kind: order, key: r.order_id}, violated: r.price < 0, scan: true}
P2:
  title: soon
  sentence: It takes long.
  severity: warning
  checks: [{kind: order, violated: "true"}]
)");
  REQUIRE(pack.invariants.size() == 2);
  const auto& paid = *pack.find_invariant("P1");
  CHECK(paid.severity == Severity::error);
  CHECK(paid.remedy == "look at {record}");
  REQUIRE(paid.checks.size() == 2);
  CHECK(paid.checks[0].table == "orders");
  CHECK(paid.checks[0].key == "id");
  CHECK(paid.checks[0].what == "r.total::text");
  CHECK_FALSE(paid.checks[0].scan);
  CHECK(paid.checks[1].kind.empty());
  CHECK(paid.checks[1].key == "sku");
  CHECK(paid.checks[1].owner_kind == "order");
  CHECK(paid.checks[1].owner_key == "r.order_id");
  CHECK(paid.checks[1].scan);
  CHECK(pack.find_invariant("P2")->severity == Severity::warning);
  CHECK(pack.find_invariant("P3") == nullptr);
}

TEST_CASE("a mistake in an invariant is shown at its place") {
  struct Mistake {
    std::string_view check;
    std::string_view message;
  };
  const Mistake mistakes[] = {
      {"{violated: x}", "rules.yaml:1:46: a check has either 'kind' or 'table'"},
      {"{kind: order, table: orders, violated: x}", "rules.yaml:1:46: a check has either 'kind' or 'table'"},
      {"{kind: order}", "rules.yaml:1:46: a check has no 'violated'"},
      {"{kind: order, key: id, violated: x}", "rules.yaml:1:65: the key of a kind is known"},
      {"{kind: order, violated: x, scan: often}", "rules.yaml:1:79: 'scan' must be true or false, not text"},
      {"{table: items, violated: x, owner: {kind: odrer, key: k}}", "rules.yaml:1:88: "},
  };
  for (const auto& mistake : mistakes) {
    CAPTURE(mistake.check);
    try {
      load("P1: {title: a, sentence: b, checks: [        " + std::string{mistake.check} + "]}");
      FAIL("nothing was thrown");
    } catch (const Error& error) {
      CHECK(error.code() == code::bad_pack);
      const auto at = error.message().find("rules.yaml");
      REQUIRE(at != std::string::npos);
      CHECK(error.message().substr(at).starts_with(mistake.message));
    }
  }
}

}  // namespace
}  // namespace admctl::platform
