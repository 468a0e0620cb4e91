// The transactional core. Everything that admctl writes, it writes through write().
//
// What write() guarantees, in this order:
//  1. One transaction: BEGIN, timeouts, formats, the pack's schema; the ledger's schema is made when missing.
//  2. Idempotency: a request whose key was applied before answers with that operation; the body does not run.
//  3. The body runs: it locks its rows in key order, checks what it was told to expect, and changes rows
//  through
//     the Writer, which keeps before and after images. The platform's own trail is written by the body.
//  4. The operation and its changes are appended to the hash chain, in the same transaction.
//  5. COMMIT; a dry run differs only in ROLLBACK.
// A serialization failure or deadlock (40001, 40P01) rolls back and runs the body again, at most `attempts`
// times with growing, jittered pauses; a lock that is not granted (55P03) is tried again likewise, naming who
// holds it; nothing else is tried again. A connection lost during COMMIT is resolved by looking the operation
// up over a new connection. Anything thrown by the body leaves the database as it was.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/ops/operation.hpp"
#include "lib/ops/request.hpp"
#include "lib/ops/writer.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::ops {

struct WriteOptions {
  pg::Timeouts timeouts;
  pg::Formats formats = pg::Formats::iso_utc;
  int attempts = 5;
  // As pg::Transaction::Options::waits_for_disk.
  bool waits_for_disk = true;
  // Told why the next attempt waits; may be empty.
  std::function<void(std::string_view)> on_wait = {};
  // Told the name of every step before it is taken: begin, ledger, body, append, commit, done; may be empty.
  // Tests stop the process here.
  std::function<void(std::string_view)> on_step = {};
};

struct Outcome {
  // Without seq and hashes after a dry run. Its id is empty when the body changed no row of the platform: then
  // nothing was written, not even to the ledger, unless the body asked for that (Writer::keep_without_changes).
  Operation operation;
  std::vector<Change> changes;
  // True when an earlier request with the same idempotency key had done it already.
  bool replayed = false;
  bool dry_run = false;
};

// Throws what the body throws; code::serialization, lock_timeout when attempts are exhausted;
// code::outcome_unknown only when the database stays away after COMMIT was sent; code::key_reused when the
// idempotency key belongs to an operation of another kind.
Outcome write(pg::Session& session, const platform::Pack& pack, const Request& request,
              const std::function<void(Writer&)>& body, const WriteOptions& options = {});

}  // namespace admctl::ops
