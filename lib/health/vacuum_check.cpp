#include <algorithm>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/health/checks.hpp"
#include "lib/health/judgement.hpp"
#include "lib/pg/replication.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::health {
namespace {

// The server refuses writes a little before 2^31 ids are in use.
constexpr std::int64_t last_id = std::int64_t{1} << 31;
constexpr std::int64_t grave_age = last_id / 10 * 7;
constexpr std::int64_t many_dead_rows = 10'000;

std::string millions(std::int64_t count) {
  return count < 1'000'000 ? fmt::format("{}", count) : fmt::format("{} million", count / 1'000'000);
}

void find_old_ids(pg::Transaction& tx, Findings& findings) {
  const auto rows = tx.query(
      "SELECT age(datfrozenxid) AS ids, mxid_age(datminmxid) AS multi, "
      "current_setting('autovacuum_freeze_max_age')::bigint AS freeze, "
      "current_setting('autovacuum_multixact_freeze_max_age')::bigint AS freeze_multi "
      "FROM pg_database WHERE datname = current_database()");
  const auto row = rows.front();
  const auto table = tx.query(
      "SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
      "WHERE c.relkind IN ('r', 'm') ORDER BY age(c.relfrozenxid) DESC LIMIT 1");
  const auto worst = table.empty() ? std::string{} : pg::quote(table.front().text(0), table.front().text(1));
  judge_id_ages({row.integer("ids"), row.integer("multi"), row.integer("freeze"), row.integer("freeze_multi")},
                worst, findings);
}

void find_dead_rows(pg::Transaction& tx, Findings& findings) {
  for (const auto row : tx.query(
           "SELECT schemaname AS schema, relname AS name, n_dead_tup AS dead, n_live_tup AS live, "
           "to_char(greatest(last_vacuum, last_autovacuum) AT TIME ZONE 'UTC', "
           "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS "
           "vacuumed FROM pg_stat_user_tables WHERE n_dead_tup >= $1::bigint AND n_dead_tup * 5 >= n_live_tup "
           "ORDER BY n_dead_tup DESC",
           {std::to_string(many_dead_rows)})) {
    findings.add("needs-vacuum",
                 fmt::format("table {} has {} dead rows and {} live ones; last vacuumed {}", row.text("name"),
                             row.integer("dead"), row.integer("live"), row.get("vacuumed").value_or("never")),
                 Object{{"table", row.text("name")},
                        {"schema", row.text("schema")},
                        {"deadRows", row.integer("dead")},
                        {"liveRows", row.integer("live")},
                        {"lastVacuum", row.is_null("vacuumed") ? Value{} : Value{row.text("vacuumed")}}},
                 fmt::format("VACUUM (ANALYZE, VERBOSE) {};", pg::quote(row.text("schema"), row.text("name"))));
  }
}

}  // namespace

void judge_id_ages(const IdAges& ages, const std::string& worst, Findings& findings) {
  Object evidence{{"transactionIdAge", ages.transaction},
                  {"multixactAge", ages.multixact},
                  {"autovacuumFreezeMaxAge", ages.freeze_transaction}};
  const auto age = std::max(ages.transaction, ages.multixact);
  const auto* id = ages.multixact > ages.transaction ? "multixact id" : "transaction id";
  findings.ok(fmt::format("the oldest {} is {} old, of {}", id, millions(age), millions(last_id)), evidence);
  // Autovacuum begins at `freeze`; at twice that it does not keep up.
  const auto is_old = [](std::int64_t each, std::int64_t freeze) {
    return each >= std::min(freeze * 2, grave_age);
  };
  if (!is_old(ages.transaction, ages.freeze_transaction) && !is_old(ages.multixact, ages.freeze_multixact))
    return;
  auto& finding = findings.add("transaction-ids-old",
                               fmt::format("the oldest {} is {} old; at {} the server refuses writes", id,
                                           millions(age), millions(last_id)),
                               std::move(evidence), fmt::format("VACUUM (FREEZE, VERBOSE) {};", worst));
  if (age >= grave_age) finding.severity = Severity::error;
}

void check_vacuum(const Subject& subject, Findings& findings) {
  pg::Transaction tx{subject.session, subject.transaction()};
  find_old_ids(tx, findings);
  // A standby counts no dead rows.
  if (!pg::read_standby_state(tx).standby) find_dead_rows(tx, findings);
}

}  // namespace admctl::health
