#include <fmt/format.h>

#include <array>

#include "commands/archive_run.hpp"
#include "lib/audit/checkpoint.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/ledger_schema.hpp"
#include "lib/ops/policy.hpp"

namespace admctl::commands {
namespace {

Error waits(const ops::Plan& plan, const audit::ArchiveSet& set) {
  return Error{
      code::approval_needed, fmt::format("plan {} waits for an approval", plan.id),
      fmt::format("deletes {} of audit rows before {}", count_of(set.rows, "row"), to_rfc3339(set.before)),
      fmt::format("another database role approves it: admctl op approve {0} --confirm=1; then repeat this "
                  "command with --plan {0}",
                  plan.id)}
      .with_operation(plan.id);
}

Value asked(const audit::ArchiveSet& set) {
  return Object{{"to", "archived"},
                {"before", to_rfc3339(set.before)},
                {"rows", static_cast<std::int64_t>(set.rows)},
                {"root", audit::digest_to_base64(set.root)}};
}

ops::Plan record_plan(Context& context, const audit::ArchiveSet& set) {
  pg::Transaction tx{context.session()};
  ops::ensure_ledger(tx, ops::LedgerPart::plans);
  const std::array items{
      ops::PlanItem{1, set.source.name, set.source.table, "sealed", audit::digest_to_base64(set.root)}};
  auto plan = ops::save_plan(tx, context.request(archive_kind), asked(set), items, true);
  if (!context.dry_run()) tx.commit();
  return plan;
}

}  // namespace

std::optional<ops::Plan> approved_plan(Context& context, const ArchiveFlags& flags,
                                       const audit::ArchiveSet& set) {
  if (context.protection() != ops::Protection::guarded) return std::nullopt;
  // Before a file is written.
  context.request(archive_kind);
  if (!flags.plan) throw waits(record_plan(context, set), set);
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot()};
  const auto plan = ops::find_plan(tx, *flags.plan);
  if (!plan || plan->kind != archive_kind) {
    throw Error{code::no_such_operation,
                fmt::format("the ledger has no plan '{}' to archive", *flags.plan),
                {},
                "run 'admctl op plans' to see what there is"};
  }
  if (ops::approvals_of(tx, *plan).empty()) throw waits(*plan, set);
  if (plan->asked != asked(set) || ops::items_left(tx, *plan, ops::Lane::even, 1).empty()) {
    throw Error{code::plan_moved,
                "the rows to archive are not those of the plan, or it was carried out already",
                {},
                "repeat the command without --plan: it records a new one"};
  }
  return plan;
}

void close_plan(Context& context, const ops::Plan& plan) {
  pg::Transaction tx{context.session()};
  const std::array outcome{
      ops::ItemOutcome{.seq = 1, .record = {}, .operation = {}, .code = {}, .message = {}, .detail = {}}};
  ops::save_outcomes(tx, plan, outcome);
  tx.commit();
}

void refuse_archive_plan(const ops::Plan& plan) {
  if (plan.kind != archive_kind) return;
  throw Error{code::usage,
              "this plan archives audit rows",
              {},
              fmt::format("carry it out with 'admctl audit archive ... --plan {}'", plan.id)};
}

}  // namespace admctl::commands
