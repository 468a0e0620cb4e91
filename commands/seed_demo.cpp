#include <map>
#include <memory>

#include <fmt/format.h>

#include "commands/changes.hpp"
#include "commands/groups.hpp"
#include "commands/seed_report.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

struct DemoFlags {
  std::optional<std::int64_t> count;
  std::int64_t seed = seed::DemoRequest{}.seed;
  std::optional<std::string> until;
  bool append = false;
  std::vector<std::string> only;
  std::vector<std::string> locales;
  std::string strategy{seed::strategy_name(seed::Strategy::automatic)};
  // "--deals 1000": the flag is called as the pack calls its records.
  std::map<std::string, std::string> named;
};

std::int64_t whole_number(const std::string& flag, const std::string& text) {
  const auto digits = text.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || text.empty() || text.size() > 18) {
    throw Error{code::usage, fmt::format("{}: '{}' is not a whole number", flag, text)};
  }
  return std::stoll(text);
}

std::int64_t count_of_records(const DemoFlags& flags, const std::string& plural) {
  const auto own = "--" + plural;
  auto count = flags.count;
  for (const auto& [name, value] : flags.named) {
    if (name != own) {
      const std::vector<std::string> known{own,        "--count", "--seed",   "--until",
                                           "--append", "--only",  "--locale", "--strategy"};
      throw Error{code::usage,
                  fmt::format("unknown flag {}.{}", name, did_you_mean(name, known)),
                  {},
                  fmt::format("the number of records is {} N, or --count N on any platform", own)};
    }
    if (count) throw Error{code::usage, fmt::format("{} and --count mean the same: give one", own)};
    count = whole_number(own, value);
  }
  return count.value_or(seed::DemoRequest{}.count);
}

Time present(const Context& context, const std::optional<std::string>& until) {
  if (!until) return std::chrono::floor<std::chrono::minutes>(context.clock().now());
  const auto time = parse_time(*until);
  if (!time) {
    throw Error{code::usage,
                fmt::format("--until: '{}' is not a time", *until),
                {},
                "write it as 2026-02-16 or 2026-02-16T12:00:00Z"};
  }
  return *time;
}

seed::Strategy strategy_named(std::string_view name) {
  for (const auto strategy : {seed::Strategy::rebuild, seed::Strategy::in_place}) {
    if (seed::strategy_name(strategy) == name) return strategy;
  }
  return seed::Strategy::automatic;
}

Report run_demo(Context& context, const DemoFlags& flags) {
  const auto& pack = context.pack();
  const auto plural = pack.kinds.empty() ? std::string{"count"} : pack.kinds.front().plural;
  seed::DemoRequest demo;
  demo.count = count_of_records(flags, plural);
  demo.seed = flags.seed;
  demo.until = present(context, flags.until);
  demo.append = flags.append;
  demo.only = flags.only;
  demo.locales = flags.locales;
  demo.strategy = strategy_named(flags.strategy);
  auto& talk = context.talk();
  const auto progress = [&](std::string_view what, std::size_t done, std::size_t total) {
    talk.progress(what, done, total);
  };
  auto& session = context.session();
  const auto started = context.clock().now();
  const auto result =
      seed::seed_demo(session, pack, context.request("seed.demo"), demo, progress, waiting_options(context));
  return demo_report(result, demo, plural, context.clock().now() - started);
}

Run declare_demo(Flags& flags) {
  auto request = std::make_shared<DemoFlags>();
  flags.option("--count", request->count,
               "how many records of the platform's first kind (1000); its plural is a flag too: --deals N",
               {.metavar = "N"});
  flags.option("--seed", request->seed, "another seed gives other data", {.metavar = "S"});
  flags.option("--until", request->until, "the present of the data (this minute)", {.metavar = "TIME"});
  flags.flag("--append", request->append, "add a set to the rows that are there");
  flags.option("--only", request->only, "fill only these tables; the others hold the same set already",
               {.metavar = "TABLE"});
  flags.option("--locale", request->locales, "languages of names and texts (all that the pack has)",
               {.metavar = "LANGUAGE"});
  flags.option("--strategy", request->strategy, "whether keys and indexes are built after the rows",
               {.metavar = "HOW", .choices = {"automatic", "rebuild", "in-place"}});
  flags.named(request->named);
  return [request](Context& context) { return run_demo(context, *request); };
}

const Command seed_demo_command{
    .name = "seed demo",
    .summary = "fill an empty platform with believable demo data",
    .details =
        "Every state is there, with histories, events and money that add up. The rows depend on nothing but "
        "the "
        "pack, the number, --seed, --until and --locale: the same words give the same rows anywhere. Refused "
        "when "
        "one of the tables holds rows already; --append adds another set, whose numbers go on from those that "
        "are there. --only fills tables that a set lacks, with the words of the run that made the set.\n"
        "It is one transaction: after a kill or an error the database is as it was. Foreign keys and "
        "invariants "
        "are proven before it commits. Many rows are loaded with keys and indexes off, which come back exactly "
        "as "
        "they were (rebuild), when the role owns the tables, they are empty, and nobody else is connected; "
        "else "
        "with all in place, which takes longer but lets others read. --strategy chooses.",
    .examples = {{"admctl seed demo --deals 1000 --seed 42", "a thousand deals and all that belongs to them"},
                 {"admctl seed demo --count 220 --until 2026-03-01", "the same data on any day"},
                 {"admctl seed demo --deals 500 --append --locale uk",
                  "five hundred more, with names in Ukrainian"}},
    .effect = Effect::writes,
    .declare = declare_demo,
};

}  // namespace

std::span<const Command> seed_demo_commands() { return {&seed_demo_command, 1}; }

}  // namespace admctl::commands
