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

struct ConfigFlags {
  std::vector<std::string> keys;
  bool reset = false;
};

Report run(Context& context, const ConfigFlags& flags) {
  if (!flags.keys.empty() && !flags.reset)
    throw Error{code::usage, "keys are named to reset them", {}, "add --reset, or leave the keys out"};
  const auto request = context.request("seed.config");
  const auto options = waiting_options(context);
  seed::ConfigOrder order{.reset = flags.reset, .keys = flags.keys};
  if (flags.reset && !request.dry_run) {
    auto rehearsal = request;
    rehearsal.dry_run = true;
    rehearsal.idempotency_key.reset();
    const auto planned = seed::seed_config(context.session(), context.pack(), rehearsal, order, options);
    if (!planned.reset.empty()) {
      for (const auto& line : default_lines(planned)) context.talk().say(line);
      context.confirm(fmt::format("put {} of {} back to the default?", count_of(planned.reset.size(), "key"),
                                  context.target().describe()));
      order.expect = planned.reset;
    }
  }
  return defaults_report(seed::seed_config(context.session(), context.pack(), request, order, options));
}

Run declare(Flags& flags) {
  auto request = std::make_shared<ConfigFlags>();
  flags.optional_rest("KEY", request->keys, "with --reset: only these keys");
  flags.flag("--reset", request->reset, "put keys that were changed back to their defaults; asks first");
  return [request](Context& context) { return run(context, *request); };
}

const Command seed_config_command{
    .name = "seed config",
    .summary = "give the platform the settings it lacks, with their defaults",
    .details =
        "Inserts the keys that are missing; a value that is there is never changed, unless --reset asks for "
        "it. "
        "--reset shows what it would change and asks. Secrets, keys without a default and versioned documents "
        "stay "
        "as they are. Runs on any database that is not protected, empty or not.",
    .examples = {{"admctl seed config", "a second run adds nothing"},
                 {"admctl seed config --reset --dry-run", "what was changed since"},
                 {"admctl seed config --reset platform_fee_bps --yes", "one key, from a script"}},
    .effect = Effect::writes,
    .declare = declare,
};

}  // namespace

std::span<const Command> seed_config_commands() { return {&seed_config_command, 1}; }

}  // namespace admctl::commands
