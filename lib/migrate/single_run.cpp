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
#include "lib/migrate/lock_holders.hpp"
#include "lib/migrate/step_plan.hpp"

namespace admctl::migrate {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::string_view unsafe_enum_use = "55P04";

bool makes_table(const Script& script, const ObjectName& table) {
  return std::ranges::any_of(script.facts,
                             [&](const StatementFacts& facts) { return facts.creates_table == table; });
}

// The build of an index on a table that was there before, which takes time.
bool is_watched(const Script& script, std::size_t statement) {
  const auto& build = script.facts[statement].builds_index;
  return build && !makes_table(script, build->table);
}

// What the parser does not know may be several statements, which one message to the server cannot be then.
bool may_be_queued(const Script& script, std::size_t statement) {
  return !script.unparsed && !is_watched(script, statement);
}

// Tells of a statement when it begins, and how long it took when that was long.
class StatementTiming {
 public:
  StatementTiming(const RunContext& context, const Pending& pending, std::size_t statement)
      : context_{&context}, pending_{&pending}, statement_{statement}, start_{Steady::now()} {
    context.options.progress(pending.file->name, statement, pending.script.statements.size());
  }

  void end() const {
    constexpr Millis worth_saying{1000};
    const auto took = std::chrono::duration_cast<Millis>(Steady::now() - start_);
    if (took < worth_saying && !context_->options.each_statement) return;
    const auto& script = pending_->script;
    context_->options.say(fmt::format("{}: statement {} of {} took {}: {}", pending_->file->name,
                                      statement_ + 1, script.statements.size(), format_duration(took),
                                      first_words(script.text(script.statements[statement_]))));
  }

 private:
  const RunContext* context_;
  const Pending* pending_;
  std::size_t statement_;
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
            for (const auto& each : pending_) done.push_back(run(writer, each));
            context_.lock.require(writer.tx());
          },
          context_.write_options(pending_.front().script.directives));
      if (!outcome.dry_run) done.front().operation = outcome.operation.id;
    } catch (const pg::SqlError& error) {
      // After the last statement only COMMIT and its deferred checks are left.
      if (!belongs_to_write(error)) throw commit_error(*pending_.back().file, error);
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
  AppliedMigration run(ops::Writer& writer, const Pending& pending) {
    if (current_ != pending.file) look_ahead(writer.tx(), context_, pending);
    current_ = pending.file;
    const auto start = Steady::now();
    const auto row = context_.history.begin(writer, *pending.file);
    run_statements(writer.tx(), pending);
    context_.history.finish(writer, row, *pending.file, pending.script);
    writer.summarise("subject", pending.file->name);
    writer.summarise("checksum", pending.file->checksum);
    writer.summarise("statements", pending.script.statements.size());
    const auto took = std::chrono::duration_cast<Millis>(Steady::now() - start);
    return {pending.file->name, pending.script.statements.size(), took, {}};
  }

  void run_statements(pg::Transaction& tx, const Pending& pending) {
    const auto count = pending.script.statements.size();
    for (std::size_t i = 0; i < count;) {
      auto end = i;
      while (end < count && may_be_queued(pending.script, end)) ++end;
      // A queue of one takes a round trip more than the statement alone.
      if (end > i + 1)
        run_queued(tx, pending, i, end);
      else
        run_statement(tx, pending, i);
      i = std::max(end, i + 1);
    }
  }

  void run_queued(pg::Transaction& tx, const Pending& pending, std::size_t first, std::size_t end) {
    const auto& script = pending.script;
    std::vector<std::string_view> texts;
    for (auto i = first; i < end; ++i) texts.push_back(script.text(script.statements[i]));
    auto at = first;
    StatementTiming timing{context_, pending, at};
    try {
      tx.run_queued(texts, [&](std::size_t) {
        timing.end();
        if (++at < end) timing = StatementTiming{context_, pending, at};
      });
    } catch (const pg::SqlError& error) {
      throw_failed(pending, at, error);
    }
  }

  void run_statement(pg::Transaction& tx, const Pending& pending, std::size_t i) {
    const auto& script = pending.script;
    const bool builds = script.facts[i].builds_index.has_value();
    try {
      run_timed(context_, pending, i, builds ? std::to_string(tx.backend_pid()) : "",
                [&] { tx.script(script.text(script.statements[i])); });
    } catch (const pg::SqlError& error) {
      throw_failed(pending, i, error);
    }
  }

  // Called from where `error` is caught.
  [[noreturn]] void throw_failed(const Pending& pending, std::size_t i, const pg::SqlError& error) {
    if (belongs_to_write(error)) throw;
    if (error.sqlstate() == unsafe_enum_use) new_enum_value_ = pending.file;
    throw statement_error(*pending.file, pending.script, pending.script.statements[i], error);
  }

  RunContext& context_;
  std::span<const Pending> pending_;
  const MigrationFile* current_ = nullptr;
  const MigrationFile* new_enum_value_ = nullptr;
};

void refuse_invalid_index(pg::Transaction& tx, const RunContext& context, const Pending& pending,
                          std::size_t statement) {
  const auto& index = *pending.script.facts[statement].builds_index->index;
  if (index_state(tx, index) == IndexState::invalid)
    throw invalid_index_error(*pending.file, pending.script, statement, {index.quoted()},
                              context.options.again);
}

}  // namespace

ops::WriteOptions RunContext::write_options(const Directives& directives) const {
  ops::WriteOptions out;
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

void look_ahead(pg::Transaction& tx, const RunContext& context, const Pending& pending) {
  std::vector<ObjectName> tables;
  for (std::size_t i = 0; i < pending.script.facts.size(); ++i) {
    const auto& facts = pending.script.facts[i];
    for (const auto& table : facts.tables) {
      if (!makes_table(pending.script, table) && std::ranges::find(tables, table) == tables.end())
        tables.push_back(table);
    }
    if (!context.options.drop_invalid && facts.builds_index && facts.builds_index->if_not_exists &&
        facts.builds_index->index && !makes_table(pending.script, facts.builds_index->table))
      refuse_invalid_index(tx, context, pending, i);
  }
  if (tables.empty()) return;
  for (const auto& line : old_transactions(tx, tables)) {
    context.options.say(fmt::format("{}: {}", pending.file->name, line));
  }
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
  StatementTiming timing{context, pending, statement};
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
