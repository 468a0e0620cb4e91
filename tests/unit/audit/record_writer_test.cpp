#include <catch2/catch.hpp>

#include "lib/audit/record_writer.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::audit {
namespace {

using Shape = Field::Shape;

// A source whose first two columns are common fields and whose others are not.
Source make_source() {
  Source source;
  source.columns = {{"at", "a.at", ColumnType::timestamp},
                    {"act", "a.act"},
                    {"ip", "a.ip"},
                    {"count", "a.count", ColumnType::number},
                    {"computed", "1", ColumnType::text, false}};
  source.common[static_cast<std::size_t>(Common::time)] = 0;
  source.common[static_cast<std::size_t>(Common::action)] = 1;
  return source;
}

Record make_record(std::string_view action, Field ip, Field count = {Shape::json, "7"}) {
  Record record;
  record.columns = {
      {Shape::text, "2026-01-01T00:00:00.000Z"}, {Shape::text, action}, ip, count, {Shape::text, "no"}};
  record.common[static_cast<std::size_t>(Common::time)] = record.columns[0];
  record.common[static_cast<std::size_t>(Common::action)] = record.columns[1];
  return record;
}

std::string line(Format format, const Record& record, bool safe = false) {
  const auto source = make_source();
  std::string out;
  make_writer({.format = format, .csv_safe = safe}, source)->append(out, record);
  return out;
}

std::string csv(std::string_view action, Field ip = {}, bool safe = false) {
  return line(Format::csv, make_record(action, ip), safe);
}

}  // namespace

TEST_CASE("A JSON line holds the common fields in their order and the whole source row") {
  CHECK(
      line(Format::jsonl, make_record("x", {})) ==
      R"({"time":"2026-01-01T00:00:00.000Z","source":null,"actor":null,"actorType":null,"action":"x","resource":null,)"
      R"("resourceId":null,"old":null,"new":null,"reason":null,"ticket":null,"operation":null,"id":null,)"
      R"("row":{"at":"2026-01-01T00:00:00.000Z","act":"x","ip":null,"count":7}})"
      "\n");
}

TEST_CASE("The rest of a row is what no common field shows, and may be nothing") {
  const auto source = make_source();
  const auto record = make_record("x", {Shape::text, "::1"});
  std::string out;
  make_writer({.row = RowShown::rest}, source)->append(out, record);
  CHECK(parse_json(out).at("action") == Value{"x"});
  CHECK(to_json(parse_json(out).at("row")) == R"({"ip":"::1","count":7})");

  auto shown = source;
  shown.common[static_cast<std::size_t>(Common::resource)] = 2;
  shown.common[static_cast<std::size_t>(Common::resource_id)] = 3;
  out.clear();
  make_writer({.row = RowShown::rest}, shown)->append(out, record);
  CHECK(parse_json(out).at("row") == Value{Object{}});
  out.clear();
  make_writer({.format = Format::csv, .row = RowShown::rest, .several_sources = true}, source)
      ->append(out, record);
  CHECK_THAT(out, Catch::Matchers::EndsWith(R"(,"{""ip"":""::1"",""count"":7}")"
                                            "\r\n"));
}

TEST_CASE("Any text makes exactly one JSON line that parses back to it") {
  const auto hostile = "tab\t nl\n cr\r q\" b\\ nul" + std::string(1, '\0') +
                       " esc\x1b del\x7f u2028\xe2\x80\xa8 \xf0\x9f\x98\x80";
  const auto text = line(Format::jsonl, make_record(hostile, {Shape::text, hostile}));
  CHECK(text.find('\n') == text.size() - 1);
  const auto value = parse_json(text);
  CHECK(value.at("action") == Value{hostile});
  CHECK(value.at("row").at("ip") == Value{hostile});
}

TEST_CASE("CSV has a header with the common fields and the columns that none of them shows") {
  const auto source = make_source();
  std::string out;
  out += make_writer({.format = Format::csv}, source)->head();
  CHECK(out ==
        "time,source,actor,actorType,action,resource,resourceId,old,new,reason,ticket,operation,id,row.ip,row."
        "count\r\n");
}

TEST_CASE("CSV cells are quoted where RFC 4180 asks for it") {
  CHECK(csv("plain") == "2026-01-01T00:00:00.000Z,,,,plain,,,,,,,,,,7\r\n");
  CHECK(csv("a,b") == "2026-01-01T00:00:00.000Z,,,,\"a,b\",,,,,,,,,,7\r\n");
  CHECK(csv("say \"hi\"") == "2026-01-01T00:00:00.000Z,,,,\"say \"\"hi\"\"\",,,,,,,,,,7\r\n");
  CHECK(csv("two\nlines") == "2026-01-01T00:00:00.000Z,,,,\"two\nlines\",,,,,,,,,,7\r\n");
  CHECK(csv("cr\r") == "2026-01-01T00:00:00.000Z,,,,\"cr\r\",,,,,,,,,,7\r\n");
  CHECK(csv(" padded ") == "2026-01-01T00:00:00.000Z,,,,\" padded \",,,,,,,,,,7\r\n");
}

TEST_CASE("In CSV nothing is NULL and a pair of quotes is empty text") {
  CHECK(csv("", {Shape::text, ""}) == "2026-01-01T00:00:00.000Z,,,,\"\",,,,,,,,,\"\",7\r\n");
}

TEST_CASE("A JSON string by itself is shown as its text in CSV, a document as JSON") {
  CHECK(csv("x", {Shape::json, R"("he said \"go\"\n")"}) ==
        "2026-01-01T00:00:00.000Z,,,,x,,,,,,,,,\"he said \"\"go\"\"\n\",7\r\n");
  CHECK(csv("x", {Shape::json, R"({"a":"b"})"}) ==
        "2026-01-01T00:00:00.000Z,,,,x,,,,,,,,,\"{\"\"a\"\":\"\"b\"\"}\",7\r\n");
}

TEST_CASE("Formulas are guarded only on request, and numbers never") {
  CHECK(csv("=1+1") == "2026-01-01T00:00:00.000Z,,,,=1+1,,,,,,,,,,7\r\n");
  for (const auto* text : {"=1+1", "+1", "-1", "@SUM(A1)"}) {
    CHECK(csv(text, {}, true) == "2026-01-01T00:00:00.000Z,,,,'" + std::string{text} + ",,,,,,,,,,7\r\n");
  }
  CHECK(csv("\t=1", {}, true) == "2026-01-01T00:00:00.000Z,,,,'\t=1,,,,,,,,,,7\r\n");
  CHECK(csv("x", {Shape::json, "\"=1\""}, true) == "2026-01-01T00:00:00.000Z,,,,x,,,,,,,,,'=1,7\r\n");
  CHECK(line(Format::csv, make_record("x", {}, {Shape::json, "-5"}), true).ends_with(",-5\r\n"));
}

TEST_CASE("Timestamps of PostgreSQL become RFC 3339 in UTC with three or six digits") {
  const auto convert = [](std::string_view text) {
    std::string out;
    append_rfc3339(out, text);
    return out;
  };
  CHECK(convert("2026-02-16 12:00:00") == "2026-02-16T12:00:00.000Z");
  CHECK(convert("2026-02-16 12:00:00.5") == "2026-02-16T12:00:00.500Z");
  CHECK(convert("2026-02-16 12:00:00.123") == "2026-02-16T12:00:00.123Z");
  CHECK(convert("2026-02-16 12:00:00.1234") == "2026-02-16T12:00:00.123400Z");
  CHECK(convert("2026-02-16 12:00:00.123456+00") == "2026-02-16T12:00:00.123456Z");
  CHECK(convert("2026-02-16 12:00:00+00") == "2026-02-16T12:00:00.000Z");
  for (const auto* other : {"infinity", "-infinity", "0044-03-15 12:00:00 BC", "10000-01-01 00:00:00", "",
                            "2026-02-16", "2026-02-16 12:00:00+02", "2026-02-16 12:00:00."}) {
    CHECK(convert(other) == other);
  }
}

}  // namespace admctl::audit
