#include "lib/ops/ledger_schema.hpp"

#include <catch2/catch.hpp>
#include <future>
#include <latch>
#include <vector>

#include "lib/ops/write.hpp"
#include "tests/support/deals.hpp"

namespace admctl::test {
namespace {

std::string tables_of(const TestDatabase& database) {
  return database.value(
      "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class "
      "WHERE relnamespace = 'admctl'::regnamespace AND relkind = 'r'");
}

void make(const TestDatabase& database, ops::LedgerPart part) {
  auto session = database.session();
  pg::Transaction tx{session};
  ops::ensure_ledger(tx, part);
  tx.commit();
}

TEST_CASE("the first write makes the core of the ledger and nothing else of it") {
  const TestDatabase database{Template::empty};
  database.execute("CREATE TABLE things (id text PRIMARY KEY)");
  auto session = database.session();
  ops::write(session, admarket(), request("test"), [](ops::Writer& writer) {
    writer.insert("things", {"id"}, {{"id", "a"}});
  });
  CHECK(tables_of(database) == "chain_head change migration operation");
}

TEST_CASE("a part of the ledger is made when it is first needed, once, by two at the same time too") {
  const TestDatabase database{Template::empty};
  std::latch start{4};
  std::vector<std::future<void>> makers;
  for (int i = 0; i < 4; ++i) {
    makers.push_back(std::async(std::launch::async, [&] {
      start.arrive_and_wait();
      make(database, ops::LedgerPart::seals);
    }));
  }
  for (auto& maker : makers) maker.get();
  CHECK(tables_of(database) == "chain_head change migration operation seal seal_leaf tombstone");
  CHECK(database.value("SELECT string_agg(name, ' ' ORDER BY name) FROM admctl.migration") ==
        "0001_ledger 0007_ledger_seals");
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
        "approval backfill backfill_range category chain_head change lease migration migration_progress "
        "operation "
        "plan plan_item plan_outcome seal seal_leaf setting tombstone");
  CHECK(script().empty());
  using enum ops::LedgerPart;
  for (const auto part : {core, plans, progress, backfills, settings, seals, categories}) make(database, part);
  CHECK(database.value("SELECT count(*) FROM admctl.migration") == "7");
}

}  // namespace
}  // namespace admctl::test
