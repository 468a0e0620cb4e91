#include "lib/pg/replication.hpp"

namespace admctl::pg {

StandbyState read_standby_state(Transaction& tx) {
  StandbyState out;
  out.standby = tx.value("SELECT pg_is_in_recovery()") == "t";
  if (!out.standby) return out;
  const auto rows = tx.query(
      "SELECT EXISTS (SELECT FROM pg_stat_wal_receiver) AS receiving, "
      "coalesce(pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn(), true) AS replayed_all, "
      "pg_last_wal_replay_lsn()::text AS replayed, "
      "(greatest(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0) * 1000)::bigint "
      "AS age");
  const auto row = rows.front();
  out.receiving = row.boolean("receiving");
  out.replayed = row.get("replayed").value_or("");
  if (out.receiving && row.boolean("replayed_all"))
    out.lag = Millis{0};
  else if (!row.is_null("age"))
    out.lag = Millis{row.integer("age")};
  return out;
}

std::string describe_lag(const StandbyState& state) {
  if (!state.lag) return "lag unknown";
  if (*state.lag == Millis{0}) return "no lag";
  return format_duration(*state.lag) + " behind";
}

}  // namespace admctl::pg
