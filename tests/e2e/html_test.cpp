#include <fstream>
#include <sstream>

#include <sys/stat.h>
#include <catch2/catch.hpp>

#include "tests/support/browser.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string content(const std::filesystem::path& path) {
  std::ifstream stream{path};
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// A cancelled deal whose texts try to leave their place.
std::string hostile_deal(const TestDatabase& database) {
  insert_parties(database);
  const auto id = insert_deal(database, "AWAITING_PAYMENT");
  const auto moved = run_admctl(
      {"transition", "deal/" + id, "--to", "CANCELLED", "--reason", "withdrew", "--db", database.url()});
  REQUIRE(moved.exit == 0);
  database.execute(
      "UPDATE deals SET notes = E'<script>document.title=\"owned\"</script>]]>\"\\x1b[31m' || "
      "'<img src=\"http://127.0.0.1:1/leak.png\" onerror=\"document.title=1\">'");
  return "deal/" + id;
}

TEST_CASE("the page of a deal is one private file that is not replaced unasked") {
  const TestDatabase database{Template::migrated};
  const auto deal = hostile_deal(database);
  const TempFolder folder;
  const auto file = (folder.path() / "deal.html").string();
  const std::vector<std::string> command{"inspect", deal, "--html", file, "--db", database.url()};
  const auto run = run_admctl(command);
  CHECK(run.exit == 0);
  CHECK(contains(run.out, file));
  struct stat info {};
  REQUIRE(::stat(file.c_str(), &info) == 0);
  CHECK((info.st_mode & 07777) == 0600);
  const auto page = content(file);
  CHECK(page.starts_with("<!DOCTYPE html>"));
  CHECK(contains(page, "&lt;script&gt;document.title=&quot;owned&quot;&lt;/script&gt;]]&gt;&quot;\\x1b[31m"));
  CHECK_FALSE(contains(page, "<script"));

  const auto again = run_admctl(command);
  CHECK(again.exit == 1);
  CHECK(contains(again.err, "--overwrite"));
  auto replacing = command;
  replacing.emplace_back("--overwrite");
  CHECK(run_admctl(replacing).exit == 0);
  CHECK(run_admctl({"inspect", deal, "--html", "-", "--db", database.url()}).out.ends_with("</html>\n"));
}

TEST_CASE("every part of a deal's page is on its HTML page") {
  const TestDatabase database{Template::migrated};
  const auto deal = hostile_deal(database);
  const auto html = run_admctl({"inspect", deal, "--html", "-", "--db", database.url()}).out;
  const auto text = run_admctl({"inspect", deal, "-o", "table", "--db", database.url()}).out;
  std::istringstream lines{text};
  std::size_t headings = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == ' ' || line.starts_with("deal/")) continue;
    CAPTURE(line);
    CHECK(contains(html, "<h2>" + line + "</h2>"));
    ++headings;
  }
  CHECK(headings > 5);
}

TEST_CASE("a browser shows the page and asks for nothing else") {
  need_browser();
  const TestDatabase database{Template::migrated};
  const auto deal = hostile_deal(database);
  const TempFolder folder;
  const auto file = folder.path() / "deal.html";
  REQUIRE(run_admctl({"inspect", deal, "--html", file.string(), "--db", database.url()}).exit == 0);
  const auto opened = open_in_browser(file);
  CHECK(opened.requests.empty());
  // The browser's own writing of what it understood.
  CHECK(contains(opened.dom, "<title>deal/"));
  CHECK(contains(opened.dom, "<span class=\"badge\">CANCELLED</span></h1>"));
  CHECK(contains(opened.dom, "<section id=\"timeline\">"));
  CHECK(contains(opened.dom, "STATUS_CANCELLED"));
  CHECK(contains(opened.dom, "class=\"node state terminal current\""));
  CHECK(contains(opened.dom, "&lt;script&gt;"));
  CHECK_FALSE(contains(opened.dom, "<script"));
  CHECK_FALSE(contains(opened.dom, "<img"));
  // An empty page of this size takes about ten thousand bytes.
  CHECK(screenshot_size(file, 1280, 1600) > 60000);
  CHECK(screenshot_size(file, 390, 1600) > 40000);
}

TEST_CASE("what a page asks for does not go unnoticed by these tests") {
  need_browser();
  const TempFolder folder;
  folder.write("leak.html", "<!DOCTYPE html><title>x</title><img src=\"http://127.0.0.1:1/leak.png\">");
  CHECK(open_in_browser(folder.path() / "leak.html").requests ==
        std::vector<std::string>{"http://127.0.0.1:1/leak.png"});
}

}  // namespace
}  // namespace admctl::test
