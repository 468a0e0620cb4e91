#include "cli/render/render.hpp"

#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "tests/unit/cli/recording_talk.hpp"

using namespace admctl;
using namespace admctl::cli;

namespace {

const Time now = *parse_time("2026-02-16T12:00:00Z");

struct Rendered {
  std::string out;
  std::vector<std::string> talk;
};

Rendered rendered(const Report& report, Style style) {
  StringOutput out;
  test::RecordingTalk talk;
  style.now = now;
  render(report, style, out, talk);
  return {out.text, talk.lines};
}

std::string text(const Report& report, Style style) { return rendered(report, std::move(style)).out; }

Report list() {
  Table table{.columns = {{"deal", "DEAL"},
                          {"state", "STATE"},
                          {"amount", "AMOUNT", true},
                          {"since", "SINCE"},
                          {"note", "NOTE", false, true}}};
  table.rows = {{"deal/1",
                 Cell::state("FUNDED"),
                 {Decimal{"12500000000"}, "12.5 TON"},
                 Cell::time(*parse_time("2026-02-15T12:00:00Z")),
                 "plain"},
                {"deal/1042",
                 Cell::state("日本"),
                 {Decimal{"7"}, "0.000000007 TON"},
                 Cell::time(std::nullopt),
                 "=1+1, \"x\"\nnext"}};
  auto report = Report::list(std::move(table));
  report.note("2 deals").suggest("admctl inspect deal/1");
  return report;
}

Report page() {
  Report report;
  report.fields(
      "deal", "",
      {{"state", "STATE", Cell::state("FUNDED")}, {"paid", "IS PAID", true}, {"who", "WHO", Value{}}});
  report.table("events", "Events",
               Table{.columns = {{"type", "TYPE"}, {"data", "DATA"}},
                     .rows = {{"STATUS_FUNDED", Object{{"a", 1}, {"b", Array{}}}}}});
  report.text("about", "About", "first line\n\n  second \x1b[31m line\n");
  return report.note("careful");
}

// A list whose rows come one by one.
Report stream(std::size_t count) {
  Table table{.columns = {{"n", "N", true}, {"name", "NAME"}, {"end", "END"}}};
  table.source = [count](const RowSink& sink) {
    for (std::size_t i = 1; i <= count; ++i) sink({i, std::string(i <= 500 ? 4 : 6, 'x'), "|"});
  };
  return Report::list(std::move(table));
}

}  // namespace

TEST_CASE("a table is aligned by what is seen, not by bytes") {
  CHECK(text(list(), {}) ==
        "DEAL       STATE            AMOUNT  SINCE\n"
        "deal/1     FUNDED         12.5 TON  2026-02-15T12:00:00.000Z\n"
        "deal/1042  日本    0.000000007 TON  -\n");
}

TEST_CASE("wide shows every column and makes control characters visible") {
  CHECK(text(list(), {.format = Format::wide, .headers = false}) ==
        "deal/1     FUNDED         12.5 TON  2026-02-15T12:00:00.000Z  plain\n"
        "deal/1042  日本    0.000000007 TON  -                         =1+1, \"x\"\\nnext\n");
}

TEST_CASE("on a terminal times are relative and states coloured") {
  const auto shown = text(list(), {.terminal = true, .color = true});
  CHECK(shown.find("1d ago") != std::string::npos);
  CHECK(shown.find("\x1b[36mFUNDED\x1b[0m  ") != std::string::npos);
  CHECK(shown.find("\x1b[1mDEAL\x1b[0m") != std::string::npos);
}

TEST_CASE("on a terminal long cells are clipped so that a row fits") {
  Report report = Report::list(Table{.columns = {{"id", "ID"}, {"text", "TEXT"}, {"more", "MORE"}},
                                     .rows = {{"abcdefgh", std::string(100, 'x'), std::string(30, 'y')}}});
  const auto lines = split(text(report, {.terminal = true, .width = 60}), '\n');
  CHECK(display_width(lines[1]) <= 60);
  CHECK(lines[1].find("abcdefgh  x") == 0);
  CHECK(lines[1].find("…") != std::string::npos);
  SECTION("but not in a pipe or in -o wide") {
    CHECK(text(report, {.width = 60}).find(std::string(100, 'x')) != std::string::npos);
    const auto wide = text(report, {.format = Format::wide, .terminal = true, .width = 60});
    CHECK(wide.find(std::string(100, 'x')) != std::string::npos);
  }
}

TEST_CASE("a column is never clipped below its heading, even when the row cannot fit") {
  Report report = Report::list(Table{.columns = {{"a", "A LONG HEADING"}, {"b", "ANOTHER HEADING"}},
                                     .rows = {{std::string(50, 'x'), std::string(50, 'y')}}});
  CHECK(split(text(report, {.terminal = true, .width = 10}), '\n').front() ==
        "A LONG HEADING  ANOTHER HEADING");
}

TEST_CASE("a stream is written as it comes, its widths taken from the first 500 rows") {
  const auto lines = split(text(stream(501), {}), '\n');
  CHECK(lines[0] == "  N  NAME  END");
  CHECK(lines[1] == "  1  xxxx  |");
  CHECK(lines[500] == "500  xxxx  |");
  CHECK(lines[501] == "501  xxxxxx  |");
}

TEST_CASE("a stream shorter than the sample is written whole") {
  CHECK(text(stream(1), {}) == "N  NAME  END\n1  xxxx  |\n");
  CHECK(text(stream(0), {}) == "N  NAME  END\n");
}

TEST_CASE("of a long table people see a part, machines all") {
  Table table{.columns = {{"n", "N"}}};
  for (int i = 1; i <= 5; ++i) table.rows.push_back({i});
  table.brief = {.rows = 2};
  Report report;
  report.table("numbers", "Numbers", table);
  CHECK(text(report, {}) == "Numbers\n  N\n  1\n  2\n  (3 more not shown; -o wide shows all)\n");
  CHECK(text(report, {.format = Format::wide}) == "Numbers\n  N\n  1\n  2\n  3\n  4\n  5\n");
  CHECK(parse_json(text(report, {.format = Format::json})).at("numbers").as_array()->size() == 5);
  table.brief = {.rows = 2, .newest = true};
  Report newest;
  newest.table("numbers", "Numbers", table);
  CHECK(text(newest, {}) == "Numbers\n  N\n  4\n  5\n  (3 earlier not shown; -o wide shows all)\n");
  table.brief = {.rows = 5};
  Report whole;
  whole.table("numbers", "Numbers", table);
  CHECK(text(whole, {}) == "Numbers\n  N\n  1\n  2\n  3\n  4\n  5\n");
}

TEST_CASE("text that wraps goes on in the next line instead of being cut") {
  Table table{.columns = {{"id", "ID"}, {"what", "WHAT", false, false, true}}};
  table.rows = {
      {"A1", "one two three four five"}, {"A2", "averyveryverylongwordwithoutblanks"}, {"A3", "short"}};
  const auto report = Report::list(table);
  CHECK(text(report, {.terminal = true, .width = 20}) ==
        "ID  WHAT\nA1  one two three\n    four five\nA2  averyveryverylo\n    ngwordwithoutbl\n    anks\nA3  "
        "short\n");
  CHECK(text(report, {}).find("one two three four five\n") != std::string::npos);
}

TEST_CASE("where a row does not fit, text that wraps gives way first and the name of the row last") {
  Table table{.columns = {{"id", "ID"}, {"what", "WHAT", false, false, true}, {"more", "MORE"}}};
  table.rows = {{"a-name-to-be-copied", "one two three four five six seven eight", "something else to say"}};
  CHECK(text(Report::list(table), {.terminal = true, .width = 60}) ==
        "ID                   WHAT                MORE\n"
        "a-name-to-be-copied  one two three four  something else to …\n"
        "                     five six seven\n"
        "                     eight\n");
}

TEST_CASE("columns for which a terminal has no room are named below the table") {
  Table table{.columns = {{"a", "FIRST"}, {"b", "SECOND"}, {"c", "A THIRD ONE"}, {"d", "FOURTH"}}};
  table.rows = {{"aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd"}};
  CHECK(text(Report::list(table), {.terminal = true, .width = 32}) ==
        "FIRST     SECOND    A THIRD ONE\naaaaaaaa  bbbbbbbb  cccccccc\n(no room for FOURTH; -o wide\nshows "
        "all)\n");
  CHECK(text(Report::list(table), {.width = 32}).find("FOURTH") != std::string::npos);
}

TEST_CASE("a state is the last to be cut, and columns that stay take the room of those left out") {
  Table table{.columns = {{"deal", "DEAL"}, {"state", "STATUS"}, {"who", "WHO"}, {"more", "A LONG HEADING"}}};
  table.rows = {{"deal/1042", Cell::state("AWAITING_PAYMENT"), "somebody with a name", "x"}};
  CHECK(text(Report::list(table), {.terminal = true, .width = 40}) ==
        "DEAL       STATUS            WHO\n"
        "deal/1042  AWAITING_PAYMENT  somebody w…\n"
        "(no room for A LONG HEADING; -o wide\nshows all)\n");
}

TEST_CASE("a column is left out rather than the names of a list cut, but for very long ones") {
  Table table{.columns = {{"key", "KEY"}, {"value", "VALUE"}, {"more", "REVISION"}}};
  table.rows = {{"creative_review_timeout_hours", "24 hours", "3f9a1c20b7de"}};
  CHECK(text(Report::list(table), {.terminal = true, .width = 42}) ==
        "KEY                            VALUE\n"
        "creative_review_timeout_hours  24 hours\n"
        "(no room for REVISION; -o wide shows all)\n");
  table.rows.front().front() = "01a20236-8e96-7140-8b3e-5f4f28bde404";
  CHECK(text(Report::list(table), {.terminal = true, .width = 42}) ==
        "KEY                     VALUE     REVISION\n"
        "01a20236-8e96-7140-8b…  24 hours  3f9a1c2…\n");
}

TEST_CASE("long values of fields and long lines of text are broken at blanks on a terminal") {
  Report report;
  report.fields("f", "",
                {{"what", "WHAT", "one two three four five six"}, {"url", "URL", std::string(30, 'x')}});
  report.text("t", "Why",
              "seven eight nine ten eleven twelve thirteen\n  laid   out   by   itself   already   here");
  CHECK(text(report, {.terminal = true, .width = 40}) ==
        "WHAT  one two three four five six\nURL   xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n\nWhy\n"
        "  seven eight nine ten eleven twelve\n  thirteen\n    laid   out   by   itself   already   here\n");
  CHECK(
      text(report, {.terminal = true, .width = 32}).starts_with("WHAT  one two three four five\n      six\n"));
  CHECK(text(report, {.width = 32}).starts_with("WHAT  one two three four five six\n"));
}

TEST_CASE("wide letters, emoji and names written from right to left stay in their column") {
  Table table{.columns = {{"name", "NAME"}, {"end", "END"}}};
  for (const auto* name : {"Zoë", "日本語", "👩‍👩‍👧 family", "🇩🇪", "👍🏽", "עברית", "مرحبا",
                           "e\u0301", "evil\u202Etxt.exe", "\u2067x\u2069"}) {
    table.rows.push_back({name, "|"});
  }
  const auto shown = text(Report::list(table), {.terminal = true, .width = 80});
  auto lines = split(shown, '\n');
  REQUIRE(lines.size() == 12);
  lines.pop_back();
  const auto column = display_width(lines.front().substr(0, lines.front().find("END")));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    INFO(lines[i]);
    CHECK(display_width(lines[i].substr(0, lines[i].find('|'))) == column);
  }
  // Nothing of what the names hold turns the direction of what follows: they are escaped.
  for (const auto* control : {"\u202E", "\u2067"}) CHECK(shown.find(control) == std::string::npos);
  CHECK(shown.find("\\u2067x\\u2069") != std::string::npos);
}

TEST_CASE("names written from right to left are isolated on a terminal, and nowhere else") {
  Table table{.columns = {{"name", "NAME"}, {"count", "COUNT", true}, {"state", "STATE"}}};
  table.rows = {
      {"עברית", 12, Cell::state("FUNDED")}, {"مرحبا بالعالم", 7, Cell::state("PAID")}, {"Zoë", 3, "x"}};
  const auto report = Report::list(std::move(table));
  CHECK(text(report, {.terminal = true, .width = 80}) ==
        "NAME           COUNT  STATE\n"
        "\u2068עברית\u2069             12  FUNDED\n"
        "\u2068مرحبا بالعالم\u2069      7  PAID\n"
        "Zoë                3  x\n");
  // What is cut is isolated as a whole, its end included.
  const auto cut = Report::list(Table{.columns = {{"name", "NAME"}}, .rows = {{"مرحبا بالعالم"}}});
  CHECK(text(cut, {.terminal = true, .width = 10}) == "NAME\n\u2068مرحبا بال…\u2069\n");
  Report page;
  page.fields("who", "Who", {{"name", "NAME", "דוד 12"}, {"other", "OTHER", "plain"}});
  page.text("story", "Story", "דוד moved 3 deals\nplain");
  const auto shown = text(page, {.terminal = true, .width = 80});
  CHECK(shown.find("NAME   \u2068דוד 12\u2069\n") != std::string::npos);
  CHECK(shown.find("\u2066דוד moved 3 deals\u2069\n  plain\n") != std::string::npos);
  for (const auto format :
       {Format::table, Format::wide, Format::json, Format::jsonl, Format::yaml, Format::csv}) {
    const auto piped = text(report, {.format = format});
    CHECK(piped.find("עברית") != std::string::npos);
    for (const auto* control : {"\u2066", "\u2068", "\u2069"}) CHECK(piped.find(control) == std::string::npos);
  }
  CHECK(text(report, {.terminal = true, .plain = true}).find("\u2068") == std::string::npos);
}

TEST_CASE("for screen readers every value is a line with its name") {
  CHECK(text(list(), {.terminal = true, .plain = true}) ==
        "Deal: deal/1\nState: FUNDED\nAmount: 12.5 TON\nSince: 1d ago\n\n"
        "Deal: deal/1042\nState: 日本\nAmount: 0.000000007 TON\nSince: none\n");
  CHECK(text(page(), {.plain = true}) ==
        "State: FUNDED\nIs paid: true\nWho: none\n\nEvents:\nType: STATUS_FUNDED\nData: {\"a\":1,\"b\":[]}\n\n"
        "About:\nfirst line\n\n  second \\x1b[31m line\n\n");
  CHECK(text(stream(3), {.plain = true}).starts_with("N: 1\nName: xxxx\nEnd: |\n\nN: 2\n"));
  Table table{.columns = {{"n", "N"}}, .rows = {{1}, {2}, {3}}, .brief = {.rows = 2}};
  CHECK(text(Report::list(table), {.plain = true}) == "N: 1\n\nN: 2\n1 more not shown; -o wide shows all\n");
  CHECK(text(Report::list(Table{.columns = {{"n", "N"}}}), {.plain = true}) == "none\n");
  CHECK(text(list(), {.format = Format::json, .plain = true}) == text(list(), {.format = Format::json}));
}

TEST_CASE("a long note is broken at blanks on a terminal, a command to paste is not") {
  Report report;
  report.note(std::string{"one two three four five six seven eight nine ten"});
  report.suggest("admctl transition deal/1042 --to CANCELLED --reason 'long enough for two lines'");
  const auto shown = rendered(report, {.terminal = true, .width = 40}).talk;
  REQUIRE(shown.size() == 3);
  CHECK(shown[0] == "note: one two three four five six seven\neight nine ten");
  CHECK(shown[2] == "  admctl transition deal/1042 --to CANCELLED --reason 'long enough for two lines'");
}

TEST_CASE("rows of a live table are written one by one") {
  StringOutput out;
  test::RecordingTalk talk;
  std::vector<std::string> seen;
  Table table{.columns = {{"state", "STATE"}}, .live = true};
  table.source = [&](const RowSink& sink) {
    for (const auto* state : {"A", "B"}) {
      sink({state});
      seen.push_back(out.text);
    }
  };
  render(Report::list(std::move(table)), {}, out, talk);
  CHECK(seen == std::vector<std::string>{"STATE\nA\n", "STATE\nA\nB\n"});
}

TEST_CASE("a page shows its sections below each other") {
  CHECK(text(page(), {}) ==
        "STATE    FUNDED\n"
        "IS PAID  true\n"
        "WHO      -\n"
        "\n"
        "Events\n"
        "  TYPE           DATA\n"
        "  STATUS_FUNDED  {\"a\":1,\"b\":[]}\n"
        "\n"
        "About\n"
        "  first line\n"
        "\n"
        "    second \\x1b[31m line\n");
}

TEST_CASE("notes and next steps are talk where the format has no place for them") {
  using Lines = std::vector<std::string>;
  const Lines expected{"note: 2 deals", "next:", "  admctl inspect deal/1"};
  for (const auto format : {Format::table, Format::wide, Format::jsonl, Format::csv, Format::name}) {
    CHECK(rendered(list(), {.format = format}).talk == expected);
  }
  for (const auto format : {Format::json, Format::yaml})
    CHECK(rendered(list(), {.format = format}).talk.empty());
}

TEST_CASE("a list as JSON has rows, notes and next steps") {
  const auto json = text(list(), {.format = Format::json});
  CHECK(
      json ==
      "{\"schemaVersion\":1,\"rows\":[\n"
      R"({"deal":"deal/1","state":"FUNDED","amount":12500000000,"since":"2026-02-15T12:00:00.000Z","note":"plain"},)"
      "\n"
      R"({"deal":"deal/1042","state":"日本","amount":7,"since":null,"note":"=1+1, \"x\"\nnext"})"
      "\n"
      R"(],"notes":["2 deals"],"next":["admctl inspect deal/1"]})"
      "\n");
  CHECK(parse_json(json).at("rows").as_array()->size() == 2);
  CHECK(parse_json(text(stream(0), {.format = Format::json})) ==
        parse_json(R"({"schemaVersion":1,"rows":[],"notes":[],"next":[]})"));
}

TEST_CASE("a page as JSON has every section under its key") {
  const auto expected = parse_json(R"({"schemaVersion":1,"deal":{"state":"FUNDED","paid":true,"who":null},
      "events":[{"type":"STATUS_FUNDED","data":{"a":1,"b":[]}}],
      "about":"first line\n\n  second \u001b[31m line\n","notes":["careful"],"next":[]})");
  CHECK(parse_json(text(page(), {.format = Format::json})) == expected);
  const auto line = text(page(), {.format = Format::jsonl});
  CHECK(parse_json(line) == expected);
  CHECK(line.find('\n') == line.size() - 1);
}

TEST_CASE("a list as JSON lines has one row per line") {
  const auto lines = split(text(stream(3), {.format = Format::jsonl}), '\n');
  REQUIRE(lines.size() == 4);
  CHECK(lines[2] == R"({"n":3,"name":"xxxx","end":"|"})");
}

TEST_CASE("characters that steer a terminal are escaped in JSON and YAML") {
  const std::string bad = "a\u202e\u009b\u061c\ufeff\x7f\u00e9z";
  const auto report = Report::list(Table{.columns = {{"x", "X"}}, .rows = {{bad}}});
  const std::string escaped = "a\\u202e\\u009b\\u061c\\ufeff\\u007f\u00e9z";
  const auto json = text(report, {.format = Format::jsonl});
  CHECK(json == "{\"x\":\"" + escaped + "\"}\n");
  CHECK(parse_json(json).at("x") == Value{bad});
  const auto yaml = text(report, {.format = Format::yaml});
  for (const auto* raw : {"\u202e", "\u009b", "\u061c", "\ufeff", "\x7f"})
    CHECK(yaml.find(raw) == std::string::npos);
}

TEST_CASE("YAML quotes text that a reader would take for something else") {
  const std::vector<std::pair<Value, std::string>> cases{
      {"FUNDED", "FUNDED"},
      {"two words", "two words"},
      {"yes", "\"yes\""},
      {"Null", "\"Null\""},
      {"12", "\"12\""},
      {"1e3", "\"1e3\""},
      {"", "\"\""},
      {"a: b", "\"a: b\""},
      {"# x", "\"# x\""},
      {"12:30", "\"12:30\""},
      {"line\nbreak", "\"line\\nbreak\""},
      {"-", "\"-\""},
      {"~", "\"~\""},
      {"tail ", "\"tail \""},
      {"2026-02-16", "\"2026-02-16\""},
      {"日本", "\"日本\""},
      {12, "12"},
      {true, "true"},
      {Value{}, "~"},
      {1.5, "1.5"},
      {Decimal{"99999999999999999999"}, "99999999999999999999"},
      {Array{}, "[]"},
      {Object{}, "{}"},
  };
  for (const auto& [value, expected] : cases) {
    Report report;
    report.fields("f", "", {{"k", "K", Cell{value}}});
    const auto yaml = text(report, {.format = Format::yaml});
    CHECK(split(yaml, '\n')[2] == "  k: " + expected);
  }
}

TEST_CASE("a list as YAML is one document") {
  CHECK(text(stream(2), {.format = Format::yaml}) ==
        "schemaVersion: 1\n"
        "rows:\n"
        "- \"n\": 1\n"
        "  name: xxxx\n"
        "  end: \"|\"\n"
        "- \"n\": 2\n"
        "  name: xxxx\n"
        "  end: \"|\"\n"
        "notes: []\n"
        "next: []\n");
  CHECK(text(stream(0), {.format = Format::yaml}) == "schemaVersion: 1\nrows: []\nnotes: []\nnext: []\n");
}

TEST_CASE("CSV quotes what needs it and tells empty text from nothing") {
  const auto report = Report::list(Table{.columns = {{"a", "A"}, {"b", "B"}, {"c", "C"}},
                                         .rows = {{"x,y", "say \"hi\"", "two\nlines"}, {"", Value{}, " pad"}}});
  CHECK(text(report, {.format = Format::csv}) ==
        "a,b,c\n\"x,y\",\"say \"\"hi\"\"\",\"two\nlines\"\n\"\",,\" pad\"\n");
  CHECK(text(report, {.format = Format::csv, .headers = false}).starts_with("\"x,y\""));
}

TEST_CASE("CSV cells that a spreadsheet would run are guarded on request") {
  const auto report = Report::list(
      Table{.columns = {{"a", "A"}},
            .rows = {{"=1+1"}, {"+1"}, {"-1"}, {"@x"}, {"\tx"}, {"\rx"}, {"safe"}, {-5}, {Decimal{"-7"}}}});
  CHECK(text(report, {.format = Format::csv, .headers = false, .csv_safe = true}) ==
        "'=1+1\n'+1\n'-1\n'@x\n'\tx\n\"'\rx\"\nsafe\n-5\n-7\n");
  CHECK(text(report, {.format = Format::csv, .headers = false}).starts_with("=1+1\n"));
}

TEST_CASE("CSV of a page is its first section with fields or rows") {
  CHECK(text(page(), {.format = Format::csv}) == "key,value\nstate,FUNDED\npaid,true\nwho,\n");
}

TEST_CASE("names are the first column, one per line") {
  CHECK(text(list(), {.format = Format::name}) == "deal/1\ndeal/1042\n");
  CHECK(text(page(), {.format = Format::name}) == "FUNDED\n");
  const auto report = Report::list(Table{.columns = {{"a", "A"}}, .rows = {{"one\ntwo"}}});
  CHECK(text(report, {.format = Format::name}) == "one\\ntwo\n");
}

TEST_CASE("raw data is written as it is in every format") {
  Report report;
  report.raw = std::string{"a\x1b\0b", 4};
  for (const auto format : {Format::table, Format::json, Format::csv})
    CHECK(text(report, {.format = format}) == *report.raw);
}

TEST_CASE("fields select columns of a list in their order, also of a stream and wide ones") {
  auto report = list();
  select_fields(report, {"note", "deal"});
  CHECK(text(report, {}).starts_with("NOTE             DEAL\nplain            deal/1\n"));
  auto rows = stream(1);
  select_fields(rows, {"end", "n"});
  CHECK(text(rows, {.format = Format::jsonl}) == "{\"end\":\"|\",\"n\":1}\n");
}

TEST_CASE("fields select sections of a page and parts of them") {
  auto report = page();
  select_fields(report, {"about", "deal.paid", "events.type"});
  CHECK(text(report, {.format = Format::jsonl}) ==
        R"({"schemaVersion":1,"about":"first line\n\n  second \u001b[31m line\n","deal":{"paid":true},)"
        R"("events":[{"type":"STATUS_FUNDED"}],"notes":["careful"],"next":[]})"
        "\n");
}

TEST_CASE("a field that does not exist is refused with what there is") {
  auto report = list();
  CHECK_THROWS_WITH(select_fields(report, {"stat"}),
                    "--fields: there is no 'stat' here. Did you mean 'state'?");
  auto other = page();
  CHECK_THROWS_AS(select_fields(other, {"deal.x"}), Error);
  CHECK_THROWS_AS(select_fields(other, {"about.x"}), Error);
}
