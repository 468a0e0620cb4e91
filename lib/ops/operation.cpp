#include "lib/ops/operation.hpp"

#include "lib/core/json_text.hpp"
#include "lib/core/sha256.hpp"

namespace admctl::ops {

// The canonical JSON of one object with all of these members, piece by piece: an operation may have many
// thousands of changes, which are not copied for it. "actor" sorts before "changes", the rest after it.
std::string chain_hash(const Operation& operation, const std::vector<Change>& changes) {
  Sha256 hash;
  hash.update(operation.prev_hash);
  hash.update("{\"actor\":" + to_canonical_json(Value{operation.actor}) + ",\"changes\":[");
  bool first = true;
  for (const auto& change : changes) {
    if (!first) hash.update(",");
    first = false;
    hash.update(
        "{\"after\":" + to_canonical_json(change.after) + ",\"before\":" + to_canonical_json(change.before) +
        ",\"key\":" + to_canonical_json(change.key) + ",\"table\":" + to_canonical_json(Value{change.table}) +
        ",\"trail\":" + (change.trail ? "true}" : "false}"));
  }
  const Object rest{{"seq", operation.seq},
                    {"id", operation.id},
                    {"kind", operation.kind},
                    {"command", operation.command},
                    {"dbRole", operation.db_role},
                    {"osUser", operation.os_user},
                    {"host", operation.host},
                    {"reason", operation.reason},
                    {"ticket", operation.ticket},
                    {"idempotencyKey", operation.idempotency_key},
                    {"forced", operation.forced},
                    {"undoes", operation.undoes},
                    {"summary", operation.summary},
                    {"startedAt", operation.started_at},
                    {"finishedAt", operation.finished_at}};
  hash.update("],");
  hash.update(std::string_view{to_canonical_json(rest)}.substr(1));
  return hash.finish();
}

}  // namespace admctl::ops
