#include "commands/test_contents.hpp"

#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "commands/changes.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/test_database.hpp"
#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"
#include "lib/core/text.hpp"
#include "lib/core/tool_version.hpp"
#include "lib/migrate/runner.hpp"
#include "lib/seed/categories.hpp"
#include "lib/seed/config_defaults.hpp"

namespace admctl::commands {
namespace {

// To be raised when templates are made differently from the same files.
constexpr std::string_view recipe = "1";
// The present of the data. It is fixed, for a template that was built yesterday must equal one built today.
constexpr Time usual_present = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

Error bad_seed(std::string_view text) {
  return Error{code::bad_seed_request,
               fmt::format("--seed: '{}' is not understood", visible(text)),
               {},
               "write demo:N, demo:N:SEED or demo:N:SEED:TIME, for example demo:1000:42:2026-01-01"};
}

std::int64_t number(std::string_view whole, std::string_view part) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(part.data(), part.data() + part.size(), value);
  if (failed != std::errc{} || end != part.data() + part.size()) throw bad_seed(whole);
  return value;
}

// Each part with its length, so that no two lists of parts give the same bytes.
void add(Sha256& hash, std::string_view part) {
  hash.update(fmt::format("{}:", part.size()));
  hash.update(part);
}

}  // namespace

void declare_contents(Flags& flags, ContentsFlags& into) {
  flags.option("--seed", into.seed, "demo data: how many records, the seed and the present of the data",
               {.metavar = "demo:N[:SEED[:TIME]]"});
  declare_source(flags, into.source);
  flags.option("--wait", into.wait, "how long to wait while another admctl builds the same template",
               {.metavar = "AGE"});
}

seed::DemoRequest parse_seed_request(std::string_view text) {
  seed::DemoRequest demo;
  demo.until = usual_present;
  constexpr std::string_view prefix = "demo:";
  if (!text.starts_with(prefix)) throw bad_seed(text);
  auto rest = text.substr(prefix.size());
  const auto next = [&rest] {
    const auto part = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    return part;
  };
  demo.count = number(text, next());
  if (demo.count < 1 || text.ends_with(':')) throw bad_seed(text);
  if (!rest.empty()) demo.seed = number(text, next());
  if (!rest.empty()) {
    const auto until = parse_time(rest);
    if (!until) throw bad_seed(text);
    demo.until = *until;
  }
  return demo;
}

TestContents::TestContents(Context& context, const ContentsFlags& flags) : context_{context} {
  if (context.platform_name() != no_platform) {
    pack_ = &context.pack();
    platform_ = pack_->platform;
  }
  if (flags.seed) {
    demo_ = parse_seed_request(*flags.seed);
    if (!pack_) throw Error{code::usage, "--seed needs a platform, and --platform none has none"};
    seed_ = fmt::format("demo:{}:{}", demo_->count, demo_->seed);
    if (demo_->until != usual_present) seed_ += ":" + to_rfc3339(demo_->until);
  }
  if (flags.source.history && !flags.source.dir && !pack_)
    throw Error{code::usage, "--history needs --dir or a platform"};
  if (pack_ || flags.source.dir) migrations_ = open_migrations_for_new(pack_, flags.source);
}

std::string TestContents::key(pg::Session& server) const {
  Sha256 hash;
  add(hash, recipe);
  add(hash, tool_version());
  add(hash, std::to_string(server.server_version() / 10'000));
  {
    pg::Transaction tx{server};
    add(hash, tx.value("SELECT current_user").value_or(""));
  }
  add(hash, seed_);
  add(hash, platform_);
  if (pack_) {
    for (const auto& file : pack_->files.list("")) {
      add(hash, file);
      add(hash, pack_->files.read(file));
    }
  }
  add(hash, migrate::format_name(migrations_->history->format()));
  for (const auto& file : migrations_->files) {
    add(hash, file.name);
    add(hash, file.bytes);
  }
  return hash.finish();
}

void TestContents::migrate(pg::Session& session) const {
  migrate::UpOptions options;
  options.progress = [this](std::string_view what, std::size_t done, std::size_t total) {
    context_.talk().progress(what, done, total);
  };
  migrate::up(session, migrations_->head, *migrations_->history, migrations_->files,
              context_.request_elsewhere("migrate.up"), options);
}

void TestContents::seed_data(pg::Session& session) const {
  const auto options = waiting_options(context_);
  if (!pack_->categories.empty())
    seed::seed_categories(session, *pack_, context_.request_elsewhere("seed.categories"), {}, options);
  if (pack_->config) seed::seed_config(session, *pack_, context_.request_elsewhere("seed.config"), {}, options);
  const auto progress = [this](std::string_view what, std::size_t done, std::size_t total) {
    context_.talk().progress(what, done, total);
  };
  seed::seed_demo(session, *pack_, context_.request_elsewhere("seed.demo"), *demo_, progress, options);
}

void TestContents::fill(pg::Session& session) const {
  // The template counts only once its mark is committed, and that waits for the disk.
  session.execute_alone("SET synchronous_commit = off");
  migrate(session);
  if (demo_) seed_data(session);
  // What every copy would do again.
  session.execute_alone("VACUUM (FREEZE, ANALYZE)");
  context_.talk().progress_done();
}

}  // namespace admctl::commands
