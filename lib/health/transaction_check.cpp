#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/health/checks.hpp"
#include "lib/health/missing_right.hpp"
#include "lib/health/session_text.hpp"
#include "lib/pg/copy.hpp"

namespace admctl::health {
namespace {

std::string end_of(pg::RowView row) { return fmt::format("SELECT pg_terminate_backend({});", row.text("pid")); }

Object evidence_of(pg::RowView row) {
  return {{"pid", row.integer("pid")},
          {"user", row.text("usename")},
          {"application", row.text("application_name")},
          {"client", row.text("client")},
          {"state", row.text("state")},
          {"ageMs", row.is_null("age") ? Value{} : Value{row.integer("age")}},
          {"idleMs", row.is_null("idle") ? Value{} : Value{row.integer("idle")}},
          {"query", query_text(row.text("query"), 1000)}};
}

void look_at(pg::RowView row, const Limits& limits, Findings& findings) {
  const Millis age{row.integer("age")};
  const Millis idle{row.is_null("idle") ? 0 : row.integer("idle")};
  if (row.text("state").starts_with("idle in transaction") && idle > limits.idle_transaction) {
    findings.add("idle-in-transaction",
                 fmt::format("{} is idle in its transaction for {}; last: {}", session_text(row),
                             format_duration(idle), query_text(row.text("query"))),
                 evidence_of(row), end_of(row));
    return;
  }
  if (age <= limits.long_transaction) return;
  findings.add("long-transaction",
               fmt::format("{} has a transaction open for {}: {}", session_text(row), format_duration(age),
                           query_text(row.text("query"))),
               evidence_of(row), end_of(row));
}

void look_at_prepared(pg::Transaction& tx, const Limits& limits, Findings& findings) {
  for (const auto row : tx.query("SELECT gid, owner, (extract(epoch FROM clock_timestamp() - prepared) * "
                                 "1000)::bigint AS age FROM pg_prepared_xacts WHERE database = "
                                 "current_database() ORDER BY prepared")) {
    const Millis age{row.integer("age")};
    if (age <= limits.long_transaction) continue;
    findings.add("prepared-transaction",
                 fmt::format("prepared transaction {} of {} waits for {}", row.text("gid"), row.text("owner"),
                             format_duration(age)),
                 Object{{"gid", row.text("gid")}, {"owner", row.text("owner")}, {"ageMs", age.count()}},
                 fmt::format("ROLLBACK PREPARED {};", pg::quote_literal(tx, row.text("gid"))));
  }
}

}  // namespace

void check_transactions(const Subject& subject, Findings& findings) {
  pg::Transaction tx{subject.session, subject.transaction()};
  std::size_t open = 0;
  std::size_t hidden = 0;
  for (const auto row :
       tx.query("SELECT pid, usename, application_name, coalesce(host(client_addr), 'local') AS client, state, "
                "query, "
                "(extract(epoch FROM clock_timestamp() - xact_start) * 1000)::bigint AS age, "
                "(extract(epoch FROM clock_timestamp() - state_change) * 1000)::bigint AS idle "
                "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND coalesce(backend_type, 'client backend') IN ('client backend', 'parallel worker') "
                "ORDER BY xact_start")) {
    // What belongs to roles that this one may not look at has neither state nor times.
    if (row.is_null("state") && row.is_null("age")) ++hidden;
    if (row.is_null("age")) continue;
    ++open;
    look_at(row, subject.limits, findings);
  }
  look_at_prepared(tx, subject.limits, findings);
  if (hidden > 0) {
    findings.could_not_check(fmt::format("could not look at {} of other roles", count_of(hidden, "session")),
                             missing_right(tx, "this role does not see what they do", "pg_monitor"));
  }
  findings.ok(fmt::format("{} open, none for longer than {}", count_of(open, "transaction"),
                          format_duration(subject.limits.long_transaction)),
              Object{{"open", open}});
}

}  // namespace admctl::health
