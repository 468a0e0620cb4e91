// How answers look on a terminal of 80 columns.
#include <catch2/catch.hpp>

#include "lib/core/text.hpp"
#include "tests/support/database.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

using Words = std::vector<std::string>;

Words lines_of(const PtyResult& run) {
  Words lines;
  for (auto line : split(run.screen, '\n')) {
    while (line.ends_with('\r')) line.pop_back();
    // A bar is drawn over.
    if (const auto cleared = line.rfind("\x1b[K"); cleared != std::string::npos) line.erase(0, cleared + 3);
    lines.push_back(std::move(line));
  }
  return lines;
}

TEST_CASE("no line is wider than a terminal of 80 columns, but for commands to paste") {
  const TestDatabase database{Template::seeded};
  const auto deal =
      "deal/" + database.value("SELECT min(\"dealNumber\") FROM deals WHERE status = 'AWAITING_PAYMENT'");
  for (const Words& command :
       {Words{"inspect", "deals"}, Words{"inspect", deal}, Words{"check"}, Words{"op", "list"},
        Words{"migrate", "status"}, Words{"config", "list"}, Words{"config", "describe", "platform_fee_bps"},
        Words{"audit", "list"}, Words{"lifecycle", "deal"}, Words{"platform", "list"},
        Words{"platform", "show"}, Words{"seed", "scenario", "--list"}, Words{"recover", deal},
        Words{"explain"}, Words{"explain", "ADM-2102"}, Words{"explain", "ADM-L020"},
        Words{"explain", "ADM-P003"}, Words{"target", "show"}}) {
    Words words{"--db", database.url(), "--color", "never"};
    words.insert(words.end(), command.begin(), command.end());
    const auto run = run_on_pty(words, {});
    INFO(join(command, " "));
    CHECK(run.exit == 0);
    for (const auto& line : lines_of(run)) {
      INFO(line);
      // What a pack lays out by itself stays as it is.
      CHECK((display_width(line) <= 80 || line.starts_with("  ")));
    }
  }
}

TEST_CASE("a list that is clipped on a terminal keeps the names to be copied") {
  const auto run = run_on_pty({"--color", "never", "seed", "scenario", "--list"}, {});
  CHECK(run.exit == 0);
  CHECK(run.screen.find("verification-never-finishes") != std::string::npos);
  CHECK(run.screen.find("half-recorded-funding") != std::string::npos);
}

TEST_CASE("a name written from right to left stays in its cell on a terminal, and is itself in a pipe") {
  const TestDatabase database{Template::seeded};
  const auto key = database.value("SELECT \"dealNumber\" FROM deals WHERE status = 'AWAITING_PAYMENT' LIMIT 1");
  const std::string actor = "דוד בן־גוריון 12";
  const auto moved = run_admctl({"--db", database.url(), "transition", "deal/" + key, "--to", "CANCELLED",
                                 "--reason", "\u202Egpj.exe", "--yes"},
                                {.env = {{"ADMCTL_ACTOR", actor}}});
  INFO(moved.err);
  REQUIRE(moved.exit == 0);
  const Words list{"--db", database.url(), "--color", "never", "op", "list", "--limit", "1"};
  const auto seen = run_on_pty(list, {});
  INFO(seen.screen);
  CHECK(seen.screen.find("\u2068דוד") != std::string::npos);
  CHECK(seen.screen.find("\u202E") == std::string::npos);
  CHECK(seen.screen.find("\\u202e") != std::string::npos);
  for (const auto& line : lines_of(seen)) {
    CHECK(display_width(line) <= 80);
    const auto count = [&](std::string_view sign) {
      std::size_t found = 0;
      for (auto at = line.find(sign); at != std::string::npos; at = line.find(sign, at + 1)) ++found;
      return found;
    };
    CHECK(count("\u2068") == count("\u2069"));
  }
  const auto piped = run_admctl(list);
  CHECK(piped.out.find(actor) != std::string::npos);
  CHECK(piped.out.find("\u2068") == std::string::npos);
}

TEST_CASE("an error after Ctrl-C begins on a line of its own") {
  const TestDatabase database{Template::seeded};
  const auto run =
      run_on_pty({"--db", database.url(), "--color", "never", "audit", "tail", "-f", "--lines", "1"},
                 {{"ACTION", "\x03"}});
  INFO(run.screen);
  CHECK(run.exit == 130);
  CHECK(run.screen.find("\nerror ADM-8001: ended by SIGINT") != std::string::npos);
}

TEST_CASE("more than a screen goes through the pager, less does not") {
  const std::map<std::string, std::string> paged{{"ADMCTL_PAGER", "sed 2q; echo through the pager"}};
  const auto of_pager = [](const PtyResult& run) {
    return run.screen.find("through the pager") != std::string::npos;
  };
  const auto long_list = run_on_pty({"--color", "never", "explain"}, {}, paged);
  CHECK(long_list.exit == 0);
  CHECK(of_pager(long_list));
  CHECK(long_list.screen.find("ADM-1001") != std::string::npos);
  CHECK(long_list.screen.find("ADM-9101") == std::string::npos);
  CHECK_FALSE(of_pager(run_on_pty({"explain", "ADM-2102"}, {}, paged)));
  CHECK_FALSE(of_pager(run_on_pty({"explain", "--no-pager"}, {}, paged)));
  CHECK_FALSE(of_pager(run_on_pty({"explain", "--plain"}, {}, paged)));
  CHECK_FALSE(of_pager(run_on_pty({"explain", "-o", "json"}, {}, paged)));
  CHECK_FALSE(of_pager(
      run_on_pty({"explain"}, {}, {{"ADMCTL_PAGER", "sed 2q; echo through the pager"}, {"TERM", "dumb"}})));
}

TEST_CASE("a pager that cannot be run does not make the answer fail") {
  const auto run = run_on_pty({"explain"}, {}, {{"ADMCTL_PAGER", "no-such-pager-anywhere"}});
  CHECK(run.exit == 0);
}

TEST_CASE("notes come after the pager is left, not into it") {
  const TestDatabase database{Template::seeded};
  const auto run = run_on_pty({"--db", database.url(), "--color", "never", "inspect", "deals", "--limit", "40"},
                              {}, {{"ADMCTL_PAGER", "cat >/dev/null; echo left the pager"}});
  CHECK(run.exit == 0);
  const auto left = run.screen.find("left the pager");
  REQUIRE(left != std::string::npos);
  CHECK(run.screen.find("note: ", left) != std::string::npos);
  CHECK(run.screen.find("note: ") > left);
}

TEST_CASE("plain answers have a line for each value and are without colour or cursor movement") {
  const TestDatabase database{Template::seeded};
  const auto deal = "deal/" + database.value("SELECT min(\"dealNumber\") FROM deals");
  for (const auto& run :
       {run_on_pty({"--db", database.url(), "--plain", "--color", "always", "inspect", deal}, {}),
        run_on_pty({"--db", database.url(), "inspect", deal}, {}, {{"ADMCTL_PLAIN", "1"}})}) {
    CHECK(run.exit == 0);
    CHECK(run.screen.find('\x1b') == std::string::npos);
    CHECK(run.screen.find("\nState: ") != std::string::npos);
    CHECK(run.screen.find("…") == std::string::npos);
  }
  const auto seeded = run_on_pty({"--db", database.url(), "--plain", "check"}, {});
  CHECK(seeded.screen.find('\x1b') == std::string::npos);
}

}  // namespace
}  // namespace admctl::test
