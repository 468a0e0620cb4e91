// Packs of one's own: a starter for a database that admctl has never seen, and the check of a pack against one.
#include <catch2/catch.hpp>

#include <filesystem>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

constexpr int findings = static_cast<int>(Exit::differences);

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

constexpr std::string_view shop = R"sql(
  CREATE TYPE order_status AS ENUM ('NEW', 'PAID', 'SHIPPED', 'CANCELLED');
  CREATE TABLE customers (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), full_name text NOT NULL, password_hash text);
  CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "customerId" uuid NOT NULL REFERENCES customers,
    status order_status NOT NULL DEFAULT 'PAID', "who's ""it""" text, created_at timestamptz DEFAULT now(), updated_at timestamptz);
  CREATE TABLE order_items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders ON DELETE CASCADE, sku text);
  CREATE TABLE parcels (id integer PRIMARY KEY, state text);
  CREATE TABLE admin_log (id bigint PRIMARY KEY, created_at timestamptz, user_id uuid, action text, details jsonb);
  INSERT INTO customers (full_name) VALUES ('Ann');
  INSERT INTO orders ("customerId") SELECT id FROM customers;
  INSERT INTO order_items VALUES (1, 1, 'pen');
  INSERT INTO parcels VALUES (1, 'on'), (2, 'off: "really"'), (3, 'on');
)sql";

// A starter of the database, in the folder.
RunResult start(const TestDatabase& database, const TempFolder& folder) {
  return run_admctl({"platform", "new", "shop", "--from-db", "--db", database.url()}, {.cwd = folder.path()});
}

RunResult on(const TestDatabase& database, const TempFolder& folder, std::vector<std::string> args) {
  args.insert(args.end(), {"--platform", (folder.path() / "shop").string(), "--db", database.url()});
  return run_admctl(args);
}

TEST_CASE("a starter pack of an unknown database passes the check against it and can be worked with") {
  const TestDatabase database{Template::empty};
  database.execute(shop);
  const TempFolder folder;
  const auto made = start(database, folder);
  CAPTURE(made.err);
  REQUIRE(made.exit == 0);
  CHECK(contains(made.out, "order   orders   status"));
  CHECK(contains(made.out, "parcel  parcels  state"));
  CHECK(contains(made.err, "admin_log looks like an audit table"));

  const auto lint = on(database, folder, {"platform", "lint", "--live", "--exit-code"});
  CHECK(lint.exit == 0);
  CHECK(contains(lint.err, "shop: nothing found, against this database"));
  const auto page = on(database, folder, {"inspect", "order/1", "-o", "json"});
  REQUIRE(page.exit == 0);
  CHECK(contains(page.out, "CUSTOMER"));
  CHECK(contains(page.out, "\"pen\""));
  CHECK_FALSE(contains(page.out, "password_hash"));
  const auto moved = on(database, folder, {"transition", "order/1", "--to", "SHIPPED", "--yes"});
  CAPTURE(moved.err);
  CHECK(moved.exit == 0);
  CHECK(database.value("SELECT status FROM orders WHERE updated_at IS NOT NULL") == "SHIPPED");
  CHECK(on(database, folder, {"transition", "parcel/1", "--to", "off: \"really\"", "--yes"}).exit == 0);
  CHECK(on(database, folder, {"op", "verify"}).exit == 0);
}

TEST_CASE("the first migration of a starter pack makes the same tables") {
  const TestDatabase database{Template::empty};
  database.execute(shop);
  const TempFolder folder;
  REQUIRE(start(database, folder).exit == 0);
  const TestDatabase other{Template::empty};
  const auto up = on(other, folder, {"migrate", "up", "--yes"});
  CAPTURE(up.err);
  CHECK(up.exit == 0);
  constexpr std::string_view columns =
      "SELECT string_agg(table_name || '.' || column_name || ' ' || data_type, ', ' ORDER BY table_name, "
      "column_name) FROM "
      "information_schema.columns WHERE table_schema = 'public'";
  CHECK_FALSE(database.value(columns).empty());
  CHECK(other.value(columns) == database.value(columns));
}

TEST_CASE(
    "a database without states gives a pack without kinds, and neither folder nor database is overwritten") {
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE TABLE pgbench_accounts (aid integer PRIMARY KEY, bid integer, abalance integer, filler "
      "char(84)); "
      "CREATE TABLE pgbench_branches (bid integer PRIMARY KEY, bbalance integer, filler char(88)); "
      "CREATE TABLE pgbench_history (tid integer, bid integer, aid integer, delta integer, mtime timestamp, "
      "filler "
      "char(22)); CREATE TABLE pgbench_tellers (tid integer PRIMARY KEY, bid integer, tbalance integer)");
  const TempFolder folder;
  const auto made = start(database, folder);
  CAPTURE(made.err);
  CHECK(made.exit == 0);
  CHECK(contains(made.err, "no column looks like a state"));
  CHECK(on(database, folder, {"platform", "lint", "--live", "--exit-code"}).exit == 0);
  CHECK(on(database, folder, {"check"}).exit == 0);
  const auto again = start(database, folder);
  CHECK(again.exit != 0);
  CHECK(contains(again.err, "./shop is there already"));
  CHECK(database.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'admctl'") == "0");
}

TEST_CASE(
    "a starter without a database is a skeleton that loads, and bad names and empty databases are refused") {
  const TempFolder folder;
  CHECK(run_admctl({"platform", "new", "shop"}, {.cwd = folder.path()}).exit == 0);
  CHECK(run_admctl({"platform", "lint", "./shop", "--exit-code"}, {.cwd = folder.path()}).exit == 0);
  const auto bad = run_admctl({"platform", "new", "My Shop"}, {.cwd = folder.path()});
  CHECK(bad.exit == static_cast<int>(Exit::usage));
  CHECK(contains(bad.err, "'My Shop' cannot be the name of a platform"));
  const TestDatabase database{Template::empty};
  const auto empty =
      run_admctl({"platform", "new", "other", "--from-db", "--db", database.url()}, {.cwd = folder.path()});
  CHECK(empty.exit == static_cast<int>(Exit::failure));
  CHECK(contains(empty.err, "schema public has no tables"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "other"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "other.unfinished"));
}

TEST_CASE(
    "lint finds wrong syntax alone, and wrong names, types, states and missing values against a database") {
  const TestDatabase database{Template::empty};
  database.execute(shop);
  const TempFolder folder;
  REQUIRE(start(database, folder).exit == 0);
  folder.write("shop/kinds/order.yaml", R"(plural: orders
title: Order
table: orders
key: status
state: status
list: [statsu]
guards:
  paid: {holds: r.paid, sentence: Paid.}
  odd: {holds: r.id +, sentence: Odd.}
  number: {holds: r.id + 1, sentence: A number.}
lifecycle:
  initial: NEW
  states:
    NEW: {meaning: new}
    GONE: {meaning: gone, terminal: true}
  transitions:
    - to: GONE
      from: [NEW]
      writes:
        - insert: customers
          values: {id: op.new_id}
)");
  const auto alone = on(database, folder, {"platform", "lint", "--exit-code", "-o", "json"});
  CHECK(alone.exit == findings);
  const auto syntax = parse_json(alone.out).at("rows");
  REQUIRE(syntax.as_array()->size() == 1);
  CHECK(syntax.as_array()->front().at("place").string_or("") == "kind order, guard odd");
  CHECK(syntax.as_array()->front().at("message").string_or("") == "it ends before it is complete");

  const auto live = on(database, folder, {"platform", "lint", "--live", "--exit-code"});
  CHECK(live.exit == findings);
  for (const auto* expected :
       {"orders.status is not unique", "orders has no column 'statsu'",
        "state GONE is no label of order_status", "label SHIPPED of order_status is no state",
        "1 record is in 'PAID', which is no state", "a row of customers needs a value for 'full_name'",
        "column r.paid does not exist", "argument of AND must be type boolean"}) {
    CAPTURE(expected, live.out);
    CHECK(contains(live.out, expected));
  }
  CHECK(on(database, folder, {"platform", "lint", "--live"}).exit == 0);
}

}  // namespace
}  // namespace admctl::test
