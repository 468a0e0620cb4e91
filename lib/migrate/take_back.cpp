#include "lib/migrate/take_back.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/failure.hpp"
#include "lib/migrate/run_context.hpp"
#include "lib/migrate/step_plan.hpp"

namespace admctl::migrate {
namespace {

using Steady = std::chrono::steady_clock;

std::vector<const Entry*> last_applied(const Status& status, const DownOptions& which) {
  const auto is_end = [&](const Entry& entry) {
    return which.to && (entry.name == *which.to || entry.key == *which.to);
  };
  if (which.to && std::ranges::none_of(status.entries, is_end)) {
    throw Error{code::no_such_migration,
                fmt::format("there is no migration '{}'", *which.to),
                {},
                "run 'admctl migrate status' to see their names"};
  }
  std::vector<const Entry*> out;
  for (auto it = status.entries.rbegin(); it != status.entries.rend(); ++it) {
    if (is_end(*it) || (!which.to && out.size() == which.count)) break;
    if (it->state == State::applied || it->state == State::edited) out.push_back(&*it);
  }
  return out;
}

struct TakeBack {
  const Entry* entry;
  MigrationFile file;
  Script script;
};

TakeBack prepare(const Entry& entry) {
  if (!entry.file->down) {
    throw Error{code::no_down_script, fmt::format("{} has no down script", entry.name),
                fmt::format("nothing beside {} says how to take it back", entry.file->path),
                "write one, or put what undoes it into a new migration"};
  }
  return {&entry, down_of(*entry.file), {}};
}

void require_one_transaction(const TakeBack& each) {
  require_runnable(each.file, each.script);
  if (is_one_transaction(each.script)) return;
  throw Error{code::no_down_script, fmt::format("{} cannot be taken back in one transaction", each.entry->name),
              fmt::format("{}: {}", each.file.path, why_several(each.script)),
              "run it by hand, then: admctl migrate resolve --rolled-back " + each.entry->name};
}

AppliedMigration run_script(RunContext& context, ops::Writer& writer, const TakeBack& each) {
  const auto start = Steady::now();
  for (const auto& statement : each.script.statements) {
    try {
      writer.tx().script(each.script.text(statement));
    } catch (const pg::SqlError& error) {
      if (belongs_to_write(error)) throw;
      throw statement_error(each.file, each.script, statement, error);
    }
  }
  context.history.mark_rolled_back(writer, *each.entry);
  writer.summarise("subject", each.entry->name);
  writer.summarise("checksum", each.entry->file->checksum);
  writer.summarise("script", std::string{each.script.sql});
  const auto took = std::chrono::duration_cast<Millis>(Steady::now() - start);
  return {each.entry->name, each.script.statements.size(), took, {}};
}

// In one transaction: one migration, or all of them in a dry run, where each needs what the one before took
// back.
std::vector<AppliedMigration> take_back(RunContext& context, std::span<const TakeBack> work) {
  std::vector<AppliedMigration> done;
  const auto outcome = ops::write(
      context.session, context.pack, context.request,
      [&](ops::Writer& writer) {
        done.clear();
        for (const auto& each : work) done.push_back(run_script(context, writer, each));
        context.lock.require(writer.tx());
      },
      context.write_options(work.front().script.directives));
  if (!outcome.dry_run) done.front().operation = outcome.operation.id;
  return done;
}

}  // namespace

std::vector<AppliedMigration> down(pg::Session& session, const platform::PackHead& pack, const History& history,
                                   std::span<const MigrationFile> files, const ops::Request& request,
                                   const UpOptions& options, const DownOptions& which) {
  const MigrationLock lock{session, history.lock_key(), options.lock, holder_name(request), options.say};
  const auto status = read_status(session, pack, history, files);
  const auto entries = last_applied(status, which);
  std::vector<TakeBack> work;
  work.reserve(entries.size());
  for (const auto* entry : entries) work.push_back(prepare(*entry));
  for (auto& each : work) {
    each.script = parse_script(each.file);
    require_one_transaction(each);
  }
  RunContext context{session, without_records(pack), history, lock, request, options};
  context.request.idempotency_key.reset();
  if (work.empty()) return {};
  const auto at_once = request.dry_run ? work.size() : 1;
  std::vector<AppliedMigration> done;
  for (std::size_t i = 0; i < work.size(); i += at_once) {
    for (auto& each : take_back(context, std::span{work}.subspan(i, at_once))) {
      options.say(fmt::format("took back {} ({} ms)", each.name, each.took.count()));
      done.push_back(std::move(each));
    }
  }
  return done;
}

}  // namespace admctl::migrate
