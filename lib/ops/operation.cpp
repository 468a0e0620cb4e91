#include "lib/ops/operation.hpp"

#include "lib/core/id.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::ops {

std::string chain_hash(const Operation& operation, const std::vector<Change>& changes) {
  Array change_list;
  for (const auto& change : changes) {
    change_list.emplace_back(Object{{"table", change.table},
                                    {"key", change.key},
                                    {"before", change.before},
                                    {"after", change.after},
                                    {"trail", change.trail}});
  }
  const Object row{{"seq", operation.seq},
                   {"id", operation.id},
                   {"kind", operation.kind},
                   {"command", operation.command},
                   {"actor", operation.actor},
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
                   {"finishedAt", operation.finished_at},
                   {"changes", std::move(change_list)}};
  return sha256_hex(operation.prev_hash + to_canonical_json(row));
}

}  // namespace admctl::ops
