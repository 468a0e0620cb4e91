#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "commands/changes.hpp"
#include "commands/config_input.hpp"
#include "commands/config_report.hpp"
#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "lib/config/settings_file.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

// One side of a comparison.
struct Side {
  std::string name;
  config::Settings settings;
  bool is_file = false;
};

std::vector<config::Entry> load(pg::Session& session, const platform::Pack& pack,
                                const config::Schema& schema) {
  pg::Transaction tx{session, pg::Transaction::Options::snapshot()};
  return config::load_entries(tx, pack, schema);
}

Side live_side(pg::Session& session, std::string name, Context& context, const config::Schema& schema) {
  Side side{std::move(name), {}, false};
  for (auto& entry : load(session, context.pack(), schema)) side.settings[entry.key] = std::move(entry.value);
  return side;
}

Side side_of(Context& context, const config::Schema& schema, const std::string& word) {
  std::error_code ignored;
  if (word == "-" || std::filesystem::exists(word, ignored)) {
    Side side{word, {}, true};
    for (auto& setting : config::read_settings(schema, word, read_text(context, word)))
      side.settings[setting.key] = std::move(setting.value);
    return side;
  }
  if (word.find("://") == std::string::npos && word.find('=') == std::string::npos) {
    throw Error{code::no_such_place,
                fmt::format("'{}' is no file", visible(word)),
                {},
                "a database is given as a postgresql:// URL or keyword=value text"};
  }
  const auto where = pg::Conninfo::parse(word);
  auto session = pg::Session::open(where, "admctl config diff");
  return live_side(session, where.describe(), context, schema);
}

Report run_diff(Context& context, const std::vector<std::string>& words) {
  if (words.empty() || words.size() > 2)
    throw Error{code::usage, "give one or two files or databases to compare"};
  const auto schema = config::Schema::load(context.pack());
  auto left = words.size() == 2 ? side_of(context, schema, words.front())
                                : live_side(context.session(), context.target().describe(), context, schema);
  auto right = side_of(context, schema, words.back());
  // A file says nothing of versioned documents.
  if (left.is_file || right.is_file) {
    config::drop_documents(context.pack(), left.settings);
    config::drop_documents(context.pack(), right.settings);
  }
  return config_differences(config::differences(schema, left.settings, right.settings), left.name, right.name);
}

Run declare_diff(Flags& flags) {
  auto words = std::make_shared<std::vector<std::string>>();
  flags.rest("FILE|TARGET", *words, "a file of settings or a database; two are compared with each other");
  return [words](Context& context) { return run_diff(context, *words); };
}

const Command diff_table[]{
    {.name = "config diff",
     .summary = "what differs between the configuration and a file or another database",
     .details = "With one word the target is compared with it, with two the first with the second. Secrets are "
                "compared, but not shown.",
     .examples = {{"admctl config diff settings.yaml --exit-code", "in CI: end with 10 when something differs"},
                  {"admctl config diff postgresql://prod.example.com/app postgresql://staging.example.com/app",
                   "two databases"}},
     .effect = Effect::reads,
     .declare = reading<declare_diff>,
     .fleet = true},
};

}  // namespace

std::span<const Command> config_diff_commands() { return diff_table; }

}  // namespace admctl::commands
