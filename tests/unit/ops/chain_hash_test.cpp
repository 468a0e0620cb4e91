// What the hash of an operation is taken over: ledgers written by any version must verify with every later one.
#include <catch2/catch.hpp>

#include "lib/core/json_text.hpp"
#include "lib/core/sha256.hpp"
#include "lib/ops/operation.hpp"

namespace admctl::ops {
namespace {

Operation an_operation() {
  Operation operation;
  operation.seq = 7;
  operation.id = "01997f2e-0000-7000-8000-000000000000";
  operation.kind = "transition";
  operation.command = "admctl transition \"deal/1\"";
  operation.actor = "zoë\n@host";
  operation.db_role = "admctl";
  operation.os_user = "root";
  operation.host = "host";
  operation.reason = "why";
  operation.forced = true;
  operation.summary = Value{Object{{"subject", "deal/1"}, {"count", 2}}};
  operation.started_at = "2026-01-01T00:00:00.000000Z";
  operation.finished_at = "2026-01-01T00:00:00.100000Z";
  operation.prev_hash = std::string(64, 'a');
  return operation;
}

TEST_CASE("an operation's hash is SHA-256 of the hash before it and the canonical JSON of row and changes") {
  const auto operation = an_operation();
  const std::vector<Change> changes{
      {"deals", Value{Object{{"id", "x"}}}, Value{Object{{"b", 1}, {"a", "é\""}}}, Value{Object{{"b", 2}}},
       false},
      {"events", Value{Object{{"id", "y"}}}, Value{}, Value{Object{{"id", "y"}}}, true}};
  Array list;
  for (const auto& change : changes) {
    list.emplace_back(Object{{"table", change.table},
                             {"key", change.key},
                             {"before", change.before},
                             {"after", change.after},
                             {"trail", change.trail}});
  }
  const Object whole{{"seq", operation.seq},
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
                     {"changes", list}};
  CHECK(chain_hash(operation, changes, texts_of(changes)) ==
        sha256_hex(operation.prev_hash + to_canonical_json(Value{whole})));
  CHECK(chain_hash(operation, {}, {}) != chain_hash(operation, changes, texts_of(changes)));
}

TEST_CASE("a known operation keeps its hash") {
  CHECK(chain_hash(an_operation(), {}, {}) ==
        "a1b092394dedf85587d2579e7295d35960ca00f1909698f5d8a28227af60b42d");
}

}  // namespace
}  // namespace admctl::ops
