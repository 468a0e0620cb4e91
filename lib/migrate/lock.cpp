#include "lib/migrate/lock.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"

namespace admctl::migrate {
namespace {

using Steady = std::chrono::steady_clock;

constexpr Millis first_pause{20};
constexpr Millis longest_pause{250};
constexpr int idle_timeout_since = 140000;

bool try_lock(pg::Session& session, std::int64_t key) {
  return session.execute_alone(fmt::format("SELECT pg_try_advisory_lock({})", key)).front().boolean(0);
}

// "pid 4711 (prisma, alice on 10.0.0.7), connected for 12s"; nullopt when nobody holds it any more.
std::optional<std::string> holder(pg::Session& session, std::int64_t key) {
  pg::Transaction tx{session};
  const auto rows = tx.query(
      "SELECT l.pid, a.application_name, a.usename, coalesce(host(a.client_addr), 'this host') AS host, "
      "(extract(epoch FROM now() - a.backend_start) * 1000)::bigint AS age "
      "FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid "
      "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 "
      "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
      "AND (l.classid::bigint << 32) + l.objid::bigint = $1::bigint",
      {std::to_string(key)});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  if (row.is_null("age")) return fmt::format("pid {} (details not visible to this role)", row.text("pid"));
  const auto application = row.text("application_name");
  return fmt::format("pid {} ({}, {} on {}), connected for {}", row.text("pid"),
                     application.empty() ? "no application name" : application, row.text("usename"),
                     row.text("host"), format_duration(Millis{row.integer("age")}));
}

}  // namespace

MigrationLock::MigrationLock(const pg::Session& beside, std::int64_t key, Millis deadline,
                             const std::function<void(std::string_view)>& say)
    : session_{beside.open_another("admctl migrate lock")} {
  // The session waits idle while migrations run on the other one; a server's limit would drop the lock
  // silently.
  if (session_.server_version() >= idle_timeout_since) session_.execute_alone("SET idle_session_timeout = 0");
  const auto end = Steady::now() + deadline;
  auto pause = first_pause;
  std::optional<std::string> last_holder;
  while (!try_lock(session_, key)) {
    const auto held_by = holder(session_, key);
    if (held_by && !last_holder) say("waiting for another migration run: " + *held_by);
    if (held_by) last_holder = held_by;
    if (Steady::now() >= end) {
      throw Error{
          code::migration_locked, fmt::format("another migration run holds the lock ({})", key),
          last_holder.value_or(""),
          "wait for it to end and run the command again; a session left behind by a crash is ended with "
          "SELECT pg_terminate_backend(pid)"};
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, longest_pause);
  }
}

}  // namespace admctl::migrate
