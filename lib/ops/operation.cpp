#include "lib/ops/operation.hpp"

#include "lib/core/json_text.hpp"
#include "lib/core/parallel.hpp"
#include "lib/core/sha256.hpp"

namespace admctl::ops {

std::vector<ChangeText> texts_of(const std::vector<Change>& changes) {
  std::vector<ChangeText> texts(changes.size());
  in_parallel(changes.size(), [&](std::size_t begin, std::size_t end) {
    for (auto i = begin; i < end; ++i) {
      const auto& change = changes[i];
      texts[i] = {to_canonical_json(change.key), to_canonical_json(change.before),
                  to_canonical_json(change.after)};
    }
  });
  return texts;
}

// The canonical JSON of one object with all of these members, piece by piece: an operation may have many
// thousands of changes, which are not copied for it. "actor" sorts before "changes", the rest after it.
std::string chain_hash(const Operation& operation, const std::vector<Change>& changes,
                       const std::vector<ChangeText>& texts) {
  Sha256 hash;
  hash.update(operation.prev_hash);
  hash.update("{\"actor\":" + to_canonical_json(Value{operation.actor}) + ",\"changes\":[");
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (i > 0) hash.update(",");
    hash.update("{\"after\":" + texts[i].after + ",\"before\":" + texts[i].before + ",\"key\":" + texts[i].key +
                ",\"table\":" + to_canonical_json(Value{changes[i].table}) +
                ",\"trail\":" + (changes[i].trail ? "true}" : "false}"));
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
