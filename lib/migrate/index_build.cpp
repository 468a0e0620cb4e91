#include "lib/migrate/index_build.hpp"

#include <chrono>

#include <fmt/format.h>

#include "lib/core/error.hpp"

namespace admctl::migrate {
namespace {

constexpr int patience_ms = 1000;
constexpr int pause_ms = 500;

}  // namespace

IndexBuildWatch::IndexBuildWatch(const pg::Session& beside, std::string pid, Tell tell)
    : pid_{std::move(pid)}, tell_{std::move(tell)}, thread_{[this, where = beside.where()] { watch(where); }} {}

IndexBuildWatch::~IndexBuildWatch() {
  {
    const std::lock_guard guard{mutex_};
    over_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

bool IndexBuildWatch::wait(int milliseconds) {
  std::unique_lock lock{mutex_};
  return ended_.wait_for(lock, std::chrono::milliseconds{milliseconds}, [this] { return over_; });
}

void IndexBuildWatch::watch(const pg::Conninfo& where) {
  if (wait(patience_ms)) return;
  try {
    auto session = pg::Session::open(where, "admctl migrate watch");
    do {
      // Outside a transaction: CREATE INDEX CONCURRENTLY waits for those that are open.
      const auto rows = session.execute_alone(fmt::format(
          "SELECT phase, CASE WHEN tuples_total > 0 THEN tuples_done ELSE blocks_done END AS done, "
          "CASE WHEN tuples_total > 0 THEN tuples_total ELSE blocks_total END AS total, lockers_total, "
          "current_locker_pid FROM pg_stat_progress_create_index WHERE pid = {}",
          std::stoll(pid_)));
      if (rows.empty()) continue;
      const auto row = rows.front();
      const auto waits = row.integer("lockers_total") > 0 && row.integer("current_locker_pid") > 0;
      tell_(fmt::format("building index: {}{}", row.text("phase"),
                        waits ? fmt::format(" (pid {})", row.text("current_locker_pid")) : std::string{}),
            static_cast<std::size_t>(row.integer("done")), static_cast<std::size_t>(row.integer("total")));
    } while (!wait(pause_ms));
  } catch (const std::exception&) {
    // The statement itself tells what is wrong with the server or with an interrupted run.
    return;
  }
}

IndexState index_state(pg::Transaction& tx, const ObjectName& index) {
  const auto valid =
      tx.value("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)::oid", {index.quoted()});
  return !valid ? IndexState::absent : *valid == "t" ? IndexState::valid : IndexState::invalid;
}

std::vector<std::string> invalid_indexes(pg::Transaction& tx, const ObjectName& table) {
  std::vector<std::string> out;
  const auto rows = tx.query(
      "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_index AS i JOIN pg_class AS c ON c.oid = "
      "i.indexrelid "
      "JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE i.indrelid = to_regclass($1)::oid "
      "AND NOT i.indisvalid ORDER BY c.relname",
      {table.quoted()});
  for (const auto row : rows) out.emplace_back(row.text(0));
  return out;
}

std::string drop_command(std::string_view qualified_index) {
  return fmt::format("DROP INDEX CONCURRENTLY {};", qualified_index);
}

}  // namespace admctl::migrate
