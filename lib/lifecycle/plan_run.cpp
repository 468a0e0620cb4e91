#include "lib/lifecycle/plan_run.hpp"

#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/batch.hpp"
#include "lib/lifecycle/halved_moves.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::lifecycle {
namespace {

using Result = MoveOutcome::Result;

constexpr std::int64_t portion = 1000;

ops::ItemResult result_of(const MoveOutcome& outcome) {
  if (outcome.result == Result::moved) return ops::ItemResult::done;
  if (outcome.result == Result::already) return ops::ItemResult::already;
  switch (outcome.error->exit()) {
    case Exit::conflict:
    case Exit::not_found:
      return ops::ItemResult::conflict;
    case Exit::refused:
      return ops::ItemResult::refused;
    default:
      return ops::ItemResult::failed;
  }
}

ops::ItemOutcome item_outcome(const ops::PlanItem& item, const MoveOutcome& outcome,
                              const std::string& operation) {
  ops::ItemOutcome out;
  out.seq = item.seq;
  out.record = item.record;
  out.result = result_of(outcome);
  if (out.result == ops::ItemResult::done) out.operation = operation;
  if (outcome.error) {
    out.code = code_name(outcome.error->code());
    out.message = outcome.error->message();
    out.detail = outcome.error->detail();
  }
  return out;
}

void count(ops::Progress& chunk, ops::ItemResult result) {
  ++chunk.items;
  if (result == ops::ItemResult::done)
    ++chunk.done;
  else if (result == ops::ItemResult::already)
    ++chunk.already;
  else
    ++chunk.failed;
}

// One chunk, inside its transaction.
ops::Progress run_chunk(ops::Writer& writer, const ops::Plan& plan, const MoveOrder& order, ops::Lane lane,
                        std::int64_t size) {
  ops::lock_lane(writer.tx(), plan, lane);
  const auto items = ops::items_left(writer.tx(), plan, lane, size);
  if (items.empty()) return {};
  const auto outcomes = make_moves_halved(writer, order, wanted_of(items));
  std::vector<ops::ItemOutcome> saved;
  ops::Progress chunk;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (outcomes[i].result == Result::not_reached) break;
    saved.push_back(item_outcome(items[i], outcomes[i], writer.id()));
    count(chunk, saved.back().result);
    if (order.stop_at_refusal && outcomes[i].error) break;
  }
  ops::save_outcomes(writer.tx(), plan, saved);
  writer.keep_without_changes();
  writer.summarise("subject",
                   count_of(static_cast<std::size_t>(chunk.done), order.kind->name, order.kind->plural));
  writer.summarise("to", order.to);
  writer.summarise("plan", plan.id);
  writer.summarise("planHash", plan.hash);
  return chunk;
}

// Which records are no longer as they were planned.
std::vector<std::string> moved_records(pg::Transaction& tx, const platform::Pack& pack,
                                       const platform::Kind& kind, const ops::Plan& plan) {
  std::vector<std::string> moved;
  std::int64_t after = 0;
  for (;;) {
    const auto items = ops::items_after(tx, plan, after, portion);
    if (items.empty()) return moved;
    after = items.back().seq;
    std::vector<std::string> keys;
    for (const auto& item : items) keys.push_back(item.key);
    std::map<std::string, std::string> revisions;
    for (const auto row :
         tx.query(fmt::format("SELECT r.{0}::text, {1} FROM {2} AS r WHERE r.{0} = ANY($1)",
                              pg::quote(kind.key), revision_sql(), pg::quote(pack.schema, kind.table)),
                  {pg::array_text(keys)})) {
      revisions.emplace(row.text(0), row.text(1));
    }
    for (const auto& item : items) {
      if (revisions[item.key] != item.revision) moved.push_back(item.record);
    }
  }
}

// One run of a plan by one or two threads, each with a session of its own.
class PlanRun {
 public:
  PlanRun(const platform::Pack& pack, const ops::Request& request, const ops::Plan& plan,
          const MoveOrder& order, const BatchOptions& batch, const ops::WriteOptions& options)
      : pack_{pack}, request_{request}, plan_{plan}, order_{order}, batch_{batch}, options_{options} {
    if (options.on_wait) {
      options_.on_wait = [this, &options](std::string_view line) {
        const std::scoped_lock lock{mutex_};
        options.on_wait(std::string{line});
      };
    }
    if (options.on_step) {
      options_.on_step = [this, &options](std::string_view name) {
        const std::scoped_lock lock{mutex_};
        options.on_step(name);
      };
    }
  }

  void start(const ops::Progress& progress) {
    now_ = progress;
    tell();
  }

  // Chunks of these lanes in turns, until nothing is left of them or the run is stopped.
  void work(pg::Session& session, std::vector<ops::Lane> lanes) {
    auto due = std::chrono::steady_clock::now();
    const auto size = batch_.rate ? std::min(batch_.chunk, *batch_.rate) : batch_.chunk;
    try {
      while (!lanes.empty()) {
        for (auto lane = lanes.begin(); lane != lanes.end();) {
          if (stopped_ || is_done()) return;
          if (batch_.rate) {
            std::this_thread::sleep_until(due);
            due += std::chrono::milliseconds{1000 * size / *batch_.rate};
          }
          lane = do_chunk(session, *lane, size) ? lane + 1 : lanes.erase(lane);
        }
      }
    } catch (...) {
      stopped_ = true;
      throw;
    }
  }

 private:
  // False when nothing was left.
  bool do_chunk(pg::Session& session, ops::Lane lane, std::int64_t size) {
    ops::Progress chunk;
    ops::write(
        session, pack_, request_,
        [&](ops::Writer& writer) { chunk = run_chunk(writer, plan_, order_, lane, size); }, options_);
    if (chunk.items == 0) return false;
    const std::scoped_lock lock{mutex_};
    now_.done += chunk.done;
    now_.already += chunk.already;
    now_.failed += chunk.failed;
    if (chunk.failed > 0 && batch_.stop_at_failure) stopped_ = true;
    tell();
    return true;
  }

  // Without asking the server: this run has seen every item end.
  bool is_done() {
    const std::scoped_lock lock{mutex_};
    return now_.left() <= 0;
  }

  void tell() const {
    if (batch_.on_progress) batch_.on_progress(now_);
  }

  const platform::Pack& pack_;
  const ops::Request& request_;
  const ops::Plan& plan_;
  const MoveOrder& order_;
  const BatchOptions& batch_;
  ops::WriteOptions options_;
  std::mutex mutex_;
  ops::Progress now_;
  std::atomic<bool> stopped_ = false;
};

std::optional<pg::Session> second_session(const pg::Session& session, const ops::Progress& now,
                                          const BatchOptions& batch) {
  if (now.left() <= ops::lane_width || batch.rate) return std::nullopt;
  try {
    return session.open_another("admctl batch");
  } catch (const Error&) {
    // The server or the role has no connection to spare: one does it, too, in twice the time.
    return std::nullopt;
  }
}

}  // namespace

ops::Request request_of(const ops::Request& runner, const ops::Plan& plan) {
  auto request = runner;
  request.kind = plan.kind;
  request.reason = plan.reason;
  request.ticket = plan.ticket;
  request.force = plan.forced;
  // The plan has the key; the operations of its chunks have none.
  request.idempotency_key.reset();
  return request;
}

void check_may_begin(pg::Session& session, const platform::Pack& pack, const ops::Plan& plan,
                     const platform::Kind& kind) {
  if (!plan.needs_approval) return;
  pg::Transaction tx{session, pg::Transaction::Options::snapshot(pack.schema)};
  if (ops::approvals_of(tx, plan).empty()) {
    throw Error{
        code::approval_needed, fmt::format("plan {} waits for an approval", plan.id),
        fmt::format("it was made by role {} ({})", plan.db_role, plan.actor),
        fmt::format("another database role approves it: admctl op approve {0}; then: admctl op resume {0}",
                    plan.id)}
        .with_operation(plan.id);
  }
  if (ops::progress_of(tx, plan).left() < plan.items) return;
  auto moved = moved_records(tx, pack, kind, plan);
  if (moved.empty()) return;
  constexpr std::size_t shown = 10;
  const auto count = moved.size();
  if (count > shown) moved.resize(shown);
  throw Error{code::plan_moved,
              fmt::format("{} moved since the plan was approved: nothing was done", count_of(count, "record")),
              join(moved, "\n") + (count > shown ? "\n..." : ""), "make a new plan"}
      .with_operation(plan.id);
}

ops::Progress run_plan(pg::Session& session, const platform::Pack& pack, const ops::Request& runner,
                       const ops::Plan& plan, const BatchOptions& batch, const ops::WriteOptions& options) {
  auto order = order_of(pack, plan);
  order.stop_at_refusal = batch.stop_at_failure;
  check_may_begin(session, pack, plan, *order.kind);
  const auto request = request_of(runner, plan);
  const auto progress = [&] {
    pg::Transaction tx{session};
    return ops::progress_of(tx, plan);
  };
  PlanRun run{pack, request, plan, order, batch, options};
  const auto now = progress();
  run.start(now);
  if (auto second = second_session(session, now, batch)) {
    // Its destructor waits: no thread outlives what it refers to.
    auto other = std::async(std::launch::async, [&] { run.work(*second, {ops::Lane::odd}); });
    run.work(session, {ops::Lane::even});
    other.get();
  } else {
    run.work(session, {ops::Lane::even, ops::Lane::odd});
  }
  // Another runner of the plan may have done a part.
  return progress();
}

}  // namespace admctl::lifecycle
