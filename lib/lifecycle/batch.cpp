#include "lib/lifecycle/batch.hpp"

#include <algorithm>
#include <map>
#include <thread>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/key_search.hpp"
#include "lib/lifecycle/listing.hpp"
#include "lib/ops/expression.hpp"
#include "lib/ops/ledger_schema.hpp"

namespace admctl::lifecycle {
namespace {

using Result = MoveOutcome::Result;

constexpr std::int64_t portion = 1000;

// Errors that one record may cause for all: then the set is tried in halves.
bool is_of_one_record(const Error& error) {
  return error.code() == code::shared_row || error.code() == code::invariant_broken ||
         error.code() == code::constraint_violated || error.code() == code::sql_failed;
}

MoveOutcome failed(const Wanted& wanted, const Error& error) {
  MoveOutcome outcome;
  outcome.result = Result::refused;
  outcome.key = wanted.key;
  outcome.error = error;
  return outcome;
}

bool has_refusal(const std::vector<MoveOutcome>& outcomes) {
  return std::ranges::any_of(outcomes, [](const MoveOutcome& outcome) { return outcome.error.has_value(); });
}

std::vector<MoveOutcome> move_set(ops::Writer& writer, const MoveOrder& order, std::span<const Wanted> wanted) {
  std::vector<MoveOutcome> out;
  try {
    writer.tentatively([&] {
      out = make_moves(writer, order, wanted);
      return true;
    });
    return out;
  } catch (const Error& error) {
    if (!is_of_one_record(error)) throw;
    if (wanted.size() == 1) return {failed(wanted.front(), error)};
  }
  const auto half = wanted.size() / 2;
  out = move_set(writer, order, wanted.first(half));
  if (order.stop_at_refusal && has_refusal(out)) {
    out.resize(wanted.size());
    return out;
  }
  auto rest = move_set(writer, order, wanted.subspan(half));
  std::ranges::move(rest, std::back_inserter(out));
  return out;
}

std::vector<Wanted> wanted_of(std::span<const ops::PlanItem> items) {
  std::vector<Wanted> wanted;
  for (const auto& item : items) wanted.push_back({item.key, item.state, item.revision});
  return wanted;
}

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
ops::Progress run_chunk(ops::Writer& writer, const ops::Plan& plan, const MoveOrder& order, std::int64_t size) {
  ops::lock_plan(writer.tx(), plan);
  const auto items = ops::items_left(writer.tx(), plan, size);
  if (items.empty()) return {};
  const auto outcomes = move_set(writer, order, wanted_of(items));
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

void check_may_begin(pg::Session& session, const platform::Pack& pack, const ops::Plan& plan,
                     const MoveOrder& order) {
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
  auto moved = moved_records(tx, pack, *order.kind, plan);
  if (moved.empty()) return;
  constexpr std::size_t shown = 10;
  const auto count = moved.size();
  if (count > shown) moved.resize(shown);
  throw Error{code::plan_moved,
              fmt::format("{} moved since the plan was approved: nothing was done", count_of(count, "record")),
              join(moved, "\n") + (count > shown ? "\n..." : ""), "make a new plan"}
      .with_operation(plan.id);
}

Error not_there(const platform::Kind& kind, std::span<const std::string> missing) {
  return {code::no_such_record,
          fmt::format("{} not there", count_of(missing.size(), "record is", "records are")),
          join(missing, "\n"), fmt::format("run 'admctl inspect {}' to list what there is", kind.plural)};
}

// Of a record "r", as frozen() reads them.
std::string frozen_columns(const platform::Kind& kind) {
  return fmt::format("r.{}::text, r.{}::text, {}::text, {}", pg::quote(kind.key),
                     pg::quote(kind.label.value_or(kind.key)), ops::state_sql(kind), revision_sql());
}

ops::PlanItem frozen(const platform::Kind& kind, pg::RowView row, std::int64_t seq) {
  return {seq, std::string{row.text(0)}, kind.name + "/" + std::string{row.text(1)}, std::string{row.text(2)},
          std::string{row.text(3)}};
}

Object asked_of(const MoveOrder& order) {
  return {{"kind", order.kind->name}, {"to", order.to}, {"given", order.given}};
}

}  // namespace

std::vector<std::string> resolve_keys(pg::Transaction& tx, const platform::Pack& pack,
                                      const platform::Kind& kind, std::span<const std::string> given) {
  std::vector<std::string> out;
  std::vector<std::string> missing;
  auto keys = exact_keys(tx, pack, kind, given);
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (keys[i])
      out.push_back(std::move(*keys[i]));
    else
      missing.push_back(kind.name + "/" + given[i]);
  }
  if (!missing.empty()) throw not_there(kind, missing);
  return out;
}

std::vector<ops::PlanItem> freeze_matching(pg::Transaction& tx, const platform::Pack& pack,
                                           const platform::Kind& kind, const Filter& filter,
                                           std::int64_t limit) {
  std::vector<ops::PlanItem> items;
  // One row more than asked for is what the list gives, to tell that there are more.
  const ListRequest request{filter, {}, {}, limit - 1};
  const auto query = matching_query(tx, pack, kind, request, frozen_columns(kind));
  if (!query) return items;
  for (const auto row : tx.query(query->sql, query->params)) {
    items.push_back(frozen(kind, row, static_cast<std::int64_t>(items.size()) + 1));
  }
  return items;
}

std::vector<ops::PlanItem> freeze_records(pg::Transaction& tx, const platform::Pack& pack,
                                          const platform::Kind& kind, std::span<const std::string> keys) {
  std::map<std::string, ops::PlanItem> found;
  for (std::size_t first = 0; first < keys.size(); first += portion) {
    const auto some = keys.subspan(first, std::min<std::size_t>(portion, keys.size() - first));
    for (const auto row :
         tx.query(fmt::format("SELECT {} FROM {} AS r WHERE r.{} = ANY($1)", frozen_columns(kind),
                              pg::quote(pack.schema, kind.table), pg::quote(kind.key)),
                  {pg::array_text(some)})) {
      found[std::string{row.text(0)}] = frozen(kind, row, 0);
    }
  }
  std::vector<ops::PlanItem> items;
  std::vector<std::string> missing;
  for (const auto& key : keys) {
    const auto at = found.find(key);
    if (at == found.end()) {
      missing.push_back(kind.name + "/" + key);
    } else if (at->second.seq == 0) {
      at->second.seq = static_cast<std::int64_t>(items.size()) + 1;
      items.push_back(at->second);
    }
  }
  if (!missing.empty()) throw not_there(kind, missing);
  return items;
}

ops::Plan plan_moves(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                     const MoveOrder& order, std::span<const ops::PlanItem> items, bool needs_approval) {
  check_state_exists(*order.kind, order.to);
  pg::Transaction::Options options;
  options.schema = pack.schema;
  pg::Transaction tx{session, options};
  ops::ensure_ledger(tx);
  if (request.idempotency_key) {
    tx.query("SELECT pg_advisory_xact_lock(hashtextextended('admctl key ' || $1, 0))",
             {*request.idempotency_key});
    if (auto earlier = ops::find_plan_by_key(tx, *request.idempotency_key)) {
      if (earlier->kind == request.kind && earlier->asked == Value{asked_of(order)}) return *earlier;
      throw Error{code::key_reused,
                  fmt::format("the idempotency key '{}' belongs to another plan", *request.idempotency_key),
                  fmt::format("plan {}: {}", earlier->id, earlier->command), "choose another --key"};
    }
  }
  auto plan = ops::save_plan(tx, request, Value{asked_of(order)}, items, needs_approval);
  tx.commit();
  return plan;
}

ops::Progress run_plan(pg::Session& session, const platform::Pack& pack, const ops::Request& runner,
                       const ops::Plan& plan, const BatchOptions& batch, const ops::WriteOptions& options) {
  auto order = order_of(pack, plan);
  order.stop_at_refusal = batch.stop_at_failure;
  check_may_begin(session, pack, plan, order);
  const auto request = request_of(runner, plan);
  const auto progress = [&] {
    pg::Transaction tx{session};
    return ops::progress_of(tx, plan);
  };
  auto now = progress();
  if (batch.on_progress) batch.on_progress(now);
  const auto size = batch.rate ? std::min(batch.chunk, *batch.rate) : batch.chunk;
  auto due = std::chrono::steady_clock::now();
  while (now.left() > 0) {
    if (batch.rate) {
      std::this_thread::sleep_until(due);
      due += std::chrono::milliseconds{1000 * size / *batch.rate};
    }
    ops::Progress chunk;
    ops::write(
        session, pack, request, [&](ops::Writer& writer) { chunk = run_chunk(writer, plan, order, size); },
        options);
    now.done += chunk.done;
    now.already += chunk.already;
    now.failed += chunk.failed;
    // Another runner of the plan has taken the rest.
    if (chunk.items == 0) now = progress();
    if (batch.on_progress) batch.on_progress(now);
    if (chunk.items == 0 || (chunk.failed > 0 && batch.stop_at_failure)) break;
  }
  return now;
}

Rehearsal rehearse_moves(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                         const MoveOrder& order, std::span<const ops::PlanItem> items, std::size_t sample,
                         const ops::WriteOptions& options) {
  Rehearsal out;
  auto asked = request;
  asked.dry_run = true;
  asked.idempotency_key.reset();
  out.would.items = static_cast<std::int64_t>(items.size());
  const auto wanted = wanted_of(items);
  for (std::size_t first = 0; first < wanted.size(); first += portion) {
    const auto some = std::span{wanted}.subspan(first, std::min<std::size_t>(portion, wanted.size() - first));
    std::vector<MoveOutcome> outcomes;
    ops::write(
        session, pack, asked, [&](ops::Writer& writer) { outcomes = move_set(writer, order, some); }, options);
    std::ranges::move(outcomes, std::back_inserter(out.outcomes));
  }
  std::vector<Wanted> movers;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& outcome = out.outcomes[i];
    if (outcome.result == Result::already) ++out.would.already;
    if (outcome.result == Result::refused) ++out.would.failed;
    if (outcome.result != Result::moved) continue;
    ++out.would.done;
    if (movers.size() < sample) movers.push_back(wanted[i]);
  }
  if (!movers.empty()) {
    out.changes =
        ops::write(
            session, pack, asked, [&](ops::Writer& writer) { make_moves(writer, order, movers); }, options)
            .changes;
  }
  return out;
}

MoveOrder order_of(const platform::Pack& pack, const ops::Plan& plan) {
  MoveOrder order;
  order.kind = &find_kind(pack, plan.asked.at("kind").string_or(""));
  order.to = plan.asked.at("to").string_or("");
  if (const auto* given = plan.asked.at("given").as_object()) order.given = *given;
  return order;
}

}  // namespace admctl::lifecycle
