#include "lib/ops/chain.hpp"

#include <fmt/format.h>

#include "lib/ops/ledger.hpp"

namespace admctl::ops {
namespace {

constexpr std::int64_t portion = 500;

void check(pg::Transaction& tx, const Operation& operation, std::int64_t expected_seq, ChainReport& report) {
  const auto problem = [&](std::string what) {
    report.problems.push_back({operation.seq, operation.id, std::move(what)});
  };
  if (operation.seq != expected_seq) {
    problem(fmt::format("operations {} to {} are missing", expected_seq, operation.seq - 1));
  } else if (operation.prev_hash != report.head) {
    problem("it does not follow from the operation before it");
  }
  const auto changes = load_changes(tx, operation.id);
  if (chain_hash(operation, changes, texts_of(changes)) != operation.hash) {
    problem("its row or its changes were edited");
  }
  report.head = operation.hash;
  ++report.checked;
}

}  // namespace

ChainReport verify_chain(pg::Transaction& tx, const std::function<bool(std::int64_t)>& go_on) {
  ChainReport report;
  report.head = std::string(64, '0');
  if (!has_ledger(tx)) return report;
  std::int64_t last = 0;
  for (;;) {
    const auto operations = load_operations_after(tx, last, portion);
    for (const auto& operation : operations) {
      if (go_on && !go_on(report.checked)) {
        report.complete = false;
        return report;
      }
      check(tx, operation, last + 1, report);
      last = operation.seq;
    }
    if (operations.empty()) break;
  }
  const auto head = tx.query("SELECT seq, hash FROM admctl.chain_head");
  if (head.empty() || head.front().integer("seq") != last || head.front().text("hash") != report.head) {
    report.problems.push_back({last + 1, "", "the end of the chain was cut off or moved"});
  }
  return report;
}

}  // namespace admctl::ops
