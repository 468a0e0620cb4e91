// Plans: what a batch, or an operation that needs an approval, will do, frozen in the ledger before it is done,
// and what became of every item. All functions run in the caller's transaction; the ledger must exist
// (ensure_ledger) for those that write.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/ops/request.hpp"
#include "lib/pg/session.hpp"

namespace admctl::ops {

// One record as it was when the plan was made.
struct PlanItem {
  std::int64_t seq = 0;  // from 1, the order of doing
  std::string key;       // primary key as text
  std::string record;    // "deal/1042"
  std::string state;
  std::string revision;
};

struct Plan {
  std::string id;  // UUIDv7
  std::string kind;
  std::string command;
  std::string actor;
  std::string db_role;  // that logged in
  std::string os_user;
  std::string host;
  std::optional<std::string> reason;
  std::optional<std::string> ticket;
  std::optional<std::string> idempotency_key;
  bool forced = false;
  Value asked;  // what is to be done to every item
  std::int64_t items = 0;
  std::string hash;  // SHA-256 of all that matters for what it does, items included
  bool needs_approval = false;
  std::string created_at;  // RFC 3339 UTC
};

enum class ItemResult { done, already, refused, conflict, failed };
std::string_view name_of(ItemResult result);

// What became of one item.
struct ItemOutcome {
  std::int64_t seq = 0;
  std::string record;  // filled in when read
  ItemResult result = ItemResult::done;
  std::optional<std::string> operation;  // id, of what was done
  std::string code;                      // "ADM-2104", of what was not
  std::string message;
  std::string detail;
};

struct Progress {
  std::int64_t items = 0;
  std::int64_t done = 0;
  std::int64_t already = 0;
  std::int64_t failed = 0;  // refused, conflict, failed
  std::int64_t left() const { return items - done - already - failed; }
};

struct Approval {
  std::string db_role;
  std::string actor;
  std::optional<std::string> reason;
  std::string approved_at;  // RFC 3339 UTC
};

// Gives the plan an id and a hash and writes it with its items.
Plan save_plan(pg::Transaction& tx, const Request& request, Value asked, std::span<const PlanItem> items,
               bool needs_approval);
// By id or a unique beginning of it; nullopt when there is none or no ledger. Throws code::no_such_operation
// when several begin so.
std::optional<Plan> find_plan(pg::Transaction& tx, std::string_view id);
std::optional<Plan> find_plan_by_key(pg::Transaction& tx, std::string_view idempotency_key);
// The plan that an earlier request with the same idempotency key made; nullopt without a key or a plan. Throws
// code::key_reused when `asks_the_same` denies that it is the same.
std::optional<Plan> find_earlier_plan(pg::Transaction& tx, const Request& request,
                                      const std::function<bool(const Plan&)>& asks_the_same);
// Of several that come with the same idempotency key at once, the others wait until `tx` ends.
void lock_idempotency_key(pg::Transaction& tx, const Request& request);

struct PlanSummary {
  Plan plan;
  Progress progress;
  bool approved = false;  // or needs no approval
};

struct PlanFilter {
  bool unfinished = false;  // only those with items left
  bool waiting = false;     // only those that wait for an approval
  std::int64_t limit = 50;
};

// Newest first; none when there is no ledger.
std::vector<PlanSummary> list_plans(pg::Transaction& tx, const PlanFilter& filter);

// The items of a plan are done in two lanes, so that two connections can share a large one: by turns so many
// items belong to the one and to the other.
enum class Lane { even, odd };
inline constexpr std::int64_t lane_width = 1000;

// Makes other runners of the lane wait until this transaction ends.
void lock_lane(pg::Transaction& tx, const Plan& plan, Lane lane);
// Items of the lane without an outcome, in their order: those after the last one that has one, since outcomes
// of a lane are saved in the order of its items and without a gap.
std::vector<PlanItem> items_left(pg::Transaction& tx, const Plan& plan, Lane lane, std::int64_t limit);
// Items after `seq`, whatever became of them.
std::vector<PlanItem> items_after(pg::Transaction& tx, const Plan& plan, std::int64_t seq, std::int64_t limit);
void save_outcomes(pg::Transaction& tx, const Plan& plan, std::span<const ItemOutcome> outcomes);
Progress progress_of(pg::Transaction& tx, const Plan& plan);
// Items that were not done, in their order.
std::vector<ItemOutcome> failures_of(pg::Transaction& tx, const Plan& plan, std::int64_t limit);
// Ids of the operations that did it, newest first.
std::vector<std::string> operations_of(pg::Transaction& tx, const Plan& plan);

std::vector<Approval> approvals_of(pg::Transaction& tx, const Plan& plan);
// Throws code::approval_refused when the plan needs none, is begun, or was made by the same database role.
void approve(pg::Transaction& tx, const Plan& plan, const Request& request);

}  // namespace admctl::ops
