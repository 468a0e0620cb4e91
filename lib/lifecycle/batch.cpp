#include "lib/lifecycle/batch.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/lifecycle/halved_moves.hpp"
#include "lib/lifecycle/key_search.hpp"
#include "lib/lifecycle/listing.hpp"
#include "lib/ops/expression.hpp"
#include "lib/ops/ledger_schema.hpp"

namespace admctl::lifecycle {
namespace {

using Result = MoveOutcome::Result;

constexpr std::int64_t portion = 1000;

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
  ops::ensure_ledger(tx, ops::LedgerPart::plans);
  ops::lock_idempotency_key(tx, request);
  const auto asks_the_same = [&](const ops::Plan& earlier) {
    return earlier.kind == request.kind && earlier.asked == Value{asked_of(order)};
  };
  if (auto earlier = ops::find_earlier_plan(tx, request, asks_the_same)) return *earlier;
  auto plan = ops::save_plan(tx, request, Value{asked_of(order)}, items, needs_approval);
  tx.commit();
  return plan;
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
        session, pack, asked, [&](ops::Writer& writer) { outcomes = make_moves_halved(writer, order, some); },
        options);
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
