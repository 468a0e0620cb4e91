#include "lib/migrate/stepwise_run.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/failure.hpp"
#include "lib/migrate/index_build.hpp"
#include "lib/migrate/progress.hpp"
#include "lib/migrate/source_position.hpp"
#include "lib/migrate/step_plan.hpp"
#include "lib/pg/backend.hpp"
#include "lib/pg/search_path.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::migrate {
namespace {

using Steady = std::chrono::steady_clock;
using Kept = StatementProgress::State;

class StepwiseRun {
 public:
  StepwiseRun(RunContext& context, const Pending& pending)
      : context_{context},
        pending_{pending},
        file_{*pending.file},
        script_{pending.script},
        progress_{context.history, file_} {}

  AppliedMigration run() {
    const auto start = Steady::now();
    const auto total = script_.statements.size();
    auto first = continue_from(begin());
    if (first == total) complete();
    for (const auto& step : plan_steps(script_, first)) {
      if (step.alone) {
        run_alone(step.first);
      } else {
        run_together(step);
      }
    }
    return {file_.name, total, std::chrono::duration_cast<Millis>(Steady::now() - start), operation_};
  }

 private:
  pg::Transaction::Options transaction_options() const {
    pg::Transaction::Options options;
    options.schema = context_.pack.schema;
    return options;
  }

  std::vector<StatementProgress> begin() {
    pg::Transaction tx{context_.session, transaction_options()};
    look_ahead(tx, context_, pending_);
    context_.options.say(fmt::format("{} runs step by step: {}", file_.name, why_several(script_)));
    auto rows = progress_.load(tx);
    begun_ = !rows.empty();
    if (begun_) row_ = context_.history.resume(tx, file_);
    return rows;
  }

  // The first statement that is to run: those before it took effect.
  std::size_t continue_from(const std::vector<StatementProgress>& rows) {
    std::size_t first = 0;
    for (const auto& row : rows) {
      if (row.statement != first) break;
      if (row.state != Kept::done) return settle(row);
      if (first >= script_.statements.size() || statement_hash(script_, first) != row.hash)
        throw changed_midway_error(file_, script_, first);
      ++first;
    }
    if (first > 0) {
      context_.options.say(fmt::format("{}: {} took effect before; continuing with the next", file_.name,
                                       count_of(first, "statement")));
    }
    return first;
  }

  // A statement that failed, or whose end nobody saw. Returns the next one to run: the same, or the one after
  // it when the catalog proves that it took effect.
  std::size_t settle(const StatementProgress& row) {
    const auto at = row.statement;
    if (at >= script_.statements.size()) throw changed_midway_error(file_, script_, at);
    if (row.alive) {
      throw Error{
          code::migration_locked,
          fmt::format("{}: statement {} still runs on the server, begun by an earlier run", file_.path, at + 1),
          "pid " + row.pid, "wait for it to end, or end it with SELECT pg_terminate_backend(pid)"};
    }
    const auto verdict = prove(row);
    if (verdict == Verdict::unknown && !context_.options.unfinished)
      throw unproven_error(file_, script_, at, context_.options.again);
    const bool took_effect = verdict == Verdict::took_effect ||
                             (verdict == Verdict::unknown && *context_.options.unfinished == Unfinished::skip);
    if (!took_effect) {
      context_.options.say(fmt::format("{}: continuing at statement {}", file_.name, at + 1));
      return at;
    }
    context_.options.say(fmt::format("{}: statement {} took effect in an earlier run", file_.name, at + 1));
    keep([&](ops::Writer& writer) { progress_.done(writer, script_, at, 1); });
    return at + 1;
  }

  enum class Verdict { took_effect, had_none, unknown };

  Verdict prove(const StatementProgress& row) {
    const auto& facts = script_.facts[row.statement];
    const bool unseen = row.state == Kept::running;
    if (unseen && statement_hash(script_, row.statement) != row.hash)
      throw changed_midway_error(file_, script_, row.statement);
    if (facts.builds_index) return prove_index(*facts.builds_index, row.statement, unseen);
    if (!unseen || facts.repeatable) return Verdict::had_none;
    if (!facts.drops_indexes.empty()) {
      pg::Transaction tx{context_.session, transaction_options()};
      const bool gone = std::ranges::all_of(facts.drops_indexes, [&](const ObjectName& index) {
        return index_state(tx, index) == IndexState::absent;
      });
      return gone ? Verdict::took_effect : Verdict::had_none;
    }
    return Verdict::unknown;
  }

  Verdict prove_index(const IndexBuild& build, std::size_t statement, bool unseen) {
    std::vector<std::string> invalid;
    {
      pg::Transaction tx{context_.session, transaction_options()};
      if (build.index) {
        const auto state = index_state(tx, *build.index);
        if (state == IndexState::valid && unseen) return Verdict::took_effect;
        if (state == IndexState::invalid) invalid.push_back(build.index->quoted());
      } else {
        invalid = invalid_indexes(tx, build.table);
      }
    }
    if (invalid.empty()) return build.index || !unseen ? Verdict::had_none : Verdict::unknown;
    if (!context_.options.drop_invalid)
      throw invalid_index_error(file_, script_, statement, invalid, context_.options.again);
    for (const auto& index : invalid) {
      context_.options.say("removing the INVALID index " + index);
      alone(drop_command(index));
    }
    return Verdict::had_none;
  }

  // A transaction of the ledger's own bookkeeping.
  ops::Outcome keep(const std::function<void(ops::Writer&)>& body) {
    return ops::write(
        context_.session, context_.pack, context_.request,
        [&](ops::Writer& writer) {
          body(writer);
          context_.lock.require(writer.tx());
          writer.keep_without_changes();
        },
        context_.write_options({}));
  }

  void begin(ops::Writer& writer) {
    if (!begun_) row_ = context_.history.begin(writer, file_);
  }

  void finish(ops::Writer& writer) {
    progress_.clear(writer);
    context_.history.finish(writer, row_, file_, script_);
    writer.summarise("subject", file_.name);
    writer.summarise("checksum", file_.checksum);
    writer.summarise("statements", script_.statements.size());
  }

  // All statements took effect; only the row is missing.
  void complete() {
    operation_ = keep([&](ops::Writer& writer) { finish(writer); }).operation.id;
  }

  bool is_last(std::size_t after) const { return after == script_.statements.size(); }

  void run_together(const Step& step) {
    auto current = step.first;
    try {
      const auto outcome = ops::write(
          context_.session, context_.pack, context_.request,
          [&](ops::Writer& writer) {
            begin(writer);
            for (current = step.first; current < step.first + step.count; ++current)
              run_statement(writer.tx(), current);
            progress_.done(writer, script_, step.first, step.count);
            writer.keep_without_changes();
            if (is_last(step.first + step.count)) finish(writer);
            context_.lock.require(writer.tx());
          },
          context_.write_options(script_.directives));
      begun_ = true;
      operation_ = outcome.operation.id;
    } catch (const Error& error) {
      // Nothing is left of a first transaction: the migration was never begun.
      if (!begun_ || !context_.session.is_open()) throw;
      explain(std::min(current, step.first + step.count - 1), error);
    }
  }

  void run_statement(pg::Transaction& tx, std::size_t statement) {
    try {
      const bool builds = script_.facts[statement].builds_index.has_value();
      run_timed(context_, pending_, statement, builds ? std::to_string(tx.backend_pid()) : "",
                [&] { tx.script(script_.text(script_.statements[statement])); });
    } catch (const pg::SqlError& error) {
      if (belongs_to_write(error)) throw;
      throw statement_error(file_, script_, script_.statements[statement], error);
    }
  }

  void run_alone(std::size_t statement) {
    keep([&](ops::Writer& writer) {
      begin(writer);
      progress_.start(writer, script_, statement);
    });
    begun_ = true;
    try {
      const auto pid = context_.session.execute_alone("SELECT pg_backend_pid()").front().get(0).value_or("");
      run_timed(context_, pending_, statement, pid,
                [&] { alone(script_.text(script_.statements[statement])); });
      require_valid_index(statement);
    } catch (const pg::SqlError& error) {
      explain(statement, statement_error(file_, script_, script_.statements[statement], error));
    }
    const auto outcome = keep([&](ops::Writer& writer) {
      progress_.done(writer, script_, statement, 1);
      if (is_last(statement + 1)) finish(writer);
    });
    operation_ = outcome.operation.id;
  }

  // Behind a pooler a SET outside of a transaction is somebody else's: the server's own settings have to do.
  void require_schema(pg::Session& session) const {
    const auto& schema = context_.pack.schema;
    if (schema.empty() || session.execute_alone("SELECT current_schema()").front().text(0) == schema) return;
    throw Error{code::needs_direct_connection,
                fmt::format("{} has a statement outside of transactions, and a connection pooler is in between",
                            file_.name),
                fmt::format("Through it the schema {} cannot be chosen for that statement.", schema),
                "name the server itself with --db, not the pooler"};
  }

  // Waiting is what CONCURRENTLY does by design: no limit on locks unless the file sets one.
  void alone(std::string_view statement) {
    auto& session = context_.session;
    if (pg::is_pooled(session)) {
      require_schema(session);
      session.execute_alone(statement);
      return;
    }
    const auto set = [&](std::string_view name, std::string_view value) {
      session.execute_alone(fmt::format("SET {} = {}", name, value));
    };
    set("lock_timeout", std::to_string(script_.directives.lock_timeout.value_or(Millis{0}).count()));
    set("statement_timeout", std::to_string(script_.directives.statement_timeout.value_or(Millis{0}).count()));
    if (!context_.pack.schema.empty()) set("search_path", pg::search_path_of(context_.pack.schema));
    const auto reset = [&] {
      if (!session.is_open()) return;
      for (const auto* name : {"lock_timeout", "statement_timeout", "search_path"})
        session.execute_alone(fmt::format("RESET {}", name));
    };
    try {
      session.execute_alone(statement);
    } catch (const Error&) {
      reset();
      throw;
    }
    reset();
  }

  void require_valid_index(std::size_t statement) {
    const auto& build = script_.facts[statement].builds_index;
    if (!build || !build->index) return;
    pg::Transaction tx{context_.session, transaction_options()};
    if (index_state(tx, *build->index) == IndexState::invalid)
      throw invalid_index_error(file_, script_, statement, {build->index->quoted()}, context_.options.again);
  }

  // Writes down what happened, then says what took effect, as the ledger and the catalog have it.
  [[noreturn]] void explain(std::size_t statement, const Error& error) {
    std::vector<std::string> invalid;
    try {
      keep([&](ops::Writer& writer) {
        progress_.fail(writer, script_, statement, error.message());
        context_.history.fail(writer, row_, error.message());
      });
      pg::Transaction tx{context_.session, transaction_options()};
      kept_ = progress_.load(tx);
      if (const auto& build = script_.facts[statement].builds_index)
        invalid = invalid_indexes(tx, build->table);
    } catch (const Error&) {
      // The database went away: the row says `running`, and the next run proves what came of it.
      throw error;
    }
    throw partial_error(file_, script_, kept_, statement, error, invalid, context_.options.again);
  }

  RunContext& context_;
  const Pending& pending_;
  const MigrationFile& file_;
  const Script& script_;
  Progress progress_;
  bool begun_ = false;  // the history or the ledger has rows of it
  std::string row_;     // of the history
  std::string operation_;
  std::vector<StatementProgress> kept_;
};

}  // namespace

AppliedMigration run_stepwise(RunContext& context, const Pending& pending) {
  return StepwiseRun{context, pending}.run();
}

}  // namespace admctl::migrate
