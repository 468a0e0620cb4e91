#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/health/checks.hpp"
#include "lib/health/lock_queue.hpp"

namespace admctl::health {
namespace {

std::string who(const LockSession& session) {
  if (session.pid == 0) return "a prepared transaction";
  const auto comma = session.user.empty() || session.application.empty() ? "" : ", ";
  const auto name = session.user + comma + session.application;
  return name.empty() ? fmt::format("pid {}", session.pid) : fmt::format("pid {} ({})", session.pid, name);
}

}  // namespace

void check_locks(const Subject& subject, Findings& findings) {
  pg::Transaction tx{subject.session, subject.transaction()};
  const auto trees = read_lock_trees(tx);
  std::size_t waiting = 0;
  for (const auto& tree : trees) {
    const auto below = waiting_below(tree);
    waiting += below;
    const auto longest = longest_wait(tree);
    if (longest < subject.limits.lock_wait) continue;
    auto evidence = to_object(tree);
    evidence["tree"] = draw(tree);
    findings.add("lock-queue",
                 fmt::format("{} keeps {} waiting, the longest for {}", who(tree.session),
                             count_of(below, "session"), format_duration(longest)),
                 std::move(evidence),
                 tree.session.pid == 0 ? std::string{"SELECT * FROM pg_prepared_xacts;"}
                                       : fmt::format("SELECT pg_terminate_backend({});", tree.session.pid));
  }
  findings.ok(waiting == 0 ? std::string{"nobody waits for a lock"}
                           : fmt::format("{} waiting, none for longer than {}",
                                         count_of(waiting, "session is", "sessions are"),
                                         format_duration(subject.limits.lock_wait)),
              Object{{"waiting", waiting}});
}

}  // namespace admctl::health
