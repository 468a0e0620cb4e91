#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "lib/core/json_text.hpp"
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

// Nothing listens there: what works with it needs no database.
constexpr auto no_database = "postgresql://127.0.0.1:1/none";

TEST_CASE("a lifecycle is shown without a database") {
  const auto run = run_admctl({"lifecycle", "deals", "--db", no_database});
  CHECK(run.exit == 0);
  CHECK(contains(run.out, "Deal: states, beginning with CREATED"));
  CHECK(contains(run.out, "escrow prepared, waits for the deposit"));
  CHECK(contains(run.out, "deposit_seen"));
  CHECK(run_admctl({"lifecycle", "deal", "--db", no_database}).out == run.out);
  CHECK(run_admctl({"lifecycle", "deal", "--counts", "--db", no_database}).exit == 4);
}

TEST_CASE("a lifecycle for scripts has lists, and counts when asked") {
  const TestDatabase database{Template::seeded};
  const auto run = run_admctl({"lifecycle", "deal", "--counts", "-o", "json", "--db", database.url()});
  REQUIRE(run.exit == 0);
  const auto page = parse_json(run.out);
  std::int64_t all = 0;
  for (const auto& state : *page.at("states").as_array()) all += *state.at("count").as_int();
  CHECK(std::to_string(all) == database.value("SELECT count(*) FROM deals"));
  CHECK(page.at("transitions").as_array()->front().at("from").as_array());
}

TEST_CASE("pictures of a lifecycle go to standard output as they are, whatever the output format") {
  const auto mermaid = run_admctl({"lifecycle", "deal", "--format", "mermaid", "-o", "json"});
  CHECK(mermaid.exit == 0);
  CHECK(mermaid.out.starts_with("stateDiagram-v2\n"));
  const auto dot = run_admctl({"lifecycle", "deal", "--format", "dot"});
  CHECK(dot.out.starts_with("digraph \"Deal lifecycle\" {\n"));
  const auto svg = run_admctl({"lifecycle", "deal", "--format", "svg"});
  CHECK(svg.exit == 0);
  CHECK(svg.out.starts_with("<svg "));
  CHECK(svg.out.ends_with("</svg>\n"));
  CHECK(svg.err.empty());
}

TEST_CASE("a picture is written to a file, which is not replaced unasked") {
  const TempFolder folder;
  const auto file = (folder.path() / "deal.svg").string();
  const auto run = run_admctl({"lifecycle", "deal", "--format", "svg", "-f", file});
  CHECK(run.exit == 0);
  CHECK(contains(run.out, file));
  const auto written = content(file);
  CHECK(written.starts_with("<svg "));
  const auto again = run_admctl({"lifecycle", "deal", "--format", "dot", "-f", file});
  CHECK(again.exit == 1);
  CHECK(contains(again.err, "--overwrite"));
  CHECK(content(file) == written);
  CHECK(run_admctl({"lifecycle", "deal", "--format", "dot", "-f", file, "--overwrite"}).exit == 0);
  CHECK(content(file).starts_with("digraph "));
}

TEST_CASE("what the lifecycle command cannot do, it says") {
  CHECK(run_admctl({"lifecycle", "dael"}).exit == 3);
  CHECK(contains(run_admctl({"lifecycle", "dael"}).err, "Did you mean 'deal'"));
  CHECK(run_admctl({"lifecycle", "deal", "--format", "png"}).exit == 2);
  CHECK(run_admctl({"lifecycle", "deal", "-f", "x"}).exit == 2);
}

TEST_CASE("the path of a deal is drawn in every format") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto deal = "deal/" + insert_deal(database, "AWAITING_PAYMENT");
  REQUIRE(run_admctl({"transition", deal, "--to", "CANCELLED", "--reason", "x", "--db", database.url()}).exit ==
          0);
  const auto diagram = [&](const std::string& flag) {
    return run_admctl({"inspect", deal, flag, "--db", database.url()});
  };
  CHECK(contains(diagram("--diagram").out, "class CANCELLED current\n"));
  CHECK(diagram("--diagram").out == diagram("--diagram=mermaid").out);
  CHECK(contains(diagram("--diagram=dot").out, "\"AWAITING_PAYMENT\" -> \"CANCELLED\" [class=\"taken\""));
  CHECK(contains(diagram("--diagram=svg").out, "class=\"node state terminal current\""));
  CHECK(diagram("--diagram=png").exit == 2);
  CHECK(run_admctl({"inspect", "deals", "--diagram", "--db", database.url()}).exit == 2);
  CHECK(run_admctl({"inspect", deal, "--diagram", "--timeline", "--db", database.url()}).exit == 2);
  CHECK(run_admctl({"inspect", "deal/none", "--diagram", "--db", database.url()}).exit == 3);
}

}  // namespace
}  // namespace admctl::test
