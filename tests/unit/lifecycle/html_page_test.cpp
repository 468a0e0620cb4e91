#include "lib/lifecycle/html_page.hpp"

#include <catch2/catch.hpp>

#include "lib/core/sha256.hpp"
#include "tests/unit/lifecycle/small_diagram.hpp"

namespace admctl::test {
namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

lifecycle::PageFacts facts() {
  return {"thing/7", "Things", "things on /run", *parse_time("2026-02-17T12:00:00Z")};
}

std::string page_of(const Report& report) { return lifecycle::html_page(report, chain({"a", "b"}), facts()); }

TEST_CASE("everything a report says is on the page") {
  Report report;
  report.fields("record", "thing/7",
                {{"price", "PRICE", Cell{Value{"1250"}, "12.50 EUR"}},
                 {"since", "SINCE", Cell::time(parse_time("2026-02-16T12:00:00Z"))},
                 {"gone", "GONE", Cell{Value{}}}});
  Table streamed{.columns = {{"what", "WHAT"}, {"data", "DATA", false, true}}};
  streamed.source = [](const RowSink& sink) { sink({Cell{"moved"}, Cell{Value{Object{{"to", "b"}}}}}); };
  report.table("timeline", "Timeline", std::move(streamed));
  report.table("disputes", "Disputes", Table{.columns = {{"id", "ID"}}});
  report.text("effects", "Effects", "first line\nsecond line");
  report.note("only a note").suggest("admctl inspect thing/8");
  const auto page = page_of(report);
  CHECK(xml_complaint(page) == "");
  CHECK(contains(page, "<title>thing/7</title>"));
  CHECK(contains(page, "<dt>PRICE</dt><dd>12.50 EUR</dd>"));
  CHECK(contains(page,
                 "<time datetime=\"2026-02-16T12:00:00.000Z\" title=\"1d ago when this page was written\">"
                 "2026-02-16 12:00:00</time>"));
  CHECK(contains(page, "<td>moved</td><td>{&quot;to&quot;:&quot;b&quot;}</td>"));
  CHECK(contains(page, "<h2>Disputes</h2>\n<p class=\"none\">none</p>"));
  CHECK(contains(page, "<pre>first line\nsecond line</pre>"));
  CHECK(contains(page, "<li>only a note</li>"));
  CHECK(contains(page, "<pre>admctl inspect thing/8</pre>"));
  CHECK(contains(page, "aria-label=\"Thing lifecycle\""));
}

TEST_CASE("the page runs no script, loads nothing and allows just its own styles") {
  const auto page = page_of(Report{});
  CHECK(contains(page, "default-src 'none'; style-src 'sha256-"));
  CHECK(contains(page, "'sha256-" + sha256_base64(lifecycle::diagram_style()) + "'"));
  for (const auto* part : {"<script", "<link", "<img", "src=", "@import", "url(", " style=", " onload="}) {
    CAPTURE(part);
    CHECK_FALSE(contains(page, part));
  }
  // What is allowed by hash is what is there.
  const auto begin = page.find("<style>") + 7;
  CHECK(contains(page, sha256_base64(page.substr(begin, page.find("</style>") - begin))));
}

TEST_CASE("a long table can be folded, a short one cannot") {
  const auto with_rows = [](std::size_t count) {
    Table table{.columns = {{"n", "N"}}};
    for (std::size_t i = 0; i < count; ++i) table.rows.push_back({Cell{i}});
    return page_of(Report{}.table("rows", "Rows of it", std::move(table)));
  };
  CHECK_FALSE(contains(with_rows(12), "<details"));
  const auto page = with_rows(13);
  CHECK(contains(page,
                 "<details open=\"open\"><summary><h2>Rows of it</h2> <span class=\"count\">13 rows</span>"));
  CHECK(xml_complaint(page) == "");
}

TEST_CASE("hostile text is only text on the page, wherever it stands") {
  const std::string text{hostile};
  Report report;
  report.fields("record", text, {{"a", text, Cell{text}}, {"b", "B", Cell::state(text)}});
  report.table("t", text, Table{.columns = {{"c", text}}, .rows = {{Cell{text}}, {Cell{Value{Array{text}}}}}});
  report.text("x", text, text + "\xef\xbf\xbf\xff");
  report.note(text).suggest(text);
  auto about = facts();
  about.record = about.platform = about.place = text;
  auto diagram = chain({"a", "b"});
  mark_path(diagram, {text}, text);
  const auto page = lifecycle::html_page(report, diagram, about);
  CHECK(xml_complaint(page) == "");
  CHECK_FALSE(contains(page, "<script"));
  CHECK_FALSE(contains(page, "]]>"));
  CHECK_FALSE(contains(page, "\x1b"));
  CHECK(contains(page, "<title>&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;&quot;&#39;&amp;\\ \\n\\x1b[31m"));
}

}  // namespace
}  // namespace admctl::test
