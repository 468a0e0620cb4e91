#include <fmt/format.h>

#include <memory>

#include "commands/changes.hpp"
#include "commands/config_input.hpp"
#include "commands/config_report.hpp"
#include "commands/groups.hpp"
#include "lib/config/rollback.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/redact.hpp"

namespace admctl::commands {
namespace {

struct SetFlags {
  std::string key;
  std::optional<std::string> value;
  std::optional<std::string> file;
  std::optional<std::string> expect;
  bool json = false;
};

struct RollbackFlags {
  std::string key;
  std::optional<std::string> to;
};

// Everybody on the machine sees the arguments of a program.
std::string given_text(Context& context, const SetFlags& flags, const config::Setting& setting) {
  const auto source = flags.value == "-" ? flags.value : flags.file;
  if (flags.value && flags.file) throw Error{code::usage, "give the value once: as VALUE or with --file"};
  if (!flags.value && !flags.file) {
    throw Error{code::usage,
                fmt::format("no value is given for {}", setting.key),
                {},
                "give it as VALUE, or with --file FILE, where - is standard input"};
  }
  if (setting.secret && !source) {
    throw Error{
        code::config_secret_in_arguments,
        fmt::format("{} is a secret: its value must not be an argument, which others can see", setting.key),
        {},
        fmt::format("write it to a file or a pipe: 'admctl config set {} --file FILE'", setting.key)};
  }
  return source ? without_line_end(read_text(context, *source)) : *flags.value;
}

Report run_set(Context& context, const SetFlags& flags) {
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  // A wrong key or value needs no connection to be refused.
  const auto& setting = schema.get(flags.key);
  const auto value = schema.parse(setting, given_text(context, flags, setting), flags.json);
  return config_changed(&setting, config::change(context.session(), pack, schema, context.request("config.set"),
                                                 {{flags.key, value, flags.expect}}, waiting_options(context)));
}

Report run_unset(Context& context, const SetFlags& flags) {
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  return config_changed(schema.find(flags.key),
                        config::change(context.session(), pack, schema, context.request("config.unset"),
                                       {{flags.key, std::nullopt, flags.expect}}, waiting_options(context)));
}

Report run_rollback(Context& context, const RollbackFlags& flags) {
  if (!flags.to) throw Error{code::missing_flag, "--to says which revision or operation to go back to"};
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  const auto wanted = [&] {
    pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
    return config::as_it_was(tx, pack, schema, flags.key, *flags.to);
  }();
  return config_changed(schema.find(flags.key),
                        config::change(context.session(), pack, schema, context.request("config.rollback"),
                                       {wanted}, waiting_options(context)));
}

Run declare_set(Flags& flags) {
  auto request = std::make_shared<SetFlags>();
  flags.required("KEY", request->key, "the configuration key");
  flags.optional("VALUE", request->value, "the new value, of the type that the key has; - is standard input");
  flags.option("--file", request->file, "read the value from a file, - is standard input", {.metavar = "FILE"});
  flags.option("--expect", request->expect, "refuse unless the value has this revision now",
               {.metavar = "REV"});
  flags.flag("--json", request->json, "VALUE is JSON");
  return [request](Context& context) { return run_set(context, *request); };
}

Run declare_unset(Flags& flags) {
  auto request = std::make_shared<SetFlags>();
  flags.required("KEY", request->key, "the configuration key");
  flags.option("--expect", request->expect, "refuse unless the value has this revision now",
               {.metavar = "REV"});
  return [request](Context& context) { return run_unset(context, *request); };
}

Run declare_rollback(Flags& flags) {
  auto request = std::make_shared<RollbackFlags>();
  flags.required("KEY", request->key, "the configuration key");
  flags.option("--to", request->to, "the revision it had, or the operation that left it so",
               {.metavar = "REV"});
  return [request](Context& context) { return run_rollback(context, *request); };
}

const Command set_table[]{
    {.name = "config set",
     .summary = "change one value, checked against the platform's schema",
     .details =
         "The value is read by the key's type: whole numbers, numbers, true or false, text as it is; JSON for "
         "other types or with --json. With --expect the change is refused when somebody else was quicker; the "
         "revision 'none' stands for a key that is not set. Setting the value that is there writes nothing. "
         "Secrets "
         "come from a file or standard input only, and are shown nowhere.",
     .examples = {{"admctl config set platform_fee_bps 450 --expect 3f9a1c20b7de --reason \"Q3 pricing\"",
                   "compare and swap"},
                  {"admctl config set platform_fee_bps 450 --dry-run", "check it, write nothing"}},
     .effect = Effect::writes,
     .declare = declare_set},
    {.name = "config unset",
     .summary = "remove a key's value, so that its default applies",
     .details = "",
     .examples = {{"admctl config unset payment_timeout_hours", "the default applies again"}},
     .effect = Effect::writes,
     .declare = declare_unset},
    {.name = "config rollback",
     .summary = "take one key back to what it was",
     .details =
         "To a revision that it had, or to what an operation left. What the ledger does not know, and secrets, "
         "cannot be taken back.",
     .examples = {{"admctl config rollback platform_fee_bps --to 3f9a1c20b7de", "to a revision"},
                  {"admctl config rollback platform_fee_bps --to 01997f2e", "as that operation left it"}},
     .effect = Effect::writes,
     .declare = declare_rollback},
};

}  // namespace

std::span<const Command> config_set_commands() { return set_table; }

}  // namespace admctl::commands
