// config edit with real editors on a real terminal: shell scripts that do what a person does.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "tests/support/database.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// A folder with an editor, its notes and the file that it edits.
class Desk {
 public:
  // `body` is shell; $1 is the file, $DESK the folder, $ROUND how often the editor was opened.
  explicit Desk(const std::string& body) {
    folder_.write("editor",
                  "#!/bin/sh\nDESK=" + folder_.path().string() +
                      "\nROUND=$(($(cat $DESK/rounds 2>/dev/null || echo 0) + 1))\necho $ROUND > $DESK/rounds\n"
                      "cp \"$1\" $DESK/seen.$ROUND\nstat -c %a \"$1\" > $DESK/mode\n" +
                      body + "\n");
    ::chmod((folder_.path() / "editor").c_str(), 0755);
    std::filesystem::create_directory(folder_.path() / "tmp");
  }

  std::map<std::string, std::string> env() const {
    return {{"EDITOR", (folder_.path() / "editor").string()}, {"TMPDIR", (folder_.path() / "tmp").string()}};
  }
  std::string read(const std::string& name) const {
    std::ifstream file{folder_.path() / name};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::string rounds() const { return read("rounds"); }
  // The file that was left behind; empty when there is none.
  std::string left() const {
    for (const auto& entry : std::filesystem::directory_iterator{folder_.path() / "tmp"})
      return entry.path().string();
    return "";
  }

 private:
  TempFolder folder_;
};

constexpr std::string_view set_fee = "sed -i 's/^platform_fee_bps: .*/platform_fee_bps: 450/' \"$1\"";

std::string fee(const TestDatabase& database) {
  return database.value("SELECT value FROM system_config WHERE key = 'platform_fee_bps'");
}

PtyResult edit(const TestDatabase& database, const Desk& desk, const std::vector<Answer>& answers,
               const std::vector<std::string>& more = {}) {
  std::vector<std::string> args{"--db", database.url(), "config", "edit"};
  args.insert(args.end(), more.begin(), more.end());
  return run_on_pty(args, answers, desk.env());
}

std::string operations(const TestDatabase& database) {
  return database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'config.edit'");
}

}  // namespace

TEST_CASE("a valid edit shows the diff, asks, writes, and removes its private file") {
  const TestDatabase database{Template::seeded};
  const Desk desk{std::string{set_fee}};
  const auto run = edit(database, desk, {{"[y/N]", "y\n"}});
  INFO(run.screen);
  CHECK(run.exit == 0);
  CHECK(holds(run.screen, "platform_fee_bps: 500 -> 450"));
  CHECK(holds(run.screen, "write 1 change to"));
  CHECK(fee(database) == "450");
  CHECK(desk.read("mode") == "600\n");
  CHECK(desk.left().empty());
  CHECK(holds(desk.read("seen.1"), "# default: 500; unit: bps; allowed: an integer from 0 to 2000\n"));
  CHECK(operations(database) == "1");
}

TEST_CASE("an edit without a change and an emptied file write nothing and ask nothing") {
  const TestDatabase database{Template::seeded};
  for (const auto* body : {"true", "echo >> \"$1\"", "echo '# a remark' >> \"$1\"", ": > \"$1\""}) {
    CAPTURE(body);
    const Desk desk{body};
    const auto run = edit(database, desk, {});
    INFO(run.screen);
    CHECK(run.exit == 0);
    CHECK(holds(run.screen, "nothing was written"));
    CHECK(desk.left().empty());
  }
  CHECK(operations(database) == "0");
}

TEST_CASE("an invalid text is opened again with the messages above its lines until it is right") {
  const TestDatabase database{Template::seeded};
  const Desk desk{
      "case $ROUND in\n"
      "1) sed -i 's/^platform_fee_bps: .*/# my own remark\\nplatform_fee_bps: 4500/' \"$1\" ;;\n"
      "2) sed -i 's/^platform_fee_bps: .*/platform_fee_bps: [450/' \"$1\" ;;\n"
      "3) sed -i 's/^platform_fee_bps: .*/platform_fee_bps: 450/' \"$1\" ;;\nesac"};
  const auto run = edit(database, desk, {{"[y/N]", "y\n"}});
  INFO(run.screen);
  CHECK(run.exit == 0);
  CHECK(desk.rounds() == "3\n");
  const auto second = desk.read("seen.2");
  CHECK(holds(second, "# my own remark\n#! platform_fee_bps cannot be '4500': it must be an integer from 0"));
  CHECK(holds(second, "\nplatform_fee_bps: 4500\n"));
  const auto third = desk.read("seen.3");
  CHECK(holds(third, "#! YAML syntax"));
  CHECK(holds(third, "# my own remark\n"));
  CHECK_FALSE(holds(third, "cannot be '4500'"));
  CHECK(fee(database) == "450");
  CHECK(desk.left().empty());
}

TEST_CASE("a text that stays invalid is given up, and its path is printed with the text kept") {
  const TestDatabase database{Template::seeded};
  const Desk desk{"sed -i 's/^platform_fee_bps: .*/platform_fee_bps: 4500/' \"$1\""};
  const auto run = edit(database, desk, {});
  INFO(run.screen);
  CHECK(run.exit == 2);
  CHECK(desk.rounds() == "2\n");
  REQUIRE_FALSE(desk.left().empty());
  CHECK(holds(run.screen, "what you typed is kept in " + desk.left()));
  CHECK(fee(database) == "500");
}

TEST_CASE("a rule across keys is told above the line, like any other mistake") {
  const TestDatabase database{Template::seeded};
  const Desk desk{
      "case $ROUND in\n"
      "1) sed -i 's/^min_deal_amount_ton: .*/min_deal_amount_ton: \"200000\"/' \"$1\" ;;\n"
      "2) sed -i 's/^max_deal_amount_ton: .*/max_deal_amount_ton: \"300000\"/' \"$1\" ;;\nesac"};
  const auto run = edit(database, desk, {{"[y/N]", "y\n"}}, {"min_deal_amount_ton", "max_deal_amount_ton"});
  INFO(run.screen);
  CHECK(run.exit == 0);
  CHECK(holds(desk.read("seen.2"), "#! the smallest deal amount must not be above the largest"));
  CHECK_FALSE(holds(desk.read("seen.1"), "platform_fee_bps:"));
  CHECK(
      database.value(
          "SELECT string_agg(value::text, ' ' ORDER BY key) FROM system_config WHERE key LIKE 'm__\\_deal%'") ==
      "\"300000\" \"200000\"");
}

TEST_CASE("an editor that fails, is killed or is not there loses nothing and writes nothing") {
  const TestDatabase database{Template::seeded};
  const std::string change{set_fee};
  struct Case {
    std::string body;
    int exit;
    std::string says;
  };
  for (const auto& each :
       {Case{change + "; exit 1", 1, "ended with 1"}, Case{change + "; kill -9 $$", 1, "killed by signal 9"},
        Case{change + "; kill -TERM $PPID; exec sleep 60", 143, "ended by SIGTERM"},
        Case{change + "; kill -INT $$", 130, "ended by SIGINT"}}) {
    CAPTURE(each.body);
    const Desk desk{each.body};
    const auto run = edit(database, desk, {});
    INFO(run.screen);
    CHECK(run.exit == each.exit);
    CHECK(holds(run.screen, each.says));
    REQUIRE_FALSE(desk.left().empty());
    CHECK(holds(run.screen, "what you typed is kept in " + desk.left()));
    std::ifstream file{desk.left()};
    std::ostringstream text;
    text << file.rdbuf();
    CHECK(holds(text.str(), "platform_fee_bps: 450\n"));
  }
  auto nobody = Desk{"true"}.env();
  const Desk desk{"true"};
  nobody["VISUAL"] = "/no/such/editor";
  nobody["TMPDIR"] = desk.env().at("TMPDIR");
  const auto run = run_on_pty({"--db", database.url(), "config", "edit"}, {}, nobody);
  CHECK(run.exit == 1);
  CHECK(holds(run.screen, "set VISUAL or EDITOR"));
  CHECK(desk.left().empty());
  CHECK(fee(database) == "500");
}

TEST_CASE("Ctrl-C in the editor belongs to the editor, at the question it ends admctl; the path is printed") {
  const TestDatabase database{Template::seeded};
  const Desk open{std::string{set_fee} + "; echo ready; exec sleep 60"};
  const auto in_editor = edit(database, open, {{"ready", "\x03"}});
  INFO(in_editor.screen);
  CHECK(in_editor.exit == 130);
  CHECK(holds(in_editor.screen, "what you typed is kept in " + open.left()));

  // An editor that takes Ctrl-C for itself goes on, and so does admctl.
  const Desk deaf{"trap 'touch $DESK/caught' INT; " + std::string{set_fee} +
                  "; echo ready; while [ ! -e $DESK/caught ]; do sleep 0.05; done"};
  const auto handled = edit(database, deaf, {{"ready", "\x03"}, {"[y/N]", "n\n"}});
  INFO(handled.screen);
  CHECK(handled.exit == 11);
  CHECK(holds(handled.screen, "platform_fee_bps: 500 -> 450"));

  const Desk asked{std::string{set_fee}};
  const auto at_question = edit(database, asked, {{"[y/N]", "\x03"}});
  INFO(at_question.screen);
  CHECK(at_question.exit == 130);
  REQUIRE_FALSE(asked.left().empty());
  CHECK(holds(at_question.screen, "what you typed is kept in " + asked.left()));
  CHECK(fee(database) == "500");
}

TEST_CASE("who declines the diff keeps the text") {
  const TestDatabase database{Template::seeded};
  const Desk desk{std::string{set_fee}};
  const auto run = edit(database, desk, {{"[y/N]", "n\n"}});
  CHECK(run.exit == 11);
  REQUIRE_FALSE(desk.left().empty());
  CHECK(holds(run.screen, desk.left()));
  CHECK(fee(database) == "500");
  CHECK(operations(database) == "0");
}

namespace {

// What another editor does while this one is open.
std::string meanwhile(const TestDatabase& database, const std::string& value) {
  return "[ $ROUND = 1 ] && " ADMCTL_BINARY " --db '" + database.url() + "' config set platform_fee_bps " +
         value + " --reason Q3 >/dev/null 2>&1\n";
}

}  // namespace

TEST_CASE("of two concurrent editors the second sees what the first wrote and edits on top of it") {
  const TestDatabase database{Template::seeded};
  const Desk desk{meanwhile(database, "475") + "[ $ROUND = 1 ] && " + std::string{set_fee} + "\ntrue"};
  const auto run = edit(database, desk, {{"edit again", "y\n"}, {"write 1 change", "y\n"}});
  INFO(run.screen);
  CHECK(run.exit == 0);
  CHECK(holds(run.screen, "platform_fee_bps is 475 now: changed from 500 to 475 by"));
  CHECK(holds(desk.read("seen.2"), "#! platform_fee_bps is 475 now: changed from 500 to 475"));
  CHECK(holds(desk.read("seen.2"), "\nplatform_fee_bps: 450\n"));
  CHECK(holds(run.screen, "platform_fee_bps: 475 -> 450"));
  CHECK(fee(database) == "450");
  CHECK(desk.left().empty());
}

TEST_CASE("who does not want to edit on top of somebody else's change gets a conflict and keeps the text") {
  const TestDatabase database{Template::seeded};
  const Desk desk{meanwhile(database, "475") + std::string{set_fee}};
  const auto run = edit(database, desk, {{"edit again", "n\n"}});
  INFO(run.screen);
  CHECK(run.exit == 5);
  CHECK(holds(run.screen, "ADM-5003"));
  CHECK(holds(run.screen, desk.left()));
  CHECK(fee(database) == "475");
}

TEST_CASE("another person's change of another key is no conflict and stays") {
  const TestDatabase database{Template::seeded};
  const Desk desk{meanwhile(database, "475") +
                  "sed -i 's/^payment_timeout_hours: .*/payment_timeout_hours: 24/' \"$1\""};
  const auto run = edit(database, desk, {{"[y/N]", "y\n"}});
  INFO(run.screen);
  CHECK(run.exit == 0);
  CHECK(desk.rounds() == "1\n");
  CHECK(fee(database) == "475");
  CHECK(database.value("SELECT value FROM system_config WHERE key = 'payment_timeout_hours'") == "24");
}

TEST_CASE("without a terminal a scripted editor needs --yes, and a dry run keeps the text") {
  const TestDatabase database{Template::seeded};
  const Desk desk{std::string{set_fee}};
  RunOptions options;
  options.env = desk.env();
  const auto asked = run_admctl({"--db", database.url(), "config", "edit"}, options);
  CHECK(asked.exit == 2);
  CHECK(holds(asked.err, desk.left()));
  std::filesystem::remove(desk.left());
  const auto dry = run_admctl({"--db", database.url(), "config", "edit", "--dry-run"}, options);
  CHECK(dry.exit == 0);
  CHECK(holds(dry.err, desk.left()));
  CHECK(fee(database) == "500");
  std::filesystem::remove(desk.left());
  const auto yes = run_admctl({"--db", database.url(), "config", "edit", "--yes"}, options);
  CHECK(yes.exit == 0);
  CHECK(fee(database) == "450");
  CHECK(desk.left().empty());
}

}  // namespace admctl::test
