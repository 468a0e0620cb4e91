#include "lib/health/lock_queue.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/health/session_text.hpp"

namespace admctl::health {
namespace {

// pg_locks shows everybody who waits; pg_stat_activity hides that from roles without pg_read_all_stats.
constexpr std::string_view waiters_sql =
    "WITH waiting AS (SELECT DISTINCT ON (l.pid) l.pid, pg_blocking_pids(l.pid) AS blockers, "
    "CASE l.locktype WHEN 'transactionid' THEN 'the end of its transaction' WHEN 'virtualxid' THEN 'the end of "
    "its transaction' ELSE concat_ws(' ', l.locktype, l.relation::regclass::text) || ', ' || l.mode END AS "
    "lock "
    "FROM pg_locks AS l WHERE NOT l.granted AND (l.database IS NULL OR l.database = 0 OR l.database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database())) ORDER BY l.pid), "
    "everybody AS (SELECT pid FROM waiting UNION SELECT unnest(blockers) FROM waiting) "
    "SELECT e.pid, a.usename, a.application_name, a.state, a.query, w.lock, "
    "array_to_string(w.blockers, ',') AS blockers, "
    "(extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::bigint AS age, "
    "(extract(epoch FROM clock_timestamp() - a.query_start) * 1000)::bigint AS waited "
    "FROM everybody AS e LEFT JOIN waiting AS w ON w.pid = e.pid "
    "LEFT JOIN pg_stat_activity AS a ON a.pid = e.pid "
    "WHERE a.datname IS NULL OR a.datname = current_database() ORDER BY e.pid";

std::optional<Millis> millis(pg::RowView row, std::string_view column) {
  if (row.is_null(column)) return std::nullopt;
  return Millis{std::max<std::int64_t>(row.integer(column), 0)};
}

LockSession session_of(pg::RowView row) {
  LockSession out;
  out.pid = row.integer("pid");
  out.user = row.text("usename");
  out.application = row.text("application_name");
  out.state = row.text("state");
  out.query = query_text(row.text("query"), 1000);
  out.lock = row.text("lock");
  out.age = millis(row, "age");
  if (!out.lock.empty()) out.waited = millis(row, "waited");
  for (const auto& pid : split(row.text("blockers"), ',')) out.blockers.push_back(std::stoll(pid));
  return out;
}

class Forest {
 public:
  explicit Forest(std::vector<LockSession> sessions) {
    for (auto& session : sessions) sessions_.emplace(session.pid, std::move(session));
  }

  std::vector<LockTree> grow() {
    std::vector<LockTree> out;
    for (const auto& [pid, session] : sessions_) {
      if (session.blockers.empty()) out.push_back(tree_of(pid));
    }
    // What is left waits in a ring; the server ends one of them within deadlock_timeout.
    for (const auto& [pid, session] : sessions_) {
      if (!placed_.count(pid)) out.push_back(tree_of(pid));
    }
    return out;
  }

 private:
  LockTree tree_of(std::int64_t pid) {
    placed_.insert(pid);
    LockTree tree{sessions_.at(pid), {}};
    for (const auto& [other, session] : sessions_) {
      const auto& blockers = session.blockers;
      if (!placed_.count(other) && std::ranges::find(blockers, pid) != blockers.end())
        tree.waiting.push_back(tree_of(other));
    }
    std::ranges::stable_sort(tree.waiting, [](const LockTree& a, const LockTree& b) {
      return a.session.waited.value_or(Millis{0}) > b.session.waited.value_or(Millis{0});
    });
    return tree;
  }

  std::map<std::int64_t, LockSession> sessions_;
  std::set<std::int64_t> placed_;
};

std::string line_of(const LockSession& session) {
  std::string out = session.pid == 0 ? "a prepared transaction" : fmt::format("pid {}", session.pid);
  if (!session.user.empty()) out += "  " + session.user;
  if (!session.application.empty()) out += "  " + session.application;
  if (!session.lock.empty()) {
    out += "  waits";
    if (session.waited) out += " " + format_duration(*session.waited);
    out += " for " + session.lock;
  } else {
    if (!session.state.empty()) out += "  " + session.state;
    if (session.age) out += ", transaction open for " + format_duration(*session.age);
  }
  return out;
}

void draw_below(const LockTree& tree, const std::string& indent, std::string& out) {
  for (std::size_t i = 0; i < tree.waiting.size(); ++i) {
    const auto& child = tree.waiting[i];
    const bool last = i + 1 == tree.waiting.size();
    out += indent + (last ? "└─ " : "├─ ") + visible(line_of(child.session)) + "\n";
    const auto deeper = indent + (last ? "   " : "│  ");
    const auto rail = deeper + (child.waiting.empty() ? "   " : "│  ");
    if (!child.session.query.empty()) out += rail + clip(visible(child.session.query), 70) + "\n";
    draw_below(child, deeper, out);
  }
}

}  // namespace

std::vector<LockTree> read_lock_trees(pg::Transaction& tx) {
  std::vector<LockSession> sessions;
  for (const auto row : tx.query(waiters_sql)) sessions.push_back(session_of(row));
  // A session may have got its lock, or ended, between the two views.
  std::erase_if(sessions, [&](const LockSession& session) {
    const auto waits_for = [&](const LockSession& other) {
      return std::ranges::find(other.blockers, session.pid) != other.blockers.end();
    };
    return session.lock.empty() && std::ranges::none_of(sessions, waits_for);
  });
  auto trees = Forest{std::move(sessions)}.grow();
  std::erase_if(trees, [](const LockTree& tree) { return tree.waiting.empty(); });
  return trees;
}

std::size_t waiting_below(const LockTree& tree) {
  std::size_t count = tree.waiting.size();
  for (const auto& child : tree.waiting) count += waiting_below(child);
  return count;
}

Millis longest_wait(const LockTree& tree) {
  Millis longest = tree.session.waited.value_or(Millis{0});
  for (const auto& child : tree.waiting) longest = std::max(longest, longest_wait(child));
  return longest;
}

std::string draw(const LockTree& tree) {
  std::string out = visible(line_of(tree.session)) + "\n";
  if (!tree.session.query.empty()) out += "│  " + clip(visible(tree.session.query), 70) + "\n";
  draw_below(tree, "", out);
  return out;
}

Object to_object(const LockTree& tree) {
  const auto& session = tree.session;
  Array waiting;
  for (const auto& child : tree.waiting) waiting.emplace_back(to_object(child));
  return {{"pid", session.pid},
          {"user", session.user},
          {"application", session.application},
          {"state", session.state},
          {"query", session.query},
          {"waitsFor", session.lock.empty() ? Value{} : Value{session.lock}},
          {"waitedMs", session.waited ? Value{session.waited->count()} : Value{}},
          {"ageMs", session.age ? Value{session.age->count()} : Value{}},
          {"waiting", std::move(waiting)}};
}

}  // namespace admctl::health
