#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "commands/demo_story.hpp"
#include "commands/groups.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/input_file.hpp"
#include "lib/core/sha256.hpp"

namespace admctl::commands {
namespace {

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
  const DemoStory::Args stuck{"inspect", kind.plural, "--stuck"};
  if (story.lists(stuck, record)) {
    story.say("Three in the morning. What is overdue?");
    story.show(stuck);
  } else {
    story.say("Three in the morning. What is wrong with it?");
    story.show({"check", record});
  }
  story.say("One page about it: money, parties, timeline, and what may be done next.");
  story.show({"inspect", record});
}

DemoStory::Args with_reason(DemoStory::Args args, const platform::Scenario& scenario) {
  args.insert(args.end(), {"--reason", scenario.recovery.reason, "--ticket", "DEMO-1"});
  return args;
}

void move_on(DemoStory& story, const platform::Scenario& scenario, const std::string& record) {
  const DemoStory::Args move{"transition",          record,     "--to",
                             *scenario.recovery.to, "--expect", scenario.states.front()};
  if (story.would(move) == Exit::ok) {
    story.say("The operator has checked, and says why. All of this is one transaction.");
    return story.show(with_reason(move, scenario));
  }
  story.say("The plain move is refused: the database cannot prove what the operator has seen elsewhere.");
  story.show(move, story.would(move));
  story.say("The operator has checked, says why, and forces it. All of this is one transaction.");
  auto forced = move;
  forced.emplace_back("--force");
  forced = with_reason(std::move(forced), scenario);
  forced.push_back("--confirm=" + record);
  story.show(forced);
}

// Returns the operation.
std::string mend(DemoStory& story, const platform::Scenario& scenario, const std::string& record) {
  if (scenario.recovery.to) {
    move_on(story, scenario, record);
  } else {
    story.say(
        "The condition is known. A recipe mends it; the operator vouches for what he has seen elsewhere.");
    story.show(with_reason({"recover", record, *scenario.recovery.recipe, "--yes"}, scenario));
  }
  return story.value({"op", "list", "--limit", "1"}, "operation");
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

// One that is mended by one command without values that only a person can know.
bool tells_itself(const platform::Pack& pack, const platform::Scenario& scenario) {
  if (!scenario.recovery.recipe) return scenario.recovery.to.has_value();
  return std::ranges::none_of(pack.find_recipe(*scenario.recovery.recipe)->inputs, &platform::Input::required);
}

Report run(Context& context) {
  const auto& pack = context.pack();
  const auto found = std::ranges::find_if(
      pack.scenarios, [&](const platform::Scenario& each) { return tells_itself(pack, each); });
  if (found == pack.scenarios.end()) {
    throw Error{code::bad_pack, "platform " + pack.platform + " has no scenario to tell a story with"};
  }
  const auto& scenario = *found;
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
        "mending it with a reason, the trail that leaves, an export, and undoing it all. Each line that starts "
        "with $ is a real command that you can type yourself.",
    .examples = {{"admctl demo", "takes a few seconds"},
                 {"admctl demo --platform ./packs/shop", "the same on a platform of your own"}},
    .effect = Effect::reads,
    .declare = [](Flags&) -> Run { return run; },
};

}  // namespace

std::span<const Command> demo_commands() { return {&demo_command, 1}; }

}  // namespace admctl::commands
