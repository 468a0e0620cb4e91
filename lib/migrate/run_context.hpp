// What the parts of one run of migrations share.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/error.hpp"
#include "lib/migrate/history.hpp"
#include "lib/migrate/lock.hpp"
#include "lib/migrate/lock_holders.hpp"
#include "lib/migrate/parser.hpp"
#include "lib/migrate/runner.hpp"
#include "lib/ops/write.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::migrate {

struct Pending {
  const Entry* entry;
  const MigrationFile* file;
  Script script;
};

// Who was seen to be in the way, for all that is pending.
struct Seen {
  std::chrono::steady_clock::time_point at;
  std::vector<OldTransaction> old_transactions;
};

// Migrations are about tables, not about records: what write() is given of the platform is its head alone.
platform::Pack without_records(const platform::PackHead& head);

struct RunContext {
  pg::Session& session;
  platform::Pack pack;
  const History& history;
  const MigrationLock& lock;
  ops::Request request;
  const UpOptions& options;
  std::span<const Pending> pending = {};
  std::optional<Seen> seen = {};
  // Made by this run a moment ago, and not filled by it.
  std::vector<ObjectName> empty_tables = {};

  // For a migration with those directives: no limit on statements, 2 s for locks, unless it says otherwise, and
  // the formats that it has in psql.
  ops::WriteOptions write_options(const Directives& directives) const;
  // Whether anything is to come behind it.
  bool is_last(const Pending& each) const { return pending.empty() || &each == &pending.back(); }
};

// What the server may grant when it is asked again, or lost; write() must see these as they are.
bool belongs_to_write(const Error& error);

// Says what is in the way of a migration before it queues: old transactions on the tables it changes, as they
// were at most a second ago. Throws code::index_invalid where CREATE INDEX IF NOT EXISTS would be content with
// an INVALID index. `tx` is in the pack's schema.
void look_ahead(pg::Transaction& tx, RunContext& context, const Pending& pending);

// Runs one statement, watching it when it builds an index, and says how long it took when that was long.
void run_timed(RunContext& context, const Pending& pending, std::size_t statement, std::string_view pid,
               const std::function<void()>& run);

// "CREATE INDEX CONCURRENTLY orders_user ...": the first words of a statement.
std::string first_words(std::string_view statement);

}  // namespace admctl::migrate
