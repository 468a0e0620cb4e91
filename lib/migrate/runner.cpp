#include "lib/migrate/runner.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/failure.hpp"
#include "lib/migrate/lock.hpp"
#include "lib/migrate/parser.hpp"
#include "lib/ops/write.hpp"

namespace admctl::migrate {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::string_view unsafe_enum_use = "55P04";

struct Pending {
  const MigrationFile* file;
  Script script;
};

// What the server may grant when it is asked again, or lost; write() must see these as they are.
bool belongs_to_write(const Error& error) {
  return error.code() == code::lock_timeout || error.code() == code::serialization ||
         error.code() == code::connection_lost || error.code() == code::interrupted;
}

std::vector<const Entry*> chosen(const Status& status, const std::optional<std::string>& to) {
  if (to && std::ranges::find(status.entries, *to, &Entry::name) == status.entries.end()) {
    std::vector<std::string> names;
    for (const auto& entry : status.entries) names.push_back(entry.name);
    throw Error{code::usage,
                fmt::format("there is no migration '{}'.{}", *to, did_you_mean(*to, names)),
                {},
                "run 'admctl migrate status' to see their names"};
  }
  std::vector<const Entry*> out;
  for (const auto& entry : status.entries) {
    if (entry.is_pending() && (!to || entry.name <= *to)) out.push_back(&entry);
  }
  return out;
}

std::vector<Pending> parse_all(const std::vector<const Entry*>& entries, const UpOptions& options) {
  std::vector<Pending> out;
  for (const auto* entry : entries) {
    out.push_back({entry->file, parse_script(*entry->file)});
    const auto& script = out.back().script;
    require_transactional(*entry->file, script);
    if (entry->state == State::out_of_order)
      options.say(entry->name + " is older than the last applied migration");
    if (script.unparsed) {
      options.say(fmt::format(
          "{}: the parser of PostgreSQL 15 does not understand it ({}); sending it to the server whole",
          entry->name, *script.unparsed));
    }
    if (script.statements.empty()) options.say(entry->name + " has no statements");
  }
  return out;
}

// One run over the pending migrations: what the bodies of write() share.
class Run {
 public:
  Run(pg::Session& session, const platform::Pack& pack, const History& history, const ops::Request& request,
      const UpOptions& options)
      : session_{session}, pack_{pack}, history_{history}, request_{request}, options_{options} {
    // The history tells what is done already; with one key for several operations the first would answer for
    // all.
    request_.idempotency_key.reset();
    write_options_.timeouts.statement = Millis{0};
    write_options_.on_wait = options_.say;
  }

  UpResult apply(const std::vector<Pending>& pending) {
    UpResult result;
    for (const auto& each : pending) {
      result.applied.push_back(apply_in_one({&each, 1}).front());
      const auto& done = result.applied.back();
      options_.say(fmt::format("applied {} ({}, {} ms)", done.name, count_of(done.statements, "statement"),
                               done.took.count()));
    }
    return result;
  }

  UpResult try_out(const std::vector<Pending>& pending) {
    try {
      return {apply_in_one(pending), true};
    } catch (const Error&) {
      if (!new_enum_value_ || new_enum_value_ == pending.front().file) throw;
    }
    options_.say(fmt::format(
        "{} uses a new enum value, which takes a commit after the migration that adds it, and a dry "
        "run commits nothing: the migrations are listed, not tried",
        new_enum_value_->name));
    UpResult listed{{}, false};
    for (const auto& each : pending)
      listed.applied.push_back({each.file->name, each.script.statements.size(), {}, {}});
    return listed;
  }

 private:
  std::vector<AppliedMigration> apply_in_one(std::span<const Pending> pending) {
    std::vector<AppliedMigration> done;
    try {
      const auto outcome = ops::write(
          session_, pack_, request_,
          [&](ops::Writer& writer) {
            done.clear();
            for (const auto& each : pending) done.push_back(run(writer, each));
          },
          write_options_);
      if (!outcome.dry_run) done.front().operation = outcome.operation.id;
    } catch (const pg::SqlError& error) {
      // After the last statement only COMMIT and its deferred checks are left.
      if (!belongs_to_write(error)) throw commit_error(*pending.back().file, error);
      throw;
    } catch (const Error& error) {
      if (error.code() != code::lock_timeout || !current_) throw;
      throw Error{error.code(), fmt::format("{}: {}", current_->path, error.message()), error.detail(),
                  fmt::format("{}; nothing of this migration was kept", error.hint())};
    }
    return done;
  }

  AppliedMigration run(ops::Writer& writer, const Pending& pending) {
    current_ = pending.file;
    const auto start = Steady::now();
    const auto row = history_.begin(writer, *pending.file);
    for (const auto& statement : pending.script.statements) run_statement(writer.tx(), pending, statement);
    history_.finish(writer, row);
    writer.summarise("subject", pending.file->name);
    writer.summarise("checksum", pending.file->checksum);
    writer.summarise("statements", pending.script.statements.size());
    const auto took = std::chrono::duration_cast<Millis>(Steady::now() - start);
    return {pending.file->name, pending.script.statements.size(), took, {}};
  }

  void run_statement(pg::Transaction& tx, const Pending& pending, const Statement& statement) {
    try {
      tx.script(pending.script.text(statement));
    } catch (const pg::SqlError& error) {
      if (belongs_to_write(error)) throw;
      if (error.sqlstate() == unsafe_enum_use) new_enum_value_ = pending.file;
      throw statement_error(*pending.file, pending.script, statement, error);
    }
  }

  pg::Session& session_;
  const platform::Pack& pack_;
  const History& history_;
  ops::Request request_;
  const UpOptions& options_;
  ops::WriteOptions write_options_;
  const MigrationFile* current_ = nullptr;
  // The migration that the server refused because of an enum value that is not committed yet.
  const MigrationFile* new_enum_value_ = nullptr;
};

}  // namespace

Status read_status(pg::Session& session, const platform::Pack& pack, const History& history,
                   std::span<const MigrationFile> files) {
  pg::Transaction::Options options;
  options.access = pg::Access::read_only;
  options.schema = pack.schema;
  pg::Transaction tx{session, options};
  return history.read(tx, files);
}

UpResult up(pg::Session& session, const platform::Pack& pack, const History& history,
            std::span<const MigrationFile> files, const ops::Request& request, const UpOptions& options) {
  auto status = read_status(session, pack, history, files);
  require_sound(status, history);
  // Nothing to do needs no lock: what another runner has not committed yet still shows as pending here.
  if (chosen(status, options.to).empty()) return {};

  const MigrationLock lock{session, history.lock_key(), options.lock_wait, options.say};
  status = read_status(session, pack, history, files);
  require_sound(status, history);
  const auto pending = parse_all(chosen(status, options.to), options);
  if (pending.empty()) return {};
  Run run{session, pack, history, request, options};
  return request.dry_run ? run.try_out(pending) : run.apply(pending);
}

}  // namespace admctl::migrate
