#include <memory>

#include "commands/config_report.hpp"
#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "lib/config/store.hpp"
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

Report run_describe(Context& context, const KeyRequest& request) {
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  const auto& setting = schema.get(request.key);
  return config_description(setting, schema, config::store_of(pack, schema, request.key).table);
}

Report run_validate(Context& context) {
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  return config_findings(config::validate(tx, pack, schema), schema.settings().size());
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

Run declare_describe(Flags& flags) {
  auto request = std::make_shared<KeyRequest>();
  flags.required("KEY", request->key, "the configuration key");
  return [request](Context& context) { return run_describe(context, *request); };
}

Run declare_history(Flags& flags) {
  auto request = std::make_shared<KeyRequest>();
  flags.required("KEY", request->key, "the configuration key");
  flags.option("--limit", request->limit, "at most so many", {.metavar = "N"});
  return [request](Context& context) { return run_history(context, *request); };
}

Run declare_list(Flags&) { return run_list; }

Run declare_validate(Flags&) { return run_validate; }

const Command config_table[]{
    {.name = "config list",
     .summary = "every configuration key with its value and default",
     .details = "",
     .examples = {{"admctl config list", "unknown and missing keys are marked"}},
     .effect = Effect::reads,
     .declare = reading<declare_list>,
     .fleet = true},
    {.name = "config get",
     .summary = "one key: value, what is allowed, when it takes effect",
     .details = "",
     .examples = {{"admctl config get platform_fee_bps", "with its revision"},
                  {"admctl config get platform_fee_bps --raw", "the value alone, for scripts"}},
     .effect = Effect::reads,
     .declare = reading<declare_get>,
     .fleet = true},
    {.name = "config describe",
     .summary = "what the platform's schema says about a key, without the database",
     .details = "",
     .examples = {{"admctl config describe platform_fee_bps", "type, range, default, unit, rules"}},
     .effect = Effect::reads,
     .declare = declare_describe},
    {.name = "config validate",
     .summary = "check the live values against the schema and the rules across keys",
     .details = "",
     .examples = {{"admctl config validate", "what is wrong, and what to do about it"},
                  {"admctl config validate --exit-code", "end with 10 when something is wrong"}},
     .effect = Effect::reads,
     .declare = reading<declare_validate>,
     .fleet = true},
    {.name = "config history",
     .summary = "who changed a key to what, newest first",
     .details = "",
     .examples = {{"admctl config history platform_fee_bps", "from the ledger and the platform's audit table"}},
     .effect = Effect::reads,
     .declare = reading<declare_history>,
     .fleet = true},
};

}  // namespace

std::span<const Command> config_commands() { return config_table; }

}  // namespace admctl::commands
