#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/health/checks.hpp"
#include "lib/health/missing_right.hpp"
#include "lib/pg/copy.hpp"
#include "lib/pg/replication.hpp"

namespace admctl::health {
namespace {

std::string bytes_text(std::int64_t bytes) {
  if (bytes >= std::int64_t{1} << 30) return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1 << 30));
  if (bytes >= std::int64_t{1} << 20) return fmt::format("{} MiB", bytes >> 20);
  return fmt::format("{} KiB", bytes >> 10);
}

void check_own_lag(const Subject& subject, const pg::StandbyState& state, Findings& findings) {
  Object evidence{{"standby", true},
                  {"receiving", state.receiving},
                  {"replayed", state.replayed},
                  {"lagMs", state.lag ? Value{state.lag->count()} : Value{}}};
  const auto lag = pg::describe_lag(state);
  if (!state.receiving) {
    findings.add("not-receiving", fmt::format("this standby gets nothing from its primary ({})", lag), evidence,
                 "SHOW primary_conninfo");
  } else if (state.lag && *state.lag > subject.limits.replica_lag) {
    findings.add("standby-behind", fmt::format("this standby is {}", lag), evidence,
                 "SELECT pg_is_wal_replay_paused(), pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()");
  }
  findings.ok(fmt::format("a standby that follows its primary, {}", lag), evidence);
}

// Names of the standbys that follow this primary.
std::vector<std::string> check_standbys(pg::Transaction& tx, const Subject& subject, Findings& findings) {
  std::vector<std::string> names;
  bool hidden = false;
  std::size_t synchronous = 0;
  for (const auto row : tx.query(
           "SELECT coalesce(nullif(application_name, ''), pid::text) AS name, state, sync_state, "
           "coalesce((extract(epoch FROM replay_lag) * 1000)::bigint, 0) AS lag, "
           "pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint AS bytes FROM pg_stat_replication")) {
    names.emplace_back(row.text("name"));
    hidden = hidden || row.is_null("state");
    if (row.text("sync_state") == "sync" || row.text("sync_state") == "quorum") ++synchronous;
    const Millis lag{row.integer("lag")};
    if (lag <= subject.limits.replica_lag) continue;
    findings.add("standby-behind",
                 fmt::format("standby {} is {} behind", row.text("name"), format_duration(lag)),
                 Object{{"standby", row.text("name")},
                        {"lagMs", lag.count()},
                        {"bytes", row.is_null("bytes") ? Value{} : Value{row.integer("bytes")}},
                        {"state", row.text("state")}},
                 "SELECT * FROM pg_stat_replication");
  }
  if (hidden) {
    findings.could_not_check("could not see how far standbys are",
                             missing_right(tx, "this role does not see replication", "pg_monitor"));
    return names;
  }
  const auto wanted = tx.value("SELECT current_setting('synchronous_standby_names')").value_or("");
  if (!wanted.empty() && synchronous == 0) {
    findings.add("synchronous-standby-missing",
                 fmt::format("synchronous_standby_names is {}, and no such standby is connected",
                             pg::quote_literal(tx, wanted)),
                 Object{{"synchronousStandbyNames", wanted}},
                 "ALTER SYSTEM RESET synchronous_standby_names; SELECT pg_reload_conf();");
  }
  return names;
}

void check_slots(pg::Transaction& tx, const Subject& subject, bool standby, Findings& findings) {
  const auto end = standby ? "pg_last_wal_replay_lsn()" : "pg_current_wal_lsn()";
  for (const auto row : tx.query(fmt::format(
           "SELECT slot_name, active, coalesce(wal_status, '') AS wal_status, "
           "coalesce(pg_wal_lsn_diff({}, restart_lsn)::bigint, 0) AS held FROM pg_replication_slots",
           end))) {
    const std::string name{row.text("slot_name")};
    const auto held = row.integer("held");
    const auto drop = fmt::format("SELECT pg_drop_replication_slot({});", pg::quote_literal(tx, name));
    Object evidence{{"slot", name}, {"heldBytes", held}, {"walStatus", row.text("wal_status")}};
    if (row.text("wal_status") == "lost") {
      findings.add("slot-lost", fmt::format("replication slot {} lost WAL that its consumer needs", name),
                   evidence, drop);
    } else if (!row.boolean("active") && held >= subject.limits.slot_bytes) {
      findings.add(
          "slot-inactive",
          fmt::format("replication slot {} is not used and holds back {} of WAL", name, bytes_text(held)),
          evidence, drop);
    }
  }
}

}  // namespace

void check_replication(const Subject& subject, Findings& findings) {
  pg::Transaction tx{subject.session, subject.transaction()};
  const auto state = pg::read_standby_state(tx);
  check_slots(tx, subject, state.standby, findings);
  if (state.standby) {
    check_own_lag(subject, state, findings);
    return;
  }
  const auto standbys = check_standbys(tx, subject, findings);
  findings.ok(standbys.empty()
                  ? "a primary without standbys"
                  : fmt::format("a primary with {}: {}", count_of(standbys.size(), "standby", "standbys"),
                                join(standbys, ", ")),
              Object{{"standby", false}, {"standbys", to_array(standbys)}});
}

}  // namespace admctl::health
