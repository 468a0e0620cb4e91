#include "lib/ops/plan.hpp"

#include <array>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/id.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/sha256.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/ledger_schema.hpp"

namespace admctl::ops {
namespace {

constexpr std::string_view columns =
    "p.id, p.kind, p.command, p.actor, p.db_role, p.os_user, p.host, p.reason, p.ticket, p.idempotency_key, "
    "p.forced, p.asked, p.items, p.hash, p.needs_approval, "
    "to_char(p.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') AS created_at";

constexpr std::string_view progress_columns =
    "count(*) FILTER (WHERE outcome = 'done') AS done, count(*) FILTER (WHERE outcome = 'already') AS already, "
    "count(*) FILTER (WHERE outcome NOT IN ('done', 'already')) AS failed";

constexpr std::array<std::string_view, 5> result_names{"done", "already", "refused", "conflict", "failed"};

Plan read_plan(pg::RowView row) {
  Plan plan;
  plan.id = row.text("id");
  plan.kind = row.text("kind");
  plan.command = row.text("command");
  plan.actor = row.text("actor");
  plan.db_role = row.text("db_role");
  plan.os_user = row.text("os_user");
  plan.host = row.text("host");
  plan.reason = row.get("reason");
  plan.ticket = row.get("ticket");
  plan.idempotency_key = row.get("idempotency_key");
  plan.forced = row.boolean("forced");
  plan.asked = parse_json(row.text("asked"));
  plan.items = row.integer("items");
  plan.hash = row.text("hash");
  plan.needs_approval = row.boolean("needs_approval");
  plan.created_at = row.text("created_at");
  return plan;
}

constexpr std::string_view item_columns = "seq, key, record, state, revision";

PlanItem read_item(pg::RowView row) {
  return {row.integer("seq"), std::string{row.text("key")}, std::string{row.text("record")},
          std::string{row.text("state")}, std::string{row.text("revision")}};
}

Array item_list(std::span<const PlanItem> items) {
  Array list;
  for (const auto& item : items) {
    list.emplace_back(Object{{"seq", item.seq},
                             {"key", item.key},
                             {"record", item.record},
                             {"state", item.state},
                             {"revision", item.revision}});
  }
  return list;
}

// One member of each item, as a parameter for unnest.
template <typename Item, typename Get>
std::string array_of(std::span<const Item> items, Get get) {
  std::vector<pg::Param> values;
  values.reserve(items.size());
  for (const auto& item : items) values.emplace_back(get(item));
  return pg::array_text(values);
}

void insert_items(pg::Transaction& tx, const Plan& plan, std::span<const PlanItem> items) {
  tx.query(
      "INSERT INTO admctl.plan_item (plan, seq, key, record, state, revision) "
      "SELECT $1::uuid, i.* FROM unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::text[]) AS i",
      {plan.id, array_of(items, [](const PlanItem& item) { return std::to_string(item.seq); }),
       array_of(items, [](const PlanItem& item) { return item.key; }),
       array_of(items, [](const PlanItem& item) { return item.record; }),
       array_of(items, [](const PlanItem& item) { return item.state; }),
       array_of(items, [](const PlanItem& item) { return item.revision; })});
}

Progress read_progress(pg::RowView row, std::int64_t items) {
  return {items, row.integer("done"), row.integer("already"), row.integer("failed")};
}

bool has_plans(pg::Transaction& tx) { return tx.value("SELECT to_regclass('admctl.plan')").has_value(); }

}  // namespace

std::string_view name_of(ItemResult result) { return result_names[static_cast<std::size_t>(result)]; }

Plan save_plan(pg::Transaction& tx, const Request& request, Value asked, std::span<const PlanItem> items,
               bool needs_approval) {
  const Object matters{{"kind", request.kind},     {"forced", request.force}, {"reason", request.reason},
                       {"ticket", request.ticket}, {"asked", asked},          {"items", item_list(items)}};
  const auto rows = tx.query(
      fmt::format("INSERT INTO admctl.plan AS p (id, kind, command, actor, os_user, host, reason, ticket, "
                  "idempotency_key, forced, asked, items, hash, needs_approval) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING {}",
                  columns),
      {make_uuid_v7(system_clock().now()), request.kind, request.command, request.actor, request.os_user,
       request.host, request.reason, request.ticket, request.idempotency_key, request.force ? "true" : "false",
       to_json(asked), std::to_string(items.size()), sha256_hex(to_canonical_json(matters)),
       needs_approval ? "true" : "false"});
  auto plan = read_plan(rows.front());
  insert_items(tx, plan, items);
  return plan;
}

std::optional<Plan> find_plan(pg::Transaction& tx, std::string_view id) {
  const bool plausible = !id.empty() && id.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
  if (!plausible || !has_plans(tx)) return std::nullopt;
  const auto rows = tx.query(
      fmt::format("SELECT {} FROM admctl.plan AS p WHERE p.id::text LIKE $1 || '%' ORDER BY p.id DESC LIMIT 4",
                  columns),
      {std::string{id}});
  if (rows.empty()) return std::nullopt;
  if (rows.size() > 1) {
    std::vector<std::string> candidates;
    for (const auto row : rows) candidates.emplace_back(row.text("id"));
    throw Error{code::no_such_operation, fmt::format("'{}' is the beginning of several plans", id),
                join(candidates, "\n"), "give more of the id"};
  }
  return read_plan(rows.front());
}

std::optional<Plan> find_plan_by_key(pg::Transaction& tx, std::string_view idempotency_key) {
  if (!has_plans(tx)) return std::nullopt;
  const auto rows =
      tx.query(fmt::format("SELECT {} FROM admctl.plan AS p WHERE p.idempotency_key = $1", columns),
               {std::string{idempotency_key}});
  return rows.empty() ? std::nullopt : std::optional{read_plan(rows.front())};
}

std::optional<Plan> find_earlier_plan(pg::Transaction& tx, const Request& request,
                                      const std::function<bool(const Plan&)>& asks_the_same) {
  if (!request.idempotency_key) return std::nullopt;
  auto earlier = find_plan_by_key(tx, *request.idempotency_key);
  if (!earlier || asks_the_same(*earlier)) return earlier;
  throw Error{code::key_reused,
              fmt::format("the idempotency key '{}' belongs to another plan", *request.idempotency_key),
              fmt::format("plan {}: {}", earlier->id, earlier->command), "choose another --key"};
}

void lock_idempotency_key(pg::Transaction& tx, const Request& request) {
  if (!request.idempotency_key) return;
  tx.query("SELECT pg_advisory_xact_lock(hashtextextended('admctl key ' || $1, 0))",
           {*request.idempotency_key});
}

std::vector<PlanSummary> list_plans(pg::Transaction& tx, const PlanFilter& filter) {
  std::vector<PlanSummary> out;
  if (!has_plans(tx)) return out;
  std::string where = "true";
  if (filter.unfinished) where += " AND o.done + o.already + o.failed < p.items";
  if (filter.waiting) where += " AND NOT a.approved";
  const auto rows = tx.query(
      fmt::format("SELECT {}, o.*, a.approved FROM admctl.plan AS p "
                  "CROSS JOIN LATERAL (SELECT {} FROM admctl.plan_outcome WHERE plan = p.id) AS o "
                  "CROSS JOIN LATERAL (SELECT NOT p.needs_approval OR EXISTS (SELECT FROM admctl.approval "
                  "WHERE plan = p.id AND hash = p.hash) AS approved) AS a "
                  "WHERE {} ORDER BY p.id DESC LIMIT $1",
                  columns, progress_columns, where),
      {std::to_string(filter.limit)});
  for (const auto row : rows) {
    auto plan = read_plan(row);
    const auto progress = read_progress(row, plan.items);
    out.push_back({std::move(plan), progress, row.boolean("approved")});
  }
  return out;
}

void lock_lane(pg::Transaction& tx, const Plan& plan, Lane lane) {
  tx.query("SELECT pg_advisory_xact_lock(hashtextextended('admctl plan ' || $1, $2))",
           {plan.id, std::to_string(static_cast<int>(lane))});
}

std::vector<PlanItem> items_after(pg::Transaction& tx, const Plan& plan, std::int64_t seq, std::int64_t limit) {
  std::vector<PlanItem> out;
  const auto rows = tx.query(
      fmt::format("SELECT {} FROM admctl.plan_item WHERE plan = $1::uuid AND seq > $2 ORDER BY seq LIMIT $3",
                  item_columns),
      {plan.id, std::to_string(seq), std::to_string(limit)});
  for (const auto row : rows) out.push_back(read_item(row));
  return out;
}

std::vector<PlanItem> items_left(pg::Transaction& tx, const Plan& plan, Lane lane, std::int64_t limit) {
  const auto in_lane = fmt::format("(seq - 1) / {} % 2 = {}", lane_width, static_cast<int>(lane));
  // Not an anti join: the statistics of rows just written mislead the planner.
  const auto last = tx.value(
      fmt::format("SELECT max(seq) FROM admctl.plan_outcome WHERE plan = $1::uuid AND {}", in_lane), {plan.id});
  std::vector<PlanItem> out;
  const auto rows = tx.query(
      fmt::format(
          "SELECT {} FROM admctl.plan_item WHERE plan = $1::uuid AND seq > $2 AND {} ORDER BY seq LIMIT $3",
          item_columns, in_lane),
      {plan.id, last.value_or("0"), std::to_string(limit)});
  for (const auto row : rows) out.push_back(read_item(row));
  return out;
}

void save_outcomes(pg::Transaction& tx, const Plan& plan, std::span<const ItemOutcome> outcomes) {
  const auto text = [&](std::string ItemOutcome::*member) {
    return array_of(outcomes, [member](const ItemOutcome& outcome) {
      return (outcome.*member).empty() ? pg::Param{} : pg::Param{outcome.*member};
    });
  };
  tx.query(
      "INSERT INTO admctl.plan_outcome (plan, seq, outcome, operation, code, message, detail) SELECT $1::uuid, "
      "o.* "
      "FROM unnest($2::integer[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[]) AS o",
      {plan.id, array_of(outcomes, [](const ItemOutcome& outcome) { return std::to_string(outcome.seq); }),
       array_of(outcomes, [](const ItemOutcome& outcome) { return std::string{name_of(outcome.result)}; }),
       array_of(outcomes, [](const ItemOutcome& outcome) { return outcome.operation; }),
       text(&ItemOutcome::code), text(&ItemOutcome::message), text(&ItemOutcome::detail)});
}

Progress progress_of(pg::Transaction& tx, const Plan& plan) {
  const auto rows = tx.query(
      fmt::format("SELECT {} FROM admctl.plan_outcome WHERE plan = $1::uuid", progress_columns), {plan.id});
  return read_progress(rows.front(), plan.items);
}

std::vector<ItemOutcome> failures_of(pg::Transaction& tx, const Plan& plan, std::int64_t limit) {
  std::vector<ItemOutcome> out;
  const auto rows = tx.query(
      "SELECT o.seq, i.record, o.outcome, o.code, o.message, o.detail FROM admctl.plan_outcome AS o "
      "JOIN admctl.plan_item AS i USING (plan, seq) WHERE o.plan = $1::uuid "
      "AND o.outcome NOT IN ('done', 'already') ORDER BY o.seq LIMIT $2",
      {plan.id, std::to_string(limit)});
  for (const auto row : rows) {
    ItemOutcome outcome;
    outcome.seq = row.integer("seq");
    outcome.record = row.text("record");
    for (std::size_t i = 0; i < result_names.size(); ++i) {
      if (result_names[i] == row.text("outcome")) outcome.result = static_cast<ItemResult>(i);
    }
    outcome.code = row.text("code");
    outcome.message = row.text("message");
    outcome.detail = row.text("detail");
    out.push_back(std::move(outcome));
  }
  return out;
}

std::vector<std::string> operations_of(pg::Transaction& tx, const Plan& plan) {
  std::vector<std::string> out;
  const auto rows = tx.query(
      "SELECT o.id FROM admctl.operation AS o WHERE o.id IN (SELECT x.operation FROM admctl.plan_outcome AS x "
      "WHERE x.plan = $1::uuid AND x.operation IS NOT NULL) ORDER BY o.seq DESC",
      {plan.id});
  for (const auto row : rows) out.emplace_back(row.text(0));
  return out;
}

std::vector<Approval> approvals_of(pg::Transaction& tx, const Plan& plan) {
  std::vector<Approval> out;
  const auto rows = tx.query(
      "SELECT db_role, actor, reason, to_char(approved_at AT TIME ZONE 'UTC', "
      "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') AS approved_at FROM admctl.approval WHERE plan = $1::uuid "
      "AND hash = $2 ORDER BY approved_at",
      {plan.id, plan.hash});
  for (const auto row : rows) {
    out.push_back({std::string{row.text("db_role")}, std::string{row.text("actor")}, row.get("reason"),
                   std::string{row.text("approved_at")}});
  }
  return out;
}

void approve(pg::Transaction& tx, const Plan& plan, const Request& request) {
  if (!plan.needs_approval) {
    throw Error{code::approval_refused,
                fmt::format("plan {} needs no approval", plan.id),
                {},
                "run it: admctl op resume " + plan.id};
  }
  if (tx.value("SELECT session_user") == plan.db_role) {
    throw Error{code::approval_refused,
                fmt::format("role {} made the plan and cannot approve it", plan.db_role),
                "an approval needs a second pair of eyes: another database role",
                "let somebody else run: admctl op approve " + plan.id};
  }
  if (const auto progress = progress_of(tx, plan); progress.left() < plan.items) {
    throw Error{code::approval_refused, fmt::format("plan {} has been run already", plan.id)};
  }
  tx.query(
      "INSERT INTO admctl.approval (plan, actor, os_user, host, reason, hash) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (plan, db_role) DO NOTHING",
      {plan.id, request.actor, request.os_user, request.host, request.reason, plan.hash});
}

}  // namespace admctl::ops
