#include "lib/migrate/lease.hpp"

#include <fmt/format.h>

#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/id.hpp"
#include "lib/ops/ledger_schema.hpp"

namespace admctl::migrate {
namespace {

void make_ledger(pg::Session& session) {
  pg::Transaction tx{session};
  ops::ensure_ledger(tx, ops::LedgerPart::progress);
  tx.commit();
}

}  // namespace

std::unique_ptr<Lease> Lease::take(pg::Session& session, std::int64_t key, const std::string& holder,
                                   Millis lasts) {
  make_ledger(session);
  const auto token = make_uuid_v4();
  pg::Transaction tx{session};
  const auto rows = tx.query(
      "INSERT INTO admctl.lease AS l (key, token, holder, acquired_at, heartbeat_at, expires_at) "
      "SELECT $1, $2, $3, at, at, at + $4::bigint * interval '1 millisecond' FROM clock_timestamp() AS at "
      "ON CONFLICT (key) DO UPDATE SET token = excluded.token, holder = excluded.holder, "
      "acquired_at = excluded.acquired_at, heartbeat_at = excluded.heartbeat_at, "
      "expires_at = excluded.expires_at WHERE l.expires_at < clock_timestamp() RETURNING token",
      {std::to_string(key), token, holder, std::to_string(lasts.count())});
  tx.commit();
  if (rows.empty()) return nullptr;
  return std::unique_ptr<Lease>{new Lease{session, key, token, lasts}};
}

Lease::Lease(const pg::Session& session, std::int64_t key, std::string token, Millis lasts)
    : session_{session.open_another("admctl migrate lease")},
      key_{std::to_string(key)},
      token_{std::move(token)},
      lasts_{lasts},
      thread_{[this, beside = session.open_another("admctl migrate lease")]() mutable {
        renew(std::move(beside));
      }} {}

Lease::~Lease() {
  {
    const std::lock_guard guard{mutex_};
    over_ = true;
  }
  ended_.notify_all();
  thread_.join();
  try {
    pg::Transaction tx{session_};
    tx.query("DELETE FROM admctl.lease WHERE key = $1 AND token = $2", {key_, token_});
    tx.commit();
  } catch (const std::exception&) {
    // It ends by itself when nobody renews it.
    return;
  }
}

void Lease::renew(pg::Session session) {
  std::unique_lock lock{mutex_};
  while (!ended_.wait_for(lock, lasts_ / 3, [this] { return over_; })) {
    try {
      pg::Transaction tx{session};
      tx.query(
          "UPDATE admctl.lease SET heartbeat_at = at, expires_at = at + $3::bigint * interval '1 "
          "millisecond' FROM clock_timestamp() AS at WHERE key = $1 AND token = $2",
          {key_, token_, std::to_string(lasts_.count())});
      tx.commit();
    } catch (const Error&) {
      // A moment later it may work again; a lease that is lost is noticed by require().
      continue;
    }
  }
}

void Lease::require(pg::Transaction& tx) const {
  if (tx.value("SELECT 1 FROM admctl.lease WHERE key = $1 AND token = $2 FOR SHARE", {key_, token_})) return;
  throw Error{code::lease_lost, "another runner has taken the lease on migrations",
              "this one could not renew it in time", "run the command again: it continues where it is"};
}

std::optional<std::string> lease_holder(pg::Session& session, std::int64_t key) {
  pg::Transaction tx{session};
  if (!tx.value("SELECT to_regclass('admctl.lease')")) return std::nullopt;
  const auto rows = tx.query(
      "SELECT holder, (extract(epoch FROM clock_timestamp() - acquired_at) * 1000)::bigint AS age "
      "FROM admctl.lease WHERE key = $1 AND expires_at >= clock_timestamp()",
      {std::to_string(key)});
  if (rows.empty()) return std::nullopt;
  return fmt::format("{}, by lease, for {}", rows.front().text("holder"),
                     format_duration(Millis{rows.front().integer("age")}));
}

}  // namespace admctl::migrate
