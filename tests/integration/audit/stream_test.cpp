// Several sources in one stream, several connections on one snapshot.
#include <array>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "lib/audit/list.hpp"
#include "lib/audit/merkle.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/json_text.hpp"
#include "tests/integration/audit/audit_rows.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

using audit::SourceKind;
const std::vector<SourceKind> everything{SourceKind::audit, SourceKind::events, SourceKind::ledger};

audit::ExportRequest of_all_sources() {
  audit::ExportRequest request;
  request.sources = everything;
  return request;
}

std::string leaves_root(std::string_view lines) {
  audit::MerkleTree tree;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    tree.add(lines.substr(0, end));
    lines.remove_prefix(end + 1);
  }
  return to_hex(tree.root());
}

}  // namespace

TEST_CASE("audit table, event table and ledger come in one order of time, ties in the order of the sources") {
  const TestDatabase database{Template::seeded};
  insert_audit_rows(database, 50);
  database.execute(
      "INSERT INTO audit_logs (id, \"actorType\", action, resource, \"createdAt\") "
      "SELECT 'tie' || id, 'SYSTEM', 'tie', 'deals', \"createdAt\" FROM deal_events ORDER BY id LIMIT 20");
  const auto lines = read_lines(export_text(database, admarket(), of_all_sources()).text);
  const auto rows =
      std::stoul(database.value("SELECT (SELECT count(*) FROM audit_logs) + (SELECT count(*) FROM "
                                "deal_events) + (SELECT count(*) FROM admctl.operation)"));
  REQUIRE(lines.size() == rows);
  int ties = 0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto before = *parse_time(lines[i - 1].at("time").string_or(""));
    const auto after = *parse_time(lines[i].at("time").string_or(""));
    REQUIRE(before <= after);
    if (before == after && lines[i - 1].at("action") == Value{"tie"} &&
        lines[i].at("source") == Value{"events"})
      ++ties;
    CHECK_FALSE((before == after && lines[i - 1].at("source") == Value{"events"} &&
                 lines[i].at("source") == Value{"audit"}));
  }
  CHECK(ties > 0);
}

TEST_CASE("an event has the common fields of its mapping, and its resource from the pack") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto deal = insert_deal(database, "CREATED");
  database.execute(
      fmt::format("INSERT INTO deal_events (id, \"dealId\", type, \"actorId\", \"actorType\", \"fromStatus\", "
                  "\"toStatus\", data, "
                  "\"createdAt\") VALUES ('e1', '{}', 'STATUS_EXPIRED', NULL, 'SYSTEM', 'CREATED', 'EXPIRED', "
                  "'{{\"reason\": \"late\", \"operation\": \"0199\"}}', '2030-01-01')",
                  deal));
  auto request = of_all_sources();
  request.filter.since = parse_time("2029-01-01");
  const auto lines = read_lines(export_text(database, admarket(), request).text);
  REQUIRE(lines.size() == 1);
  const auto& line = lines.front();
  CHECK(line.at("source") == Value{"events"});
  CHECK(line.at("resource") == Value{"deals"});
  CHECK(line.at("resourceId") == Value{deal});
  CHECK(line.at("action") == Value{"STATUS_EXPIRED"});
  CHECK(line.at("old") == Value{"CREATED"});
  CHECK(line.at("new") == Value{"EXPIRED"});
  CHECK(line.at("reason") == Value{"late"});
  CHECK_FALSE(line.at("row").as_object()->find("resource"));

  // A record is found in every source, and a filter that a source knows nothing of takes none of its rows.
  request.filter = {};
  request.filter.record = audit::RecordFilter{"deal", "deals", "id", deal};
  for (const auto& each : read_lines(export_text(database, admarket(), request).text))
    CHECK(each.at("resourceId") == Value{deal});
  request.filter = {};
  request.filter.operation = "0199";
  CHECK(export_text(database, admarket(), request).result.rows == 1);
}

TEST_CASE("the list merges the sources newest first and ends at its limit") {
  const TestDatabase database{Template::seeded};
  insert_audit_rows(database, 700);
  auto session = database.session();
  std::vector<Time> times;
  std::set<std::string> sources;
  audit::list(session, admarket(), {}, {}, 2000, [&](const audit::Record& record) {
    times.push_back(*parse_time(record.at(audit::Common::time).text));
    sources.emplace(record.at(audit::Common::source).text);
  });
  CHECK(times.size() == 2000);
  CHECK(std::ranges::is_sorted(times, std::greater<>{}));
  CHECK(sources == std::set<std::string>{"audit", "events", "ledger"});
}

TEST_CASE("a source that the platform does not have is refused by name") {
  const TempFolder folder;
  const auto pack = small_platform(folder.path(), "");
  const TestDatabase database{Template::empty};
  audit::ExportRequest request;
  request.sources = {SourceKind::events};
  CHECK(error_of([&] { export_text(database, pack, request); }).code() == code::no_such_source);
}

TEST_CASE("two connections on ranges of time export the same bytes as one, also where many rows share a time") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 60'000);
  // More rows of one moment than a range has, at the beginning, in between and at the end.
  database.execute(
      "INSERT INTO audit_logs (id, \"actorType\", action, resource, \"createdAt\") SELECT 'same' || n || '-' "
      "|| i, "
      "'SYSTEM', 'same', 'deals', timestamp '2026-01-01' + n * interval '7 hours' FROM generate_series(0, 3) "
      "AS n, "
      "generate_series(1, 9000) AS i; ANALYZE audit_logs");
  auto request = of_all_sources();
  request.sources = {SourceKind::audit};
  request.connections = 1;
  const auto one = export_text(database, admarket(), request);
  REQUIRE(one.result.rows == 96'000);
  for (const int connections : {2, 3}) {
    request.connections = connections;
    const auto several = export_text(database, admarket(), request);
    CHECK(several.result.rows == one.result.rows);
    CHECK(several.result.sha256 == one.result.sha256);
    CHECK(several.text == one.text);
    CHECK(several.result.first == one.result.first);
    CHECK(several.result.last == one.result.last);
  }
  request.filter.since = parse_time("2026-01-01T07:00:00Z");
  request.filter.until = parse_time("2026-01-01T15:00:00Z");
  const auto part = export_text(database, admarket(), request);
  request.connections = 1;
  CHECK(part.text == export_text(database, admarket(), request).text);
  CHECK(part.result.rows == std::stoul(database.value(
                                "SELECT count(*) FROM audit_logs WHERE \"createdAt\" >= '2026-01-01 07:00' AND "
                                "\"createdAt\" < '2026-01-01 15:00'")));
}

TEST_CASE("the manifest's root and hashes are those of the bytes") {
  const TestDatabase database{Template::seeded};
  const auto exported = export_text(database, admarket(), of_all_sources());
  const auto& manifest = exported.result.manifest;
  CHECK(manifest.rows == exported.result.rows);
  CHECK(to_hex(manifest.root) == leaves_root(exported.text));
  REQUIRE(manifest.files.size() == 1);
  CHECK(manifest.files[0].sha256 == sha256_hex(exported.text));
  CHECK(manifest.files[0].root == manifest.root);
  const auto lines = read_lines(exported.text);
  CHECK(manifest.first_key == lines.front().at("id").string_or(""));
  CHECK(manifest.last_key == lines.back().at("id").string_or(""));
  CHECK(manifest.first_time == lines.front().at("time").string_or(""));
  CHECK(manifest.sources == std::vector<std::string>{"audit", "events", "ledger"});
}

TEST_CASE("an export during heavy concurrent inserts has exactly the rows of its snapshot") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 60'000);
  database.execute("ANALYZE audit_logs");
  std::atomic<bool> stop = false;
  std::vector<std::thread> writers;
  for (int w = 0; w < 3; ++w) {
    writers.emplace_back([&database, &stop, w] {
      auto session = database.session();
      for (int i = 0; !stop && i < 500; ++i) {
        pg::Transaction tx{session};
        tx.query(
            "INSERT INTO audit_logs (id, \"actorType\", action, resource, \"createdAt\") SELECT $1 || k, "
            "'SYSTEM', "
            "'late', 'deals', timestamp '2026-01-01' + random() * interval '20 hours' FROM generate_series(1, "
            "20) "
            "AS k",
            {fmt::format("w{}-{}-", w, i)});
        tx.commit();
      }
    });
  }
  auto request = of_all_sources();
  request.sources = {SourceKind::audit};
  const auto out = export_text(database, admarket(), request);
  stop = true;
  for (auto& writer : writers) writer.join();
  std::set<std::string> exported;
  for (const auto& line : read_lines(out.text)) exported.insert(line.at("id").string_or(""));
  CHECK(exported.size() == out.result.rows);
  std::set<std::string> visible;
  auto session = database.session();
  pg::Transaction tx{session};
  for (const auto row : tx.query("SELECT id FROM audit_logs WHERE pg_visible_in_snapshot(xmin::text::xid8, "
                                 "$1::pg_snapshot)",
                                 {out.result.manifest.snapshot}))
    visible.emplace(row.text(0));
  CHECK(exported == visible);
  CHECK(exported.size() < std::stoul(database.value("SELECT count(*) FROM audit_logs")));
}

}  // namespace admctl::test
