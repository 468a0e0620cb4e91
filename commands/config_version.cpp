#include <memory>

#include "commands/changes.hpp"
#include "commands/config_input.hpp"
#include "commands/config_report.hpp"
#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/platform/yaml_reader.hpp"

namespace admctl::commands {
namespace {

struct VersionFlags {
  std::string key;
  std::string version;
  std::string title;
  std::optional<std::string> file;
  std::optional<std::string> expect;
};

Report run_versions(Context& context, const std::string& key) {
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  return config_versions(config::list_versions(tx, pack, schema, key));
}

Report run_publish(Context& context, const VersionFlags& flags) {
  if (!flags.file) throw Error{code::missing_flag, "--file says where the document is; - is standard input"};
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  auto document =
      platform::YamlNode::parse(*flags.file, read_text(context, *flags.file), code::bad_file).value();
  const config::NewVersion wanted{flags.version, flags.title, std::move(document)};
  return config_version_changed(
      config::create_version(context.session(), pack, schema, context.request("config.publish"), flags.key,
                             wanted, waiting_options(context)),
      flags.key);
}

Report run_activate(Context& context, const VersionFlags& flags) {
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  context.confirm("make version " + flags.version + " of " + flags.key + " the active one on " +
                  context.target().describe() + "?");
  return config_version_changed(
      config::activate_version(context.session(), pack, schema, context.request("config.activate"), flags.key,
                               flags.version, flags.expect, waiting_options(context)),
      flags.key);
}

Report run_deprecate(Context& context, const VersionFlags& flags) {
  const auto& pack = context.pack();
  const auto schema = config::Schema::load(pack);
  return config_version_changed(
      config::deprecate_version(context.session(), pack, schema, context.request("config.deprecate"), flags.key,
                                flags.version, waiting_options(context)),
      flags.key);
}

void declare_which(Flags& flags, VersionFlags& request) {
  flags.required("KEY", request.key, "the document's key");
  flags.required("VERSION", request.version, "the version");
}

Run declare_versions(Flags& flags) {
  auto key = std::make_shared<std::string>();
  flags.required("KEY", *key, "the document's key");
  return [key](Context& context) { return run_versions(context, *key); };
}

Run declare_publish(Flags& flags) {
  auto request = std::make_shared<VersionFlags>();
  declare_which(flags, *request);
  flags.option("-f,--file", request->file, "the document, as YAML or JSON; - is standard input",
               {.metavar = "FILE"});
  flags.option("--title", request->title, "the version's name, where the platform keeps one",
               {.metavar = "TEXT"});
  return [request](Context& context) { return run_publish(context, *request); };
}

Run declare_activate(Flags& flags) {
  auto request = std::make_shared<VersionFlags>();
  declare_which(flags, *request);
  flags.option("--expect", request->expect, "refuse unless this version is active now", {.metavar = "VERSION"});
  return [request](Context& context) { return run_activate(context, *request); };
}

Run declare_deprecate(Flags& flags) {
  auto request = std::make_shared<VersionFlags>();
  declare_which(flags, *request);
  return [request](Context& context) { return run_deprecate(context, *request); };
}

const Command version_table[]{
    {.name = "config versions",
     .summary = "the versions of a versioned document, and how many records were made with each",
     .details = "",
     .examples = {{"admctl config versions contract", "which one is active"}},
     .effect = Effect::reads,
     .declare = reading<declare_versions>},
    {.name = "config publish",
     .summary = "add a version of a document, which is not active yet",
     .details =
         "The document is checked against the platform's schema. A version never changes once it is published.",
     .examples = {{"admctl config publish contract 1.1.0 --file terms.yaml", "from a file"}},
     .effect = Effect::writes,
     .declare = declare_publish},
    {.name = "config activate",
     .summary = "make one version of a document the active one; the one before is deprecated",
     .details =
         "Both happen in one transaction, so that exactly one version is active. To go back, activate the "
         "version before.",
     .examples = {{"admctl config activate contract 1.1.0 --expect 1.0.0",
                   "refused when somebody was quicker"}},
     .effect = Effect::writes,
     .declare = declare_activate},
    {.name = "config deprecate",
     .summary = "mark a version that is not active as not to be used any more",
     .details = "",
     .examples = {{"admctl config deprecate contract 1.1.0-draft", "it is kept"}},
     .effect = Effect::writes,
     .declare = declare_deprecate},
};

}  // namespace

std::span<const Command> config_version_commands() { return version_table; }

}  // namespace admctl::commands
