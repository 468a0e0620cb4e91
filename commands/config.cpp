#include <memory>

#include "commands/changes.hpp"
#include "commands/config_report.hpp"
#include "commands/groups.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::commands {
namespace {

struct KeyRequest {
  std::string key;
  bool raw = false;
  std::int64_t limit = 50;
};

Report run_list(Context& context) {
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  return config_list(config::list(tx, pack, schema));
}

Report run_get(Context& context, const KeyRequest& request) {
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  const auto listed = config::look_up(tx, pack, schema, request.key);
  return request.raw ? config_raw_value(listed) : config_page(listed);
}

Report run_set(Context& context, const config::SetRequest& request) {
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  // A wrong key or value needs no connection to be refused.
  const auto& setting = schema.get(request.key);
  schema.parse(setting, request.text, request.json);
  const auto asked = context.request("config.set");
  return config_changed(setting,
                        config::set(context.session(), pack, schema, asked, request, waiting_options(context)));
}

Report run_history(Context& context, const KeyRequest& request) {
  if (request.limit < 1) throw Error{code::usage, "--limit must be at least 1"};
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  return config_edits(config::history(tx, pack, schema, request.key, request.limit));
}

Run declare_get(Flags& flags) {
  auto request = std::make_shared<KeyRequest>();
  flags.required("KEY", request->key, "the configuration key");
  flags.flag("--raw", request->raw, "print nothing but the value");
  return [request](Context& context) { return run_get(context, *request); };
}

Run declare_set(Flags& flags) {
  auto request = std::make_shared<config::SetRequest>();
  flags.required("KEY", request->key, "the configuration key");
  flags.required("VALUE", request->text, "the new value, of the type that the key has");
  flags.option("--expect", request->expect, "refuse unless the value has this revision now",
               {.metavar = "REV"});
  flags.flag("--json", request->json, "VALUE is JSON");
  return [request](Context& context) { return run_set(context, *request); };
}

Run declare_history(Flags& flags) {
  auto request = std::make_shared<KeyRequest>();
  flags.required("KEY", request->key, "the configuration key");
  flags.option("--limit", request->limit, "at most so many", {.metavar = "N"});
  return [request](Context& context) { return run_history(context, *request); };
}

const Command config_table[]{
    {.name = "config list",
     .summary = "every configuration key with its value and default",
     .details = "",
     .examples = {{"admctl config list", "unknown and missing keys are marked"}},
     .effect = Effect::reads,
     .declare = [](Flags&) -> Run { return run_list; }},
    {.name = "config get",
     .summary = "one key: value, what is allowed, when it takes effect",
     .details = "",
     .examples = {{"admctl config get platform_fee_bps", "with its revision"},
                  {"admctl config get platform_fee_bps --raw", "the value alone, for scripts"}},
     .effect = Effect::reads,
     .declare = declare_get},
    {.name = "config set",
     .summary = "change one value, checked against the platform's schema",
     .details =
         "The value is read by the key's type: whole numbers, numbers, true or false, text as it is; JSON for "
         "other types or with --json. With --expect the change is refused when somebody else was quicker; the "
         "revision 'none' stands for a key that is not set. Setting the value that is there writes nothing.",
     .examples = {{"admctl config set platform_fee_bps 450 --expect 3f9a1c20b7de --reason \"Q3 pricing\"",
                   "compare and swap"},
                  {"admctl config set platform_fee_bps 450 --dry-run", "check it, write nothing"}},
     .effect = Effect::writes,
     .declare = declare_set},
    {.name = "config history",
     .summary = "who changed a key to what, newest first",
     .details = "",
     .examples = {{"admctl config history platform_fee_bps", "from the ledger and the platform's audit table"}},
     .effect = Effect::reads,
     .declare = declare_history},
};

}  // namespace

std::span<const Command> config_commands() { return config_table; }

}  // namespace admctl::commands
