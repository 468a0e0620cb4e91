#include "lib/migrate/runner.hpp"

#include <algorithm>
#include <future>
#include <map>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/parallel.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/failure.hpp"
#include "lib/migrate/lock_holders.hpp"
#include "lib/migrate/parser.hpp"
#include "lib/migrate/progress.hpp"
#include "lib/migrate/single_run.hpp"
#include "lib/migrate/step_plan.hpp"
#include "lib/migrate/stepwise_run.hpp"

namespace admctl::migrate {
namespace {

std::vector<const Entry*> chosen(const Status& status, const std::optional<std::string>& to) {
  const auto is_last = [&](const Entry& entry) { return entry.name == *to || entry.key == *to; };
  if (to && std::ranges::none_of(status.entries, is_last)) {
    std::vector<std::string> names;
    for (const auto& entry : status.entries) names.push_back(entry.name);
    throw Error{code::usage,
                fmt::format("there is no migration '{}'.{}", *to, did_you_mean(*to, names)),
                {},
                "run 'admctl migrate status' to see their names"};
  }
  std::vector<const Entry*> out;
  for (const auto& entry : status.entries) {
    if (entry.is_pending()) out.push_back(&entry);
    if (to && is_last(entry)) break;
  }
  return out;
}

using Scripts = std::map<const MigrationFile*, Script>;

Scripts parse_all(const std::vector<const MigrationFile*>& files) {
  constexpr std::size_t worth_a_thread = 4;
  std::vector<Script> parsed(files.size());
  in_parallel(
      files.size(),
      [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) parsed[i] = parse_script(*files[i]);
      },
      worth_a_thread);
  Scripts out;
  for (std::size_t i = 0; i < files.size(); ++i) out.emplace(files[i], std::move(parsed[i]));
  return out;
}

std::vector<Pending> make_pending(const std::vector<const Entry*>& entries, Scripts scripts,
                                  const History& history, const UpOptions& options) {
  std::vector<Pending> out;
  for (const auto* entry : entries) {
    const auto parsed = scripts.find(entry->file);
    out.push_back(
        {entry, entry->file, parsed == scripts.end() ? parse_script(*entry->file) : std::move(parsed->second)});
  }
  for (const auto& [entry, file, script] : out) {
    require_runnable(*file, script);
    if (entry->state == State::out_of_order) {
      const bool left_out = history.format() == HistoryFormat::drizzle;
      options.say(entry->name + " is older than the last applied migration" +
                  (left_out ? ": the tool itself would leave it out" : ""));
    }
    if (script.unparsed) {
      options.say(
          fmt::format("{}: the parser of PostgreSQL 15 does not understand it ({}); sending it to the "
                      "server {}",
                      entry->name, *script.unparsed, script.statements.size() > 1 ? "all the same" : "whole"));
    }
    if (script.statements.empty()) options.say(entry->name + " has no statements");
  }
  return out;
}

UpResult list(const std::vector<Pending>& pending) {
  UpResult listed{{}, false};
  for (const auto& each : pending)
    listed.applied.push_back({each.file->name, each.script.statements.size(), {}, {}});
  return listed;
}

AppliedMigration apply_one(RunContext& context, const Pending& pending) {
  // As its tool does: settings that one file leaves behind are not the next one's.
  if (context.history.format() == HistoryFormat::supabase) context.session.execute_alone("RESET ALL");
  if (is_one_transaction(pending.script) && !pending.entry->done_statements)
    return run_single(context, pending);
  auto applied = run_stepwise(context, pending);
  context.empty_tables.clear();
  context.lock.renew();
  return applied;
}

// What was applied before a failure is to be on disk, too, before anybody is told.
void wait_for_disk(pg::Session& session) {
  try {
    pg::Transaction tx{session};
    tx.query("SELECT pg_current_xact_id()");
    tx.commit();
  } catch (const Error&) {
    // The failure that is on its way says more than that this connection is gone.
    return;
  }
}

std::vector<AppliedMigration> apply_all(RunContext& context) {
  std::vector<AppliedMigration> out;
  try {
    for (const auto& each : context.pending) {
      out.push_back(apply_one(context, each));
      const auto& done = out.back();
      context.options.say(fmt::format("applied {} ({}, {} ms)", done.name,
                                      count_of(done.statements, "statement"), done.took.count()));
    }
  } catch (...) {
    if (!out.empty()) wait_for_disk(context.session);
    throw;
  }
  return out;
}

pg::Transaction::Options reading(const platform::PackHead& pack) {
  pg::Transaction::Options options;
  options.access = pg::Access::read_only;
  options.schema = pack.schema;
  return options;
}

Status read_status(pg::Transaction& tx, const History& history, std::span<const MigrationFile> files) {
  auto status = history.read(tx, files);
  add_progress(tx, history, status);
  return status;
}

Status sound_status(pg::Transaction& tx, const History& history, std::span<const MigrationFile> files) {
  auto status = read_status(tx, history, files);
  require_sound(status, history);
  return status;
}

// As things are under the lock. Says when another tool is at work.
Status locked_status(pg::Session& session, const platform::PackHead& pack, const History& history,
                     std::span<const MigrationFile> files, const UpOptions& options) {
  pg::Transaction tx{session, reading(pack)};
  if (const auto other = other_tool(tx, history.lock_key()))
    options.say(*other + " holds its own lock: another migration tool is at work in this database");
  return sound_status(tx, history, files);
}

}  // namespace

std::string holder_name(const ops::Request& request) {
  const auto who = request.actor.find('@') == std::string::npos
                       ? fmt::format("{}@{}", request.actor, request.host)
                       : request.actor;
  return fmt::format("{}: {}", who, request.command);
}

Status read_status(pg::Session& session, const platform::PackHead& pack, const History& history,
                   std::span<const MigrationFile> files) {
  pg::Transaction tx{session, reading(pack)};
  return read_status(tx, history, files);
}

std::vector<const MigrationFile*> pending_files(pg::Session& session, const platform::PackHead& pack,
                                                const History& history, std::span<const MigrationFile> files,
                                                const std::optional<std::string>& to) {
  pg::Transaction tx{session, reading(pack)};
  const auto status = sound_status(tx, history, files);
  std::vector<const MigrationFile*> out;
  for (const auto* entry : chosen(status, to)) out.push_back(entry->file);
  return out;
}

UpResult up(pg::Session& session, const platform::PackHead& pack, const History& history,
            std::span<const MigrationFile> files, const ops::Request& request, const UpOptions& options) {
  const auto expected = pending_files(session, pack, history, files, options.to);
  if (expected.empty()) return {};
  return apply_pending(session, pack, history, files, expected, request, options);
}

UpResult apply_pending(pg::Session& session, const platform::PackHead& pack, const History& history,
                       std::span<const MigrationFile> files, const std::vector<const MigrationFile*>& expected,
                       const ops::Request& request, const UpOptions& options) {
  // While the server answers.
  auto scripts = std::async(std::launch::async, [&expected] { return parse_all(expected); });

  const MigrationLock lock{session, history.lock_key(), options.lock, holder_name(request), options.say};
  const auto status = locked_status(session, pack, history, files, options);
  const auto pending = make_pending(chosen(status, options.to), scripts.get(), history, options);
  if (pending.empty()) return {};
  RunContext context{session, without_records(pack), history, lock, request, options, pending};
  // The history tells what is done already; with one key for several operations the first would answer for all.
  context.request.idempotency_key.reset();
  if (request.dry_run) {
    auto tried = try_out(context, pending);
    return tried ? UpResult{std::move(*tried), true} : list(pending);
  }
  return {apply_all(context)};
}

}  // namespace admctl::migrate
