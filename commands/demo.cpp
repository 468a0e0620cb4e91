#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "commands/demo_story.hpp"
#include "commands/groups.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"

namespace admctl::commands {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void seed(DemoStory& story, const platform::Pack& pack) {
  story.say("An empty database. First the platform's own migrations, in the history of its own tool.");
  story.show({"migrate", "up", "-q"});
  story.say("Reference data and believable demo records, the same for the same seed.");
  if (!pack.categories.empty()) story.quiet({"seed", "categories"});
  if (pack.config) story.quiet({"seed", "config"});
  story.show({"seed", "demo", "--" + pack.kinds.front().plural, "220", "--seed", "42"});
}

// Plants the incident; returns the record it fell on.
std::string break_something(DemoStory& story, const platform::Scenario& scenario) {
  story.say("Now something goes wrong: " + scenario.title + ".");
  return story.ask({"seed", "scenario", scenario.name}, "scenario", "record");
}

void look(DemoStory& story, const platform::Kind& kind, const std::string& record) {
  story.say("Three in the morning. What is overdue?");
  story.show({"inspect", kind.plural, "--stuck"});
  story.say("One page about it: money, parties, timeline, and what may be done next.");
  story.show({"inspect", record});
}

// The plain move is refused by a guard, the forced one is made and recorded. Returns the operation.
std::string mend(DemoStory& story, const platform::Scenario& scenario, const std::string& record) {
  const std::vector<std::string> move{
      "transition", record, "--to", scenario.recovery.to.value_or(""), "--expect", scenario.states.front()};
  auto forced = move;
  for (const auto& word : {std::string{"--force"}, std::string{"--reason"}, scenario.recovery.reason,
                           std::string{"--ticket"}, std::string{"DEMO-1"}, "--confirm=" + record}) {
    forced.push_back(word);
  }
  story.say("The plain move is refused: the database cannot prove what the operator has seen elsewhere.");
  story.show(move, Exit::refused);
  story.say("The operator has checked, says why, and forces it. All of this is one transaction.");
  story.show(forced);
  return story.value({"op", "list", "--kind", "transition", "--limit", "1"}, "operation");
}

void prove(DemoStory& story, const platform::Pack& pack, const std::string& record) {
  story.say("What the platform sees: the event as its application would have written it.");
  story.show({"inspect", record, "--fields", "timeline"});
  story.say("Who did what, and why: the platform's own audit table, and the ledger.");
  if (pack.audit) story.show({"audit", "list", "--limit", "4"});
  story.show({"op", "list", "--limit", "3"});
  story.say("The audit log as a file, read back and compared with what the export said.");
  const auto file = story.folder() / "audit.jsonl";
  const auto told =
      story.ask({"audit", "export", "-f", file.string(), "--format", "jsonl"}, "export", "sha256");
  const auto actual = sha256_hex(read_file(file));
  if (told != actual) throw Error{code::bug, "the export is not what it said: " + told + " and " + actual};
  story.say(fmt::format("SHA-256 of the file matches: {}.", actual));
  story.show({"op", "verify"});
}

Report run(Context& context) {
  const auto& pack = context.pack();
  if (pack.scenarios.empty()) {
    throw Error{code::bad_pack, "platform " + pack.platform + " has no scenario to tell a story with"};
  }
  const auto& scenario = pack.scenarios.front();
  const auto& kind = *pack.find_kind(scenario.kind);
  DemoStory story{context};
  seed(story, pack);
  const auto record = break_something(story, scenario);
  look(story, kind, record);
  const auto operation = mend(story, scenario, record);
  prove(story, pack, record);
  story.say("And back: every row as it was, with events that say so.");
  story.show({"op", "undo", operation, "--yes", "--reason", "end of the demo"});
  story.show({"inspect", record, "--fields", "record"});
  story.say("Look around in it: export ADMCTL_DB_URL='" + story.url() + "'");
  return {};
}

const Command demo_command{
    .name = "demo",
    .summary = "the main job from end to end, on a database of its own",
    .details =
        "On the embedded PostgreSQL, in a fresh database: migrations, demo data, a stuck record, finding it, "
        "forcing it with a reason, the trail that leaves, an export, and undoing it all. Each line that starts "
        "with $ is a real command that you can type yourself.",
    .examples = {{"admctl demo", "takes a few seconds"}},
    .effect = Effect::reads,
    .declare = [](Flags&) -> Run { return run; },
};

}  // namespace

std::span<const Command> demo_commands() { return {&demo_command, 1}; }

}  // namespace admctl::commands
