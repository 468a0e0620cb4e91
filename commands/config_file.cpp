#include <fmt/format.h>

#include <memory>

#include "commands/changes.hpp"
#include "commands/config_input.hpp"
#include "commands/config_report.hpp"
#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "lib/config/settings_file.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

struct ApplyFlags {
  std::optional<std::string> file;
  bool prune = false;
};

struct ExportFlags {
  std::string format = "yaml";
  bool comments = false;
};

std::vector<config::Entry> load(pg::Session& session, const platform::Pack& pack,
                                const config::Schema& schema) {
  pg::Transaction tx{session, pg::Transaction::Options::snapshot()};
  return config::load_entries(tx, pack, schema);
}

Report run_apply(Context& context, const ApplyFlags& flags) {
  if (!flags.file) throw Error{code::missing_flag, "-f says which file to apply; - is standard input"};
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  const auto settings = config::read_settings(schema, *flags.file, read_text(context, *flags.file));
  const auto entries = load(context.session(), pack, schema);
  const auto wanted = config::wanted_by(pack, settings, entries, schema, flags.prune);
  auto request = context.request("config.apply", std::nullopt, Context::Asks::itself);
  auto rehearsal = request;
  rehearsal.dry_run = true;
  rehearsal.idempotency_key.reset();
  const auto planned =
      config::change(context.session(), pack, schema, rehearsal, wanted, waiting_options(context));
  // A request that was made before answers with what it did then.
  const bool may_be_repeated = request.idempotency_key && !request.dry_run;
  if (request.dry_run || (planned.changes.empty() && !may_be_repeated)) return config_changes(schema, planned);
  if (!planned.changes.empty()) {
    say_changes(context, planned.changes);
    context.confirm(fmt::format("write {} to {}?", count_of(planned.changes.size(), "change"),
                                context.target().describe()));
  }
  return config_changes(
      schema, config::change(context.session(), pack, schema, request, wanted, waiting_options(context)));
}

Report run_export(Context& context, const ExportFlags& flags) {
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  const auto entries = load(context.session(), pack, schema);
  Report report;
  report.raw = flags.format == "json" ? config::export_json(schema, entries)
                                      : config::export_yaml(schema, entries, flags.comments);
  return report;
}

Run declare_apply(Flags& flags) {
  auto request = std::make_shared<ApplyFlags>();
  flags.option("-f,--file", request->file, "the settings, as YAML or JSON; - is standard input",
               {.metavar = "FILE"});
  flags.flag("--prune", request->prune, "unset the keys that the file does not have");
  return [request](Context& context) { return run_apply(context, *request); };
}

Run declare_export(Flags& flags) {
  auto request = std::make_shared<ExportFlags>();
  flags.option("--format", request->format, "form of the file",
               {.metavar = "FORMAT", .choices = {"yaml", "json"}});
  flags.flag("--comments", request->comments, "with descriptions, defaults and units");
  return [request](Context& context) { return run_export(context, *request); };
}

const Command file_table[]{
    {.name = "config apply",
     .summary = "make the configuration what a file says, in one operation",
     .details =
         "The plan is shown and asked about first. Keys that the file does not have stay, unless --prune says "
         "otherwise. A secret written as ******** stays as it is.",
     .examples = {{"admctl config apply -f settings.yaml --dry-run", "the plan alone"},
                  {"admctl config apply -f settings.yaml --prune --yes", "from a script"}},
     .effect = Effect::writes,
     .declare = declare_apply,
     .fleet = true},
    {.name = "config export",
     .summary = "the configuration as a file for 'config apply' and 'config diff'",
     .details = "Secrets are written as ********. Versioned documents are left out.",
     .examples = {{"admctl config export --comments > settings.yaml", "with descriptions"}},
     .effect = Effect::reads,
     .declare = reading<declare_export>},
};

}  // namespace

std::span<const Command> config_file_commands() { return file_table; }

}  // namespace admctl::commands
