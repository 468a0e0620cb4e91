#include "commands/changes.hpp"
#include "commands/groups.hpp"
#include "commands/seed_report.hpp"

namespace admctl::commands {
namespace {

Report run_categories(Context& context) {
  return categories_report(seed::seed_categories(context.session(), context.pack(),
                                                 context.request("seed.categories"), waiting_options(context)));
}

const Command seed_categories_command{
    .name = "seed categories",
    .summary = "bring the platform's category tree in line with its pack",
    .details =
        "Adds what is missing, changes what differs and moves what has another parent, in one operation. "
        "Categories that the pack does not list are left alone. A second run changes nothing.",
    .examples = {{"admctl seed categories --dry-run", "show what would change"},
                 {"admctl seed categories", "do it"}},
    .effect = Effect::writes,
    .declare = [](Flags&) -> Run { return run_categories; },
};

}  // namespace

std::span<const Command> seed_categories_commands() { return {&seed_categories_command, 1}; }

}  // namespace admctl::commands
