#include "lib/migrate/single_run.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/failure.hpp"
#include "lib/migrate/index_build.hpp"
#include "lib/migrate/quick_statements.hpp"
#include "lib/migrate/step_plan.hpp"

namespace admctl::migrate {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::string_view unsafe_enum_use = "55P04";

// The build of an index on a table that was there before, which takes time.
bool is_watched(const Script& script, std::size_t statement) {
  const auto& build = script.facts[statement].builds_index;
  return build && !script.makes_table(build->table);
}

// Tells of statements when they begin, and how long they took when that was long.
class StatementTiming {
 public:
  // The statements before `end`, which are sent at once.
  StatementTiming(const RunContext& context, const Pending& pending, std::size_t first, std::size_t end)
      : context_{context}, pending_{pending}, first_{first}, end_{end}, start_{Steady::now()} {
    context.options.progress(pending.file->name, first, pending.script.statements.size());
  }

  void end() const {
    constexpr Millis worth_saying{1000};
    const auto took = std::chrono::duration_cast<Millis>(Steady::now() - start_);
    if (took < worth_saying && !context_.options.each_statement) return;
    const auto& script = pending_.script;
    const auto which = end_ == first_ + 1 ? fmt::format("statement {}", end_)
                                          : fmt::format("statements {} to {}", first_ + 1, end_);
    context_.options.say(fmt::format("{}: {} of {} took {}: {}", pending_.file->name, which,
                                     script.statements.size(), format_duration(took),
                                     first_words(script.text(script.statements[first_]))));
  }

 private:
  const RunContext& context_;
  const Pending& pending_;
  std::size_t first_;
  std::size_t end_;
  Steady::time_point start_;
};

// One write() over one migration, or over all of them in a dry run.
class Run {
 public:
  Run(RunContext& context, std::span<const Pending> pending) : context_{context}, pending_{pending} {}

  std::vector<AppliedMigration> apply() {
    std::vector<AppliedMigration> done;
    try {
      const auto outcome = ops::write(
          context_.session, context_.pack, context_.request,
          [&](ops::Writer& writer) {
            done.clear();
            empty_tables_ = context_.empty_tables;
            for (const auto& each : pending_) done.push_back(run(writer, each));
            context_.lock.require(writer.tx());
          },
          write_options());
      context_.empty_tables = empty_tables_;
      if (!outcome.dry_run) done.front().operation = outcome.operation.id;
    } catch (const pg::SqlError& error) {
      if (!belongs_to_write(error))
        throw refused_error(current_ ? *current_ : *pending_.front().file, stage_, error);
      throw;
    } catch (const Error& error) {
      if (error.code() != code::lock_timeout || !current_) throw;
      throw Error{error.code(), fmt::format("{}: {}", current_->path, error.message()), error.detail(),
                  fmt::format("{}; nothing of this migration was kept", error.hint())};
    }
    return done;
  }

  // The migration that the server refused because of an enum value that is not committed yet.
  const MigrationFile* new_enum_value() const { return new_enum_value_; }

 private:
  // A later commit of the run waits for the disk, and with it all before.
  ops::WriteOptions write_options() const {
    auto out = context_.write_options(pending_.front().script.directives);
    out.waits_for_disk = context_.is_last(pending_.back());
    return out;
  }

  AppliedMigration run(ops::Writer& writer, const Pending& pending) {
    current_ = pending.file;
    stage_ = "before its first statement";
    // Not again when the transaction is tried again.
    if (looked_at_ != current_) look_ahead(writer.tx(), context_, pending);
    looked_at_ = current_;
    const auto start = Steady::now();
    context_.history.prepare(writer.tx());
    run_statements(writer.tx(), pending);
    stage_ = "with its row in the history";
    context_.history.record(writer, *pending.file, pending.script);
    stage_ = "at COMMIT";
    writer.summarise("subject", pending.file->name);
    writer.summarise("checksum", pending.file->checksum);
    writer.summarise("statements", pending.script.statements.size());
    const auto took = std::chrono::duration_cast<Millis>(Steady::now() - start);
    return {pending.file->name, pending.script.statements.size(), took, {}};
  }

  // Statements that take no time are sent together: the server need not wait for this side between them.
  void run_statements(pg::Transaction& tx, const Pending& pending) {
    const auto quick = quick_statements(pending.script, empty_tables_);
    const auto count = quick.size();
    for (std::size_t i = 0; i < count;) {
      auto end = i;
      while (end < count && quick[end] && !context_.options.each_statement) ++end;
      if (end > i + 1)
        run_together(tx, pending, i, end);
      else
        run_statement(tx, pending, i);
      i = std::max(end, i + 1);
    }
  }

  void run_together(pg::Transaction& tx, const Pending& pending, std::size_t first, std::size_t end) {
    const auto& script = pending.script;
    const auto begin = script.statements[first].offset;
    const auto& last = script.statements[end - 1];
    const StatementTiming timing{context_, pending, first, end};
    auto at = first;
    try {
      tx.script(script.sql.substr(begin, last.offset + last.length - begin), [&] { ++at; });
    } catch (const pg::SqlError& error) {
      throw_failed(pending, at, begin, error);
    }
    timing.end();
  }

  void run_statement(pg::Transaction& tx, const Pending& pending, std::size_t i) {
    const auto& script = pending.script;
    const bool builds = script.facts[i].builds_index.has_value();
    try {
      run_timed(context_, pending, i, builds ? std::to_string(tx.backend_pid()) : "",
                [&] { tx.script(script.text(script.statements[i])); });
    } catch (const pg::SqlError& error) {
      throw_failed(pending, i, script.statements[i].offset, error);
    }
  }

  // Called from where `error` is caught. The text that was sent begins at `sent`.
  [[noreturn]] void throw_failed(const Pending& pending, std::size_t i, std::size_t sent,
                                 const pg::SqlError& error) {
    if (belongs_to_write(error)) throw;
    if (error.sqlstate() == unsafe_enum_use) new_enum_value_ = pending.file;
    throw statement_error(*pending.file, pending.script, pending.script.statements[i], sent, error);
  }

  RunContext& context_;
  std::span<const Pending> pending_;
  const MigrationFile* current_ = nullptr;
  const MigrationFile* looked_at_ = nullptr;
  const MigrationFile* new_enum_value_ = nullptr;
  std::string_view stage_ = "before its first statement";  // where no statement of the file is under way
  std::vector<ObjectName> empty_tables_;
};

}  // namespace

platform::Pack without_records(const platform::PackHead& head) {
  platform::Pack out;
  static_cast<platform::PackHead&>(out) = head;
  return out;
}

ops::WriteOptions RunContext::write_options(const Directives& directives) const {
  ops::WriteOptions out;
  out.formats = pg::Formats::of_session;
  out.timeouts.statement = directives.statement_timeout.value_or(Millis{0});
  if (directives.lock_timeout) out.timeouts.lock = *directives.lock_timeout;
  out.on_wait = options.say;
  out.on_step = options.on_step;
  return out;
}

bool belongs_to_write(const Error& error) {
  return error.code() == code::lock_timeout || error.code() == code::serialization ||
         error.code() == code::connection_lost || error.code() == code::interrupted;
}

std::string first_words(std::string_view statement) {
  constexpr std::size_t width = 60;
  std::string flat{statement.substr(0, 4 * width)};
  std::ranges::replace_if(
      flat, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return clip(visible(flat), width);
}

void run_timed(RunContext& context, const Pending& pending, std::size_t statement, std::string_view pid,
               const std::function<void()>& run) {
  const StatementTiming timing{context, pending, statement, statement + 1};
  std::optional<IndexBuildWatch> watch;
  if (!pid.empty() && is_watched(pending.script, statement))
    watch.emplace(context.session, std::string{pid}, context.options.progress);
  run();
  watch.reset();
  timing.end();
}

AppliedMigration run_single(RunContext& context, const Pending& pending) {
  return Run{context, {&pending, 1}}.apply().front();
}

std::optional<std::vector<AppliedMigration>> try_out(RunContext& context, std::span<const Pending> pending) {
  for (const auto& each : pending) {
    if (is_one_transaction(each.script) && !each.entry->done_statements) continue;
    context.options.say(
        fmt::format("{} is not one transaction ({}), and a dry run commits nothing: the migrations are listed, "
                    "not tried",
                    each.file->name, why_several(each.script)));
    return std::nullopt;
  }
  Run run{context, pending};
  try {
    return run.apply();
  } catch (const Error&) {
    if (!run.new_enum_value() || run.new_enum_value() == pending.front().file) throw;
  }
  context.options.say(fmt::format(
      "{} uses a new enum value, which takes a commit after the migration that adds it, and a dry run commits "
      "nothing: the migrations are listed, not tried",
      run.new_enum_value()->name));
  return std::nullopt;
}

}  // namespace admctl::migrate
