#include <array>

#include <catch2/catch.hpp>

#include "lib/audit/list.hpp"
#include "lib/config/set.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/ops/trail.hpp"
#include "tests/integration/audit/audit_rows.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

using audit::Common;

std::vector<std::string> ids(const TestDatabase& database, const platform::Pack& pack,
                             const audit::Filter& filter = {}, std::int64_t limit = 50) {
  auto session = database.session();
  std::vector<std::string> out;
  const audit::SourceKind kind = pack.audit ? audit::SourceKind::audit : audit::SourceKind::ledger;
  audit::list(session, pack, {&kind, 1}, filter, limit,
              [&](const audit::Record& record) { out.emplace_back(record.at(Common::id).text); });
  return out;
}

using Ids = std::vector<std::string>;

constexpr std::array only_audit{audit::SourceKind::audit};

constexpr std::string_view filter_rows = R"sql(
  INSERT INTO audit_logs (id, "actorId", "actorType", action, resource, "resourceId", metadata, "createdAt") VALUES
  ('1', 'cuser', 'USER', 'deal.transition', 'deals', 'd1', NULL, '2026-01-01 10:00:00'),
  ('2', NULL, 'ADMIN', 'deal.force_refund', 'deals', 'd2', '{"operator": "alice", "operation": "0199aa-1"}', '2026-01-02 10:00:00'),
  ('3', NULL, 'ADMIN', 'dealXtransition', 'users', 'd1', '{"operator": "bob", "operation": "0199ab-2"}', '2026-01-03 10:00:00.001')
)sql";

}  // namespace

TEST_CASE("the list is newest first and ends at its limit") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 2500);
  const auto newest = ids(database, admarket());
  REQUIRE(newest.size() == 50);
  CHECK(newest.front() == "r000002500");
  CHECK(newest.back() == "r000002451");
  CHECK(ids(database, admarket(), {}, 2400).size() == 2400);
}

TEST_CASE("each filter keeps the rows it names, by its exact meaning") {
  const TestDatabase database{Template::migrated};
  database.execute(filter_rows);
  const auto with = [&](auto member, auto value) {
    audit::Filter filter;
    filter.*member = value;
    return ids(database, admarket(), filter);
  };
  CHECK(with(&audit::Filter::actor, "cuser") == Ids{"1"});
  CHECK(with(&audit::Filter::actor, "alice") == Ids{"2"});
  CHECK(with(&audit::Filter::actor, "ADMIN").empty());
  CHECK(with(&audit::Filter::action, "deal.*") == Ids{"2", "1"});
  CHECK(with(&audit::Filter::action, "deal.transition") == Ids{"1"});
  CHECK(with(&audit::Filter::action, "*transition") == Ids{"3", "1"});
  CHECK(with(&audit::Filter::action, "deal_transition").empty());
  CHECK(with(&audit::Filter::action, "' OR true --").empty());
  CHECK(with(&audit::Filter::resource, "deals") == Ids{"2", "1"});
  CHECK(with(&audit::Filter::resource, "deals/d1") == Ids{"1"});
  CHECK(with(&audit::Filter::operation, "0199a") == Ids{"3", "2"});
  CHECK(with(&audit::Filter::operation, "0199ab-2") == Ids{"3"});
  CHECK(with(&audit::Filter::since, *parse_time("2026-01-02T10:00:00Z")) == Ids{"3", "2"});
  CHECK(with(&audit::Filter::until, *parse_time("2026-01-02T10:00:00Z")) == Ids{"1"});
  CHECK(with(&audit::Filter::until, *parse_time("2026-01-03T10:00:00.001Z")) == Ids{"2", "1"});
}

TEST_CASE("an export takes the same filters, with values that look like SQL") {
  const TestDatabase database{Template::migrated};
  database.execute(filter_rows);
  audit::ExportRequest request;
  request.filter.actor = "alice";
  CHECK(export_text(database, admarket(), request).result.rows == 1);
  request.filter.actor = "' OR ''=''; DROP TABLE audit_logs; -- \\";
  CHECK(export_text(database, admarket(), request).result.rows == 0);
  request.filter = {};
  request.filter.action = "deal.*";
  CHECK(export_text(database, admarket(), request).result.rows == 2);
  CHECK(database.value("SELECT count(*) FROM audit_logs") == "3");
}

TEST_CASE("secret columns never leave, neither in logged values nor in metadata, however they are spelled") {
  const TestDatabase database{Template::migrated};
  database.execute(R"sql(
    INSERT INTO audit_logs (id, "actorType", action, resource, "resourceId", "oldValue", "newValue", metadata, "createdAt") VALUES
    ('1', 'ADMIN', 'rotate', 'escrow_wallets', 'w1', '{"encryptedKey": "hunter2", "status": "ACTIVE"}',
     '{"encryptedKey": null, "nested": [{"session_encrypted": {"a": "hunter2"}}]}',
     '{"reason": "rotation", "request": {"inviteLink": "hunter2"}, "encryptedKey": ["hunter2"]}', '2026-01-01'),
    ('2', 'ADMIN', 'odd', 'deals', 'd1', '{"encrypted\u004bey": "hunter2"}', '{"notes": "kept", "asyncToken": "hunter2"}', NULL,
     '2026-01-02'))sql");
  for (const auto format : {audit::Format::jsonl, audit::Format::csv}) {
    audit::ExportRequest request;
    request.format = format;
    const auto text = export_text(database, admarket(), request).text;
    CHECK(text.find("hunter2") == std::string::npos);
    CHECK(text.find("kept") != std::string::npos);
    CHECK(text.find("rotation") != std::string::npos);
  }
  const auto lines = read_lines(export_text(database, admarket()).text);
  CHECK(lines[0].at("old") == parse_json(R"({"encryptedKey": "********", "status": "ACTIVE"})"));
  CHECK(lines[0].at("row").at("oldValue") == lines[0].at("old"));
  CHECK(lines[0].at("new").at("encryptedKey").is_null());
  auto session = database.session();
  audit::list(session, admarket(), only_audit, {}, 50, [&](const audit::Record& record) {
    for (const auto& field : record.common) CHECK(field.text.find("hunter2") == std::string_view::npos);
  });
}

namespace {

constexpr std::string_view keyed_config = R"(
config: {table: settings, id: id, key: name, value: value, schema: config.schema.json}
)";

void write_config_schema(const TempFolder& folder) {
  folder.write(
      "config.schema.json",
      R"({"properties": {"door": {"type": "string", "x-secret": true}, "colour": {"type": "string"}}})");
}

constexpr std::string_view audit_mapping = R"(
audit:
  table: journal
  columns: {id: id, time: at, action: what, resource: about, resource_id: which, old: before, new: after, metadata: extra}
classes:
  secret: [journal.seal, tokens.value]
)";

}  // namespace

TEST_CASE("values logged about a secret setting are masked, by its key and by its row") {
  const TempFolder folder;
  write_config_schema(folder);
  const auto pack = small_platform(folder.path(), std::string{keyed_config} + std::string{audit_mapping});
  const TestDatabase database{Template::empty};
  database.execute(R"sql(
    CREATE TABLE settings (id text PRIMARY KEY, name text, value jsonb);
    INSERT INTO settings VALUES ('s1', 'door', '"hunter2"'), ('s2', 'colour', '"red"'), ('s3', 'smtp_password', '1');
    CREATE TABLE tokens (value text);
    CREATE TABLE journal (id bigserial PRIMARY KEY, at timestamptz, what text, about text, which text, before jsonb, after jsonb,
                          extra jsonb, seal text);
    INSERT INTO journal (at, what, about, which, before, after, seal) VALUES
      ('2026-01-01', 'set', 'settings', 'door', '{"value": "hunter2"}', '{"value": "hunter2"}', 'hunter2'),
      ('2026-01-02', 'undo', 'settings', 's1', '{"value": "hunter2"}', NULL, NULL),
      ('2026-01-03', 'set', 'settings', 'smtp_password', '"hunter2"', '"hunter2"', NULL),
      ('2026-01-04', 'set', 'settings', 's2', '{"value": "red"}', '{"value": "blue"}', NULL),
      ('2026-01-05', 'set', 'tokens', 't', '{"value": "hunter2"}', NULL, NULL),
      ('2026-01-06', 'undo', 'settings', 'row that is gone', '{"value": "hunter2"}', NULL, NULL),
      ('2026-01-07', 'set', 'settings', 'colour', '"green"', NULL, NULL);
  )sql");
  const auto text = export_text(database, pack).text;
  CHECK(text.find("hunter2") == std::string::npos);
  const auto lines = read_lines(text);
  REQUIRE(lines.size() == 7);
  CHECK(lines[0].at("old") == Value{"********"});
  CHECK(lines[0].at("row").at("seal") == Value{"********"});
  CHECK(lines[1].at("new").is_null());
  // The table's own column of that name is no secret.
  CHECK(lines[3].at("new") == parse_json(R"({"value": "blue"})"));
  CHECK(lines[4].at("old") == parse_json(R"({"value": "********"})"));
  CHECK(lines[5].at("old") == Value{"********"});
  CHECK(lines[6].at("old") == Value{"green"});

  const auto role = "audit_reader_" + *database.conninfo().get("dbname");
  database.execute("CREATE ROLE " + role + "; GRANT SELECT ON journal TO " + role);
  auto session = database.session();
  session.execute_alone("SET ROLE " + role);
  std::string limited;
  audit::export_rows(session, pack, {}, [&](std::string_view bytes) { limited += bytes; });
  CHECK(limited.find("hunter2") == std::string::npos);
  CHECK(limited.find("green") != std::string::npos);
  CHECK(limited.find("blue") == std::string::npos);
  database.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
}

TEST_CASE("columns of every type become proper JSON") {
  const TempFolder folder;
  const auto pack = small_platform(folder.path(), audit_mapping);
  const TestDatabase database{Template::empty};
  database.execute(R"sql(
    CREATE TYPE mood AS ENUM ('calm', 'an"gry');
    CREATE DOMAIN grade AS integer CHECK (VALUE > 0);
    CREATE TYPE pair AS (a integer, b text);
    CREATE TABLE journal (
      id bigserial PRIMARY KEY, at timestamptz, what mood, about varchar(20), which integer, before json, after jsonb, extra jsonb,
      seal text, yes boolean, small smallint, exact numeric, odd numeric, approx double precision, inf double precision,
      tags text[], days date, span interval, raw bytea, ip inet, uid uuid, g grade, p pair, r int4range, gone text);
    ALTER TABLE journal DROP COLUMN gone;
    INSERT INTO journal (at, what, about, which, before, yes, small, exact, odd, approx, inf, tags, days, span, raw, ip, uid, g, p, r)
    VALUES ('2026-01-01 12:00:00.123456+02', 'an"gry', 'x', 7, E'{"a" : 1,\n "a": [ 2 ]}', true, -3, 123456789012345678901234.50,
            'NaN', 1e300, 'Infinity', ARRAY['a,b', NULL, 'q"'], '2026-02-03', '1 day 02:00', '\xdeadbeef', '10.0.0.1/8',
            'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 5, ROW(1, 'x"y'), '[1,5)');
  )sql");
  const auto text = export_text(database, pack).text;
  const auto lines = read_lines(text);
  REQUIRE(lines.size() == 1);
  const auto& line = lines[0];
  const auto& row = line.at("row");
  CHECK(line.at("time") == Value{"2026-01-01T10:00:00.123456Z"});
  CHECK(line.at("id") == Value{1});
  CHECK(line.at("action") == Value{"an\"gry"});
  CHECK(line.at("resourceId") == Value{7});
  CHECK(text.find(R"("before":{"a":1,"a":[2]})") != std::string::npos);
  CHECK(row.at("yes") == Value{true});
  CHECK(row.at("small") == Value{-3});
  CHECK(row.at("exact") == Value{Decimal{"123456789012345678901234.50"}});
  CHECK(row.at("odd") == Value{"NaN"});
  CHECK(row.at("inf") == Value{"Infinity"});
  CHECK(text.find(R"("approx":1e+300,)") != std::string::npos);
  CHECK(row.at("tags") == parse_json(R"(["a,b", null, "q\""])"));
  CHECK(row.at("days") == Value{"2026-02-03"});
  CHECK(row.at("span") == Value{"1 day 02:00:00"});
  CHECK(row.at("raw") == Value{"\\xdeadbeef"});
  CHECK(row.at("g") == Value{5});
  CHECK(row.at("p") == parse_json(R"({"a": 1, "b": "x\"y"})"));
  CHECK(row.at("r") == Value{"[1,5)"});
  CHECK_FALSE(row.as_object()->find("gone"));
  audit::Filter filter;
  filter.action = "an*";
  filter.resource = "x/7";
  CHECK(ids(database, pack, filter) == Ids{"1"});
}

TEST_CASE("a pack whose mapping keeps only the needed fields works, and refuses filters on the others") {
  const TempFolder folder;
  const auto pack = small_platform(folder.path(),
                                   "\naudit:\n  table: journal\n  columns: {id: id, time: at, action: what}\n");
  const TestDatabase database{Template::empty};
  database.execute(
      "CREATE TABLE journal (id integer, at timestamp, what text); INSERT INTO journal VALUES (1, "
      "'2026-01-01', 'x')");
  CHECK(ids(database, pack) == Ids{"1"});
  audit::Filter filter;
  filter.actor = "alice";
  CHECK_THROWS_AS(ids(database, pack, filter), Error);
}

TEST_CASE("a missing audit table or column is named") {
  const TempFolder folder;
  const auto pack = small_platform(folder.path(), audit_mapping);
  const TestDatabase database{Template::empty};
  const auto message = [&] {
    try {
      ids(database, pack);
    } catch (const Error& error) {
      CHECK(error.code() == code::schema_missing);
      return error.message();
    }
    return std::string{};
  };
  CHECK(message() == "the table journal does not exist");
  database.execute("CREATE TABLE journal (id integer, at timestamp, what text)");
  CHECK(message() == "the table journal has no column about");
}

TEST_CASE("the ledger is a source, one row per operation") {
  const TempFolder folder;
  write_config_schema(folder);
  const auto pack = small_platform(folder.path(), keyed_config);
  const TestDatabase database{Template::empty};
  database.execute("CREATE TABLE settings (id uuid PRIMARY KEY, name text, value jsonb)");
  CHECK(ids(database, pack).empty());
  CHECK(export_text(database, pack).text.empty());

  auto session = database.session();
  const auto schema = config::Schema::load(pack);
  auto asked = request("config.set", "because \"so\"");
  asked.ticket = "T-1";
  const auto colour = config::set(session, pack, schema, asked, {"colour", "red", false, std::nullopt});
  config::set(session, pack, schema, request("config.set"), {"door", "hunter2", false, std::nullopt});
  config::set(session, pack, schema, request("config.set"), {"colour", "blue", false, std::nullopt});

  const auto exported = export_text(database, pack);
  CHECK(exported.result.manifest.sources == Ids{"ledger"});
  CHECK(exported.text.find("hunter2") == std::string::npos);
  const auto lines = read_lines(exported.text);
  REQUIRE(lines.size() == 3);
  const auto& first = lines[0];
  CHECK(first.at("action") == Value{"config.set"});
  CHECK(first.at("actor") == Value{"alice@host"});
  CHECK(first.at("resource") == Value{"config"});
  CHECK(first.at("resourceId") == Value{"colour"});
  CHECK(first.at("reason") == Value{"because \"so\""});
  CHECK(first.at("ticket") == Value{"T-1"});
  CHECK(first.at("operation") == Value{colour.outcome.operation.id});
  CHECK(first.at("id") == first.at("operation"));
  CHECK(first.at("row").at("changes").as_array()->size() == 1);
  CHECK(first.at("row").at("changes").as_array()->front().at("after").at("value") == Value{"red"});
  CHECK(first.at("row").at("seq") == Value{1});
  CHECK_FALSE(first.at("row").as_object()->find("resource"));
  CHECK(first.at("time").string_or("").ends_with("Z"));
  CHECK(lines[1].at("row").at("changes") == Value{"********"});

  audit::Filter filter;
  filter.resource = "config/colour";
  CHECK(ids(database, pack, filter).size() == 2);
  filter.action = "config.*";
  filter.operation = colour.outcome.operation.id;
  CHECK(ids(database, pack, filter) == Ids{colour.outcome.operation.id});
}

TEST_CASE("what admctl itself writes into the platform's audit table is found by its operation") {
  const TestDatabase database{Template::migrated};
  auto session = database.session();
  const auto schema = config::Schema::load(admarket());
  const auto result = config::set(session, admarket(), schema, request("config.set", "pricing"),
                                  {"platform_fee_bps", "450", false, std::nullopt});
  audit::Filter filter;
  filter.operation = result.outcome.operation.id;
  filter.actor = "alice@host";
  int rows = 0;
  audit::list(session, admarket(), only_audit, filter, 50, [&](const audit::Record& record) {
    ++rows;
    CHECK(record.at(Common::action).text == "config.set");
    CHECK(record.at(Common::actor).text == "\"alice@host\"");
    CHECK(record.at(Common::reason).text == "\"pricing\"");
    CHECK(record.at(Common::new_value).text == "{\"value\":450}");
  });
  CHECK(rows == 1);
}

}  // namespace admctl::test
