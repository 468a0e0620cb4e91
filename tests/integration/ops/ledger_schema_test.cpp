#include "lib/ops/ledger_schema.hpp"

#include <catch2/catch.hpp>
#include <latch>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/ops/chain.hpp"
#include "lib/ops/ledger.hpp"
#include "lib/ops/write.hpp"
#include "lib/pg/sql.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/test_server.hpp"

namespace admctl::test {
namespace {

std::string tables_of(const TestDatabase& database) {
  return database.value(
      "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class "
      "WHERE relnamespace = 'admctl'::regnamespace AND relkind IN ('r', 'p')");
}

void make(const TestDatabase& database, ops::LedgerPart part) {
  auto session = database.session();
  pg::Transaction tx{session};
  ops::ensure_ledger(tx, part);
  tx.commit();
}

void insert_thing(pg::Session& session, const std::string& id) {
  ops::write(session, admarket(), request("test"), [&](ops::Writer& writer) {
    writer.insert("things", {"id"}, {{"id", id}});
  });
}

TEST_CASE("an operation that changes no rows makes the core of the ledger alone, without files for changes") {
  const TestDatabase database{Template::empty};
  auto session = database.session();
  ops::write(session, admarket(), request("test"),
             [](ops::Writer& writer) { writer.record_without_changes(); });
  CHECK(tables_of(database) == "chain_head change migration operation");
  CHECK(database.value("SELECT coalesce(pg_relation_filepath('admctl.change'), 'none')") == "none");

  pg::Transaction tx{session};
  CHECK(ops::list_operations(tx, {}).size() == 1);
  ops::OperationFilter filter;
  filter.table = "things";
  CHECK(ops::list_operations(tx, filter).empty());
  CHECK(ops::verify_chain(tx).problems.empty());
}

TEST_CASE("the first operation that changes rows adds what changes need and nothing else") {
  const TestDatabase database{Template::empty};
  database.execute("CREATE TABLE things (id text PRIMARY KEY)");
  auto session = database.session();
  insert_thing(session, "a");
  CHECK(tables_of(database) == "chain_head change change_rows migration operation");
  CHECK_THROWS_AS(database.execute("DELETE FROM admctl.change_rows"), Error);
  CHECK_THROWS_WITH(database.execute("INSERT INTO admctl.change_rows (operation, seq, table_name, key, trail) "
                                     "VALUES (gen_random_uuid(), 1, 't', '{}', false)"),
                    Catch::Contains("which is not there"));
}

TEST_CASE("first operations of several sessions at once are all recorded with their changes") {
  const TestDatabase database{Template::empty};
  database.execute("CREATE TABLE things (id text PRIMARY KEY)");
  make(database, ops::LedgerPart::core);
  at_once(4, [&](int i, std::latch& start) {
    auto session = database.session();
    start.arrive_and_wait();
    insert_thing(session, std::to_string(i));
  });
  CHECK(database.value("SELECT count(*) FROM admctl.change") == "4");
}

TEST_CASE("a ledger that was made before it had parts takes changes from a role that may not create anything") {
  const DatabaseServer server;
  const TestDatabase database{Template::empty};
  database.execute("CREATE TABLE things (id text PRIMARY KEY)");
  make(database, ops::LedgerPart::changes);
  database.execute(
      "DELETE FROM admctl.migration; INSERT INTO admctl.migration (name, checksum) VALUES ('0001_ledger', "
      "'x'); "
      "CREATE TABLE admctl.former (LIKE admctl.change INCLUDING ALL); DROP TABLE admctl.change; "
      "ALTER TABLE admctl.former RENAME TO change");
  const Role operating{server, "operating", "LOGIN"};
  database.execute(fmt::format(
      "GRANT USAGE ON SCHEMA admctl TO {0}; GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA admctl TO {0}; "
      "GRANT UPDATE ON admctl.chain_head TO {0}; GRANT SELECT, INSERT ON things TO {0}",
      pg::quote(operating.name())));
  auto where = database.conninfo();
  where.set("user", operating.name());
  auto session = pg::Session::open(where, "tests");
  insert_thing(session, "a");
  CHECK(database.value("SELECT count(*) FROM admctl.change") == "1");
  CHECK(tables_of(database) == "chain_head change migration operation");
  database.execute(
      fmt::format("REVOKE ALL ON ALL TABLES IN SCHEMA admctl, public FROM {0}; "
                  "REVOKE ALL ON SCHEMA admctl FROM {0}",
                  pg::quote(operating.name())));
}

TEST_CASE("a part of the ledger is made when it is first needed, once, by two at the same time too") {
  const TestDatabase database{Template::empty};
  at_once(4, [&](int, std::latch& start) {
    start.arrive_and_wait();
    make(database, ops::LedgerPart::seals);
  });
  CHECK(tables_of(database) == "chain_head change migration operation seal seal_leaf tombstone");
  CHECK(database.value("SELECT string_agg(name, ' ' ORDER BY name) FROM admctl.migration") ==
        "0007_ledger_seals 0009_ledger_core");
}

TEST_CASE("the script of the ledger makes what is missing of it, and is empty when nothing is") {
  const TestDatabase database{Template::empty};
  make(database, ops::LedgerPart::plans);
  const auto script = [&] {
    auto session = database.session();
    pg::Transaction tx{session};
    return ops::ledger_script(tx);
  };
  const auto missing = script();
  CHECK(missing.find("CREATE TABLE admctl.plan ") == std::string::npos);
  database.execute(missing);
  CHECK(tables_of(database) ==
        "approval backfill backfill_range category chain_head change change_rows lease migration "
        "migration_progress "
        "operation "
        "plan plan_item plan_outcome seal seal_leaf setting tombstone");
  CHECK(script().empty());
  using enum ops::LedgerPart;
  for (const auto part : {core, changes, plans, progress, backfills, settings, seals, categories})
    make(database, part);
  CHECK(database.value("SELECT count(*) FROM admctl.migration") == "8");
}

}  // namespace
}  // namespace admctl::test
