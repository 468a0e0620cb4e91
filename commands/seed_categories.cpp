#include <memory>

#include <fmt/format.h>

#include "commands/category_report.hpp"
#include "commands/changes.hpp"
#include "commands/config_input.hpp"
#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/text.hpp"
#include "lib/seed/category_export.hpp"

namespace admctl::commands {
namespace {

struct CategoryFlags {
  std::vector<std::string> names;
  std::optional<std::string> file;
  bool prune = false;
};

struct ExportFlags {
  std::optional<std::string> name;
};

Report run_seed(Context& context, const CategoryFlags& flags) {
  seed::CategoryOrder order{.names = flags.names, .prune = flags.prune};
  if (flags.file)
    order.file = seed::CategoryFile{*flags.file == "-" ? "standard input" : *flags.file,
                                    read_bytes(context, *flags.file)};
  const auto request = context.request("seed.categories");
  const auto options = waiting_options(context);
  if (flags.prune && !request.dry_run) {
    auto rehearsal = request;
    rehearsal.dry_run = true;
    rehearsal.idempotency_key.reset();
    const auto planned = seed::seed_categories(context.session(), context.pack(), rehearsal, order, options);
    if (planned.removals() > 0) {
      for (const auto& line : category_lines(planned)) context.talk().say(line);
      context.confirm(fmt::format("remove {} from {}?", count_of(planned.removals(), "category", "categories"),
                                  context.target().describe()));
      order.expect = planned.plans;
    }
  }
  return categories_report(seed::seed_categories(context.session(), context.pack(), request, order, options));
}

Report run_export(Context& context, const ExportFlags& flags) {
  const auto exported = seed::export_categories(context.session(), context.pack(), flags.name);
  Report report;
  report.raw = exported.text;
  for (const auto& note : exported.notes) report.note(note);
  return report;
}

Run declare_seed(Flags& flags) {
  auto request = std::make_shared<CategoryFlags>();
  flags.optional_rest("NAME", request->names, "only these of the platform's lists; all without it");
  flags.option("-f,--file", request->file, "your own file instead of the pack's; - is standard input",
               {.metavar = "FILE"});
  flags.flag("--prune", request->prune, "remove what the file does not list and nothing refers to; asks first");
  return [request](Context& context) { return run_seed(context, *request); };
}

Run declare_export(Flags& flags) {
  auto request = std::make_shared<ExportFlags>();
  flags.optional("NAME", request->name, "which of the platform's lists; needed when there are several");
  return [request](Context& context) { return run_export(context, *request); };
}

const Command category_table[]{
    {.name = "seed categories",
     .summary = "bring the platform's categories in line with its pack, or with a file",
     .details =
         "Adds what is missing, changes what differs, moves what has another parent and renames what has "
         "another "
         "'was:' in the file, in one operation that 'admctl op undo' takes back. Rows elsewhere that hold the "
         "former name of a renamed category get the new one. Categories that the file does not list are left "
         "alone; --prune removes them, and refuses, naming them, when anything still refers to one. A second "
         "run "
         "changes nothing. Runs on any database that is not protected, empty or not.",
     .examples = {{"admctl seed categories --dry-run", "show what would change"},
                  {"admctl seed export categories > mine.yaml", "what there is, to edit it"},
                  {"admctl seed categories --file mine.yaml --prune", "make it so, after a question"}},
     .effect = Effect::writes,
     .declare = declare_seed},
    {.name = "seed export categories",
     .summary = "the live categories as a file for 'seed categories --file'",
     .details =
         "What is exported and seeded again changes nothing. Secret columns and empty values are left out.",
     .examples = {{"admctl seed export categories > mine.yaml",
                   "the only list, or the one that is meant by NAME"}},
     .effect = Effect::reads,
     .declare = reading<declare_export>},
};

}  // namespace

std::span<const Command> seed_categories_commands() { return category_table; }

}  // namespace admctl::commands
