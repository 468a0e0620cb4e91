// Incremental exports and following: every row once, whenever it commits.
#include <chrono>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "lib/audit/tail.hpp"
#include "lib/config/set.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "tests/integration/audit/audit_rows.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

using audit::SourceKind;

class Incremental {
 public:
  explicit Incremental(const TestDatabase& database) : database_{database} {}

  std::multiset<std::string> run(std::vector<SourceKind> sources = {SourceKind::audit},
                                 audit::Filter filter = {}) {
    audit::ExportRequest request;
    request.sources = std::move(sources);
    request.filter = std::move(filter);
    request.incremental = true;
    request.cursor = cursor;
    const auto exported = export_text(database_, admarket(), request);
    // As the next process would read it.
    const TempFolder folder;
    audit::save_cursor(folder.path() / "cursor", *exported.result.cursor);
    cursor = audit::load_cursor(folder.path() / "cursor");
    std::multiset<std::string> ids;
    for (const auto& line : read_lines(exported.text)) ids.insert(line.at("id").string_or(""));
    return ids;
  }

  std::optional<audit::ExportCursor> cursor;

 private:
  const TestDatabase& database_;
};

using Ids = std::multiset<std::string>;

std::string insert_sql(std::string_view id, std::string_view time = "2026-01-01") {
  return fmt::format(
      "INSERT INTO audit_logs (id, \"actorType\", action, resource, \"createdAt\") VALUES ('{}', 'SYSTEM', "
      "'x', "
      "'deals', '{}')",
      id, time);
}

}  // namespace

TEST_CASE("an incremental export has what is new, and nothing when nothing is") {
  const TestDatabase database{Template::migrated};
  Incremental nightly{database};
  database.execute(insert_sql("a"));
  CHECK(nightly.run() == Ids{"a"});
  CHECK(nightly.run().empty());
  database.execute(insert_sql("b", "2020-01-01"));
  CHECK(nightly.run() == Ids{"b"});
  CHECK(nightly.run().empty());
}

TEST_CASE("a row that commits late with an older time and key is exported once") {
  const TestDatabase database{Template::migrated};
  Incremental nightly{database};
  auto slow = database.session();
  pg::Transaction late{slow};
  late.query(insert_sql("a-late", "2019-01-01"));
  database.execute(insert_sql("z-early"));
  CHECK(nightly.run() == Ids{"z-early"});
  database.execute(insert_sql("y"));
  CHECK(nightly.run() == Ids{"y"});
  late.commit();
  CHECK(nightly.run() == Ids{"a-late"});
  CHECK(nightly.run().empty());
}

TEST_CASE("rows of subtransactions, which snapshots do not list, are neither missed nor repeated") {
  const TestDatabase database{Template::migrated};
  Incremental nightly{database};
  auto slow = database.session();
  pg::Transaction late{slow};
  late.query(insert_sql("top"));
  late.savepoint([&] { late.query(insert_sql("inner")); });
  auto other = database.session();
  pg::Transaction quick{other};
  quick.savepoint([&] { quick.query(insert_sql("quick-inner")); });
  quick.query(insert_sql("quick-top"));
  quick.commit();
  CHECK(nightly.run() == Ids{"quick-inner", "quick-top"});
  CHECK(nightly.run().empty());
  late.commit();
  CHECK(nightly.run() == Ids{"inner", "top"});
  CHECK(nightly.run().empty());
}

TEST_CASE("together the exports of many rounds under concurrent writers hold every row exactly once") {
  const TestDatabase database{Template::migrated};
  Incremental nightly{database};
  std::vector<pg::Session> sessions;
  for (int i = 0; i < 4; ++i) sessions.push_back(database.session());
  std::vector<std::unique_ptr<pg::Transaction>> open(4);
  Ids all;
  for (int round = 0; round < 40; ++round) {
    const auto which = static_cast<std::size_t>(round * 7 % 4);
    auto& tx = open[which];
    if (!tx) {
      tx = std::make_unique<pg::Transaction>(sessions[which]);
      tx->query(insert_sql(fmt::format("r{}", round), fmt::format("2026-01-{:02}", 28 - round % 28)));
    } else if (round % 5 == 0) {
      tx->rollback();
      tx.reset();
    } else {
      tx->savepoint([&] { tx->query(insert_sql(fmt::format("s{}", round))); });
      tx->commit();
      tx.reset();
    }
    all.merge(nightly.run());
  }
  for (auto& tx : open) {
    if (tx) tx->commit();
  }
  open.clear();
  all.merge(nightly.run());
  const std::set<std::string> once{all.begin(), all.end()};
  CHECK(once.size() == all.size());
  CHECK(fmt::format("{}", all.size()) == database.value("SELECT count(*) FROM audit_logs"));
}

TEST_CASE("a cursor of another export, another database or a restored server is refused") {
  const TestDatabase database{Template::migrated};
  const TestDatabase another{Template::migrated};
  Incremental nightly{database};
  nightly.run();
  const auto good = *nightly.cursor;

  CHECK(error_of([&] {
          nightly.run({SourceKind::audit, SourceKind::events});
        }).code() == code::bad_export_cursor);
  audit::Filter filter;
  filter.action = "x";
  CHECK(error_of([&] { nightly.run({SourceKind::audit}, filter); }).code() == code::bad_export_cursor);

  Incremental elsewhere{another};
  elsewhere.cursor = good;
  CHECK(error_of([&] { elsewhere.run(); }).code() == code::foreign_export_cursor);
  nightly.cursor->horizon.system += "1";
  CHECK(error_of([&] { nightly.run(); }).code() == code::foreign_export_cursor);
  nightly.cursor = good;
  nightly.cursor->horizon.timeline += 1;
  CHECK(error_of([&] { nightly.run(); }).code() == code::foreign_export_cursor);
  nightly.cursor = good;
  nightly.cursor->horizon.next += 1000;
  CHECK(error_of([&] { nightly.run(); }).code() == code::foreign_export_cursor);

  const TempFolder folder;
  for (const auto* text : {"", "{}", "[]", R"({"cursor": "admctl-audit-cursor-v1"})", "no json"}) {
    folder.write("bad", text);
    CHECK(error_of([&] { audit::load_cursor(folder.path() / "bad"); }).code() == code::bad_export_cursor);
  }
  CHECK_FALSE(audit::load_cursor(folder.path() / "none"));
}

namespace {

struct Enough {};

}  // namespace

TEST_CASE("tail begins with the last rows and then hands over each new row once, late ones too") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 30);
  auto session = database.session();
  auto slow = database.session();
  pg::Transaction late{slow};
  late.query(insert_sql("late", "2015-01-01"));
  late.savepoint([&] { late.query(insert_sql("late-inner", "2026-01-01")); });

  std::vector<std::string> earlier;
  Ids seen;
  int looks = 0;
  const audit::TailHost host{[&]() -> pg::Session& { return session; },
                             [&]() -> pg::Session& { return session; },
                             [&](Millis) {
                               if (++looks == 1) database.execute(insert_sql("n1", "now"));
                               if (looks == 20) database.execute(insert_sql("n2", "now"));
                               if (looks == 40) late.commit();
                               if (looks > 400) throw Enough{};
                             }};
  const audit::TailRequest request{.sources = {SourceKind::audit},
                                   .filter = {},
                                   .earlier = 3,
                                   .follow = true,
                                   .interval = Millis{20},
                                   .thorough_interval = Millis{200}};
  const audit::TailSink sink{
      [&](const audit::Record& record) { earlier.emplace_back(record.at(audit::Common::id).text); }, [] {},
      [&](const audit::Record& record) {
        seen.emplace(record.at(audit::Common::id).text);
        if (seen.size() >= 4) looks = std::max(looks, 380);
      }};
  CHECK_THROWS_AS(audit::tail(host, admarket(), request, sink), Enough);
  CHECK(earlier == std::vector<std::string>{"r000000030", "r000000029", "r000000028"});
  CHECK(seen == Ids{"n1", "n2", "late", "late-inner"});
}

TEST_CASE("tail goes on after its connection was cut, without missing or repeating rows") {
  const TestDatabase database{Template::migrated};
  std::optional<pg::Session> session{database.session()};
  Ids seen;
  int looks = 0;
  const audit::TailHost host{[&]() -> pg::Session& { return *session; },
                             [&]() -> pg::Session& {
                               session.emplace(database.session());
                               return *session;
                             },
                             [&](Millis) {
                               ++looks;
                               if (looks == 1) database.execute(insert_sql("before", "now"));
                               if (looks == 20) {
                                 database.execute(insert_sql("between", "now"));
                                 database.execute(
                                     "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                                     "current_database() AND pid <> pg_backend_pid()");
                                 database.execute(insert_sql("after", "now"));
                               }
                               if (looks > 300) throw Enough{};
                             }};
  const audit::TailRequest request{
      .sources = {SourceKind::audit}, .filter = {}, .earlier = 0, .follow = true, .interval = Millis{20}};
  const audit::TailSink sink{[](const audit::Record&) {}, [] {},
                             [&](const audit::Record& record) {
                               seen.emplace(record.at(audit::Common::id).text);
                               if (seen.size() >= 3) looks = std::max(looks, 280);
                             }};
  CHECK_THROWS_AS(audit::tail(host, admarket(), request, sink), Enough);
  CHECK(seen == Ids{"before", "between", "after"});
}

TEST_CASE("what admctl does is told to a tail at once, long before its next look") {
  const TestDatabase database{Template::migrated};
  auto session = database.session();
  auto other = database.session();
  const auto schema = config::Schema::load(admarket());
  const auto begin = std::chrono::steady_clock::now();
  bool changed = false;
  const audit::TailHost host{[&]() -> pg::Session& { return session; },
                             [&]() -> pg::Session& { return session; },
                             [&](Millis) {
                               if (!changed) {
                                 changed = true;
                                 config::set(other, admarket(), schema, request("config.set"),
                                             {"platform_fee_bps", "450", false, std::nullopt});
                               }
                               if (std::chrono::steady_clock::now() - begin > std::chrono::seconds{20})
                                 throw Enough{};
                             }};
  const audit::TailRequest request{
      .sources = {SourceKind::ledger}, .filter = {}, .earlier = 0, .follow = true, .interval = Millis{60'000}};
  std::string action;
  const audit::TailSink sink{[](const audit::Record&) {}, [] {},
                             [&](const audit::Record& record) {
                               action = record.at(audit::Common::action).text;
                               throw Enough{};
                             }};
  CHECK_THROWS_AS(audit::tail(host, admarket(), request, sink), Enough);
  CHECK(action == "config.set");
}

}  // namespace admctl::test
