#include "lib/migrate/lock_holders.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/core/clock.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::migrate {
namespace {

struct KnownLock {
  std::int64_t key;
  std::string_view tool;
};

constexpr std::array known_locks{
    KnownLock{72707369, "Prisma Migrate"},
    KnownLock{75474063, "Sqitch"},
    KnownLock{4727445306447283, "graphile-migrate"},
    KnownLock{4097083626, "goose"},
};

// Flyway adds the hash of its table's name, a signed 32-bit number, to this.
constexpr std::int64_t flyway_base = 0x466C79776179;
constexpr std::int64_t flyway_range = std::int64_t{1} << 31;

constexpr std::string_view granted_here =
    "l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())";

std::string advisory() {
  return fmt::format("l.locktype = 'advisory' AND l.objsubid = 1 AND {}", granted_here);
}

std::string describe(std::string_view tool, pg::RowView row) {
  if (row.is_null("age")) return fmt::format("pid {} (details not visible to this role)", row.text("pid"));
  const auto application = row.text("application_name");
  const auto name = application.empty() ? std::string{"no application name"} : std::string{application};
  const bool ours = application.starts_with("admctl");
  return fmt::format("pid {} ({}{}, {} on {}), connected for {}", row.text("pid"), name,
                     tool.empty() || ours ? std::string{} : fmt::format(", the lock of {}", tool),
                     row.text("usename"), row.text("host"), format_duration(Millis{row.integer("age")}));
}

bool others_hold_tables(pg::Transaction& tx) {
  return tx
      .value(
          fmt::format("SELECT 1 FROM pg_locks AS l WHERE l.locktype = 'relation' AND l.pid <> pg_backend_pid() "
                      "AND {} LIMIT 1",
                      granted_here))
      .has_value();
}

}  // namespace

std::string_view tool_of_lock(std::int64_t key) {
  const auto found = std::ranges::find(known_locks, key, &KnownLock::key);
  if (found != known_locks.end()) return found->tool;
  return key >= flyway_base - flyway_range && key < flyway_base + flyway_range ? "Flyway" : "";
}

std::optional<std::string> advisory_holder(pg::Session& session, std::int64_t key) {
  pg::Transaction tx{session};
  const auto rows = tx.query(
      fmt::format("SELECT l.pid, a.application_name, a.usename, coalesce(host(a.client_addr), 'this host') AS "
                  "host, (extract(epoch FROM now() - a.backend_start) * 1000)::bigint AS age "
                  "FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid "
                  "WHERE {} AND {} = $1::bigint",
                  advisory(), key_of_lock),
      {std::to_string(key)});
  if (rows.empty()) return std::nullopt;
  return describe(tool_of_lock(key), rows.front());
}

std::optional<std::string> other_tool(pg::Transaction& tx, std::int64_t own_key) {
  for (const auto row :
       tx.query(fmt::format("SELECT l.pid, {} AS key FROM pg_locks AS l WHERE {}", key_of_lock, advisory()))) {
    const auto key = row.integer("key");
    const auto tool = tool_of_lock(key);
    if (key != own_key && !tool.empty()) return fmt::format("{} (pid {})", tool, row.text("pid"));
  }
  return std::nullopt;
}

std::vector<OldTransaction> old_transactions(pg::Transaction& tx, std::span<const ObjectName> tables) {
  // Nearly always: and of a server process that has just begun, the other query takes 4 ms.
  if (!others_hold_tables(tx)) return {};
  std::vector<std::string> names;
  for (const auto& table : tables) names.push_back(table.quoted());
  const auto rows = tx.query(
      fmt::format(
          "SELECT t.nr, l.relation::regclass AS tab, a.pid, a.usename, a.application_name, a.state, "
          "(extract(epoch FROM now() - a.xact_start) * 1000)::bigint AS age, left(a.query, 60) AS query "
          "FROM pg_stat_activity AS a JOIN pg_locks AS l ON l.pid = a.pid "
          "JOIN unnest($1::text[]) WITH ORDINALITY AS t (name, nr) ON to_regclass(t.name) = l.relation "
          "WHERE {} AND a.pid <> pg_backend_pid() AND a.xact_start < now() - interval '1 second' "
          "GROUP BY t.nr, l.relation, a.pid, a.usename, a.application_name, a.state, a.xact_start, a.query "
          "ORDER BY a.xact_start",
          granted_here),
      {pg::array_text(names)});
  constexpr std::ptrdiff_t shown = 3;
  std::vector<OldTransaction> out;
  for (const auto row : rows) {
    const auto& table = tables[static_cast<std::size_t>(row.integer("nr") - 1)];
    if (std::ranges::count(out, table, &OldTransaction::table) >= shown) continue;
    out.push_back({table, fmt::format("a transaction on {} has been open for {}: pid {} ({}, {}, {}): {}",
                                      row.text("tab"), format_duration(Millis{row.integer("age")}),
                                      row.text("pid"), row.text("usename"), row.text("application_name"),
                                      row.text("state"), row.text("query"))});
  }
  return out;
}

}  // namespace admctl::migrate
