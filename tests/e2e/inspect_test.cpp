// `inspect` as a script or a person meets it.
#include <csignal>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

using Args = std::vector<std::string>;

RunResult on(const TestDatabase& database, Args args, const RunOptions& options = {}) {
  args.insert(args.begin(), {"--db", database.url()});
  return run_admctl(args, options);
}

Value json_of(const TestDatabase& database, Args args) {
  args.insert(args.end(), {"-o", "json"});
  const auto run = on(database, args);
  INFO(run.err);
  REQUIRE(run.exit == 0);
  return parse_json(run.out);
}

std::vector<std::string> records(const Value& list) {
  std::vector<std::string> out;
  for (const auto& row : *list.at("rows").as_array()) out.push_back(row.at("record").string_or("?"));
  return out;
}

std::string file(const std::filesystem::path& path) {
  std::ifstream stream{path};
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// A command line of ours as a shell would split it; no quotes in it.
Args words_of(const std::string& command) {
  auto words = split(command, ' ');
  words.erase(words.begin());
  return words;
}

TEST_CASE("the next page is the command that the page before suggests") {
  const TestDatabase database{Template::seeded};
  const auto whole =
      records(json_of(database, {"inspect", "deals", "--limit", "1000", "--not-state", "COMPLETED"}));
  REQUIRE(whole.size() > 60);
  std::vector<std::string> paged;
  Args args{"inspect", "deals", "--not-state", "COMPLETED", "--limit", "25"};
  for (;;) {
    const auto page = json_of(database, args);
    for (auto& record : records(page)) paged.push_back(std::move(record));
    const auto& next = page.at("next").as_array()->back().string_or("");
    if (next.find(" --after ") == std::string::npos) break;
    CHECK(next.starts_with("admctl inspect deals --not-state COMPLETED --limit 25 --after "));
    args = words_of(next);
  }
  CHECK(paged == whole);
}

TEST_CASE("filters combine, and the next page repeats them quoted for a shell") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  for (int i = 0; i < 3; ++i) insert_deal(database, "AWAITING_PAYMENT");
  const auto run = on(database, {"inspect", "deals", "--state", "CREATED,AWAITING_PAYMENT", "--stuck=48h",
                                 "--since", "2026-01-01", "--until", "-1h", "--where", "notes!=it's done",
                                 "--where", "agreedPrice>=12.5TON", "--party", "cadvertiser00000000000001",
                                 "--sort", "-label", "--limit", "2"});
  CHECK(run.exit == 0);
  CHECK(run.err.find("note: 2 deals, and there are more") != std::string::npos);
  CHECK(run.err.find(
            "admctl inspect deals --state CREATED,AWAITING_PAYMENT --stuck=48h --since 2026-01-01 --until "
            "-1h --where 'notes!=it'\\''s done' --where 'agreedPrice>=12.5TON' --party "
            "cadvertiser00000000000001 --sort -label "
            "--limit 2 --after ") != std::string::npos);
}

TEST_CASE("stuck takes an age only after an equals sign") {
  const TestDatabase database{Template::migrated};
  CHECK(on(database, {"inspect", "deals", "--stuck"}).exit == 0);
  CHECK(on(database, {"inspect", "deals", "--stuck=2d"}).exit == 0);
  CHECK(on(database, {"inspect", "deals", "--stuck", "2d"}).exit == 2);
  const auto wrong = on(database, {"inspect", "deals", "--stuck=soon"});
  CHECK(wrong.exit == 2);
  CHECK(wrong.err.find("--stuck: 'soon' is not a duration") != std::string::npos);
}

TEST_CASE("what a list cannot do is refused with what it can") {
  const TestDatabase database{Template::migrated};
  const std::vector<std::tuple<Args, int, std::string>> cases{
      {{"inspect", "deals", "--limit", "0"}, 2, "--limit must be from 1 to 10000"},
      {{"inspect", "deals", "--limit", "99999999999999999999"}, 2, "is too large"},
      {{"inspect", "deals", "--since", "someday"}, 2, "--since: 'someday' is not a time"},
      {{"inspect", "deals", "--until", "2026-02-30"}, 2, "--until: '2026-02-30' is not a time"},
      {{"inspect", "deals", "--where", "dealNumber=x"}, 2, "'x' is not an integer"},
      {{"inspect", "deals", "--where", "nothing=x"}, 2, "deals has no column 'nothing'"},
      {{"inspect", "deals", "--where", "notes=\xff"}, 2, "not valid UTF-8"},
      {{"inspect", "deals", "--after", "nonsense"}, 2, "--after does not fit this list"},
      {{"inspect", "deals", "--sort", "metadata"}, 2, "cannot be sorted by metadata"},
      {{"inspect", "deals", "--state", "FUNDDE"}, 2, "Did you mean 'FUNDED'?"},
      {{"inspect", "deals", "--party", "nobody"}, 3, "no party of a deal is 'nobody'"},
      {{"inspect", "deals", "--problem", "Z99"}, 3, "no invariant 'Z99'"},
      {{"inspect", "deals", "--timeline"}, 2, "--timeline is for a single record"},
      {{"inspect", "deal/1", "--stuck", "--limit", "5"}, 2, "--stuck, --limit are for lists"},
      {{"inspect", "deal/1", "--until-state", "FUNDED"}, 2, "--until-state goes with --watch"},
      {{"inspect", "deal/1", "--watch", "--timeout", "soon"}, 2, "--timeout: 'soon' is not a duration"},
  };
  for (const auto& [args, exit, message] : cases) {
    INFO(join(args, " "));
    const auto run = on(database, args);
    CHECK(run.exit == exit);
    CHECK(run.err.find(message) != std::string::npos);
    CHECK(run.out.empty());
  }
}

TEST_CASE("a partial key that is not unique ends with 3 and lists the candidates") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto first = insert_deal(database, "CREATED");
  const auto second = insert_deal(database, "CREATED");
  const auto run = on(database, {"inspect", "deal/cdeal", "-o", "json"});
  CHECK(run.exit == 3);
  const auto error = parse_json(run.err);
  CHECK(error.at("code") == Value{"ADM-2320"});
  CHECK(error.at("detail").string_or("").find(first) != std::string::npos);
  CHECK(error.at("detail").string_or("").find(second) != std::string::npos);
  CHECK(on(database, {"inspect", "deal/" + first}).exit == 0);
}

TEST_CASE("a page as JSON carries everything") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "AWAITING_PAYMENT");
  const auto page = json_of(database, {"inspect", "deal/" + id});
  for (const auto* section :
       {"record", "parties", "problems", "transactions", "timeline", "moves", "effects"}) {
    INFO(section);
    CHECK_FALSE(page.at(section).is_null());
  }
  CHECK(page.at("record").at("revision").string_or("").size() == 12);
  CHECK(page.at("moves").as_array()->front().at("guards").as_array()->size() >= 2);
  CHECK(page.at("parties").as_array()->front().at("role") == Value{"ADVERTISER"});
}

TEST_CASE("a page fits the width of a terminal") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "AWAITING_PAYMENT");
  const auto run = run_on_pty({"--db", database.url(), "--color=never", "inspect", "deal/" + id, "--fields",
                               "record,parties,problems,moves"},
                              {});
  CHECK(run.exit == 0);
  CHECK(run.screen.find("Moves from AWAITING_PAYMENT") != std::string::npos);
  for (const auto& line : split(run.screen, '\n')) {
    INFO(line);
    // What follows "next:" is to be pasted, not cut.
    if (line.starts_with("  admctl ")) continue;
    CHECK(display_width(trim(line)) <= 80);
  }
}

TEST_CASE("a watch tells of the moves of another session and ends with 0") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "AWAITING_PAYMENT");
  const TempFolder folder;
  folder.write("rows", "");
  const auto out = folder.path() / "rows";
  RunningAdmctl watch{{"--db", database.url(), "inspect", "deal/" + id, "--watch", "--until-state", "FUNDED",
                       "--interval", "0s", "--timeout", "50s", "-o", "jsonl"},
                      {.out = out}};
  watch.wait_until([&] { return file(out).find('\n') != std::string::npos; });
  const auto move = on(database, {"transition", "deal/" + id, "--to", "FUNDED", "--reason", "seen", "-y"});
  CHECK(move.exit == 0);
  const auto run = watch.finish();
  CHECK(run.exit == 0);
  auto lines = split(file(out), '\n');
  lines.pop_back();
  REQUIRE(lines.size() == 2);
  CHECK(parse_json(lines.front()).at("state") == Value{"AWAITING_PAYMENT"});
  CHECK(parse_json(lines.back()).at("state") == Value{"FUNDED"});
  CHECK(parse_json(lines.back()).at("revision").string_or("") ==
        database.value("SELECT left(md5(r::text), 12) FROM deals r WHERE id = '" + id + "'"));
}

TEST_CASE("a watch that times out ends with 124 and leaves whole JSON") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "CREATED");
  const auto run = on(database, {"inspect", "deal/" + id, "--watch", "--timeout", "0s", "-o", "json"});
  CHECK(run.exit == 124);
  CHECK(parse_json(run.out).at("rows").as_array()->size() == 1);
  CHECK(parse_json(run.err).at("code") == Value{"ADM-2321"});
}

TEST_CASE("Ctrl-C ends a watch at once with 130") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "CREATED");
  const TempFolder folder;
  folder.write("rows", "");
  const auto out = folder.path() / "rows";
  RunningAdmctl watch{
      {"--db", database.url(), "inspect", "deal/" + id, "--watch", "--interval", "1h", "--no-headers"},
      {.out = out}};
  watch.wait_until([&] { return file(out).find('\n') != std::string::npos; });
  watch.send_signal(SIGINT);
  const auto run = watch.finish();
  CHECK(run.exit == 130);
  CHECK(file(out).find("CREATED") != std::string::npos);
}

TEST_CASE("a watch outlives the loss of its connection") {
  const TestDatabase database{Template::migrated};
  insert_parties(database);
  const auto id = insert_deal(database, "CREATED");
  const TempFolder folder;
  folder.write("rows", "");
  const auto out = folder.path() / "rows";
  RunningAdmctl watch{{"--db", database.url(), "inspect", "deal/" + id, "--watch", "--until-state", "CANCELLED",
                       "--interval", "0s", "--timeout", "50s"},
                      {.out = out}};
  const auto sessions =
      "FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'admctl/%'";
  watch.wait_until([&] { return file(out).find("CREATED") != std::string::npos; });
  const auto pid = database.value(std::string{"SELECT pid "} + sessions);
  database.execute("SELECT pg_terminate_backend(" + pid + ")");
  watch.wait_until([&] {
    const auto other = database.value(std::string{"SELECT pid "} + sessions);
    return !other.empty() && other != pid;
  });
  database.execute("UPDATE deals SET status = 'CANCELLED'");
  CHECK(watch.finish().exit == 0);
  CHECK(file(out).find("CANCELLED") != std::string::npos);
}

}  // namespace
}  // namespace admctl::test
