// Of a migration that does not run in one transaction: which of its statements took effect, kept in the ledger.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/migrate/history.hpp"
#include "lib/migrate/parser.hpp"
#include "lib/ops/writer.hpp"

namespace admctl::migrate {

struct StatementProgress {
  enum class State {
    running,  // begun outside a transaction; nobody said how it ended
    done,
    failed,
  };
  std::size_t statement = 0;  // from 0
  std::string hash;           // of its text
  State state = State::done;
  std::string error;
  // The server process that ran it is still at it.
  bool alive = false;
  std::string pid;
};

// The progress of one migration. All that writes is part of the caller's transaction.
class Progress {
 public:
  Progress(const History& history, const MigrationFile& file);

  // In order of the statements; empty when nothing was kept.
  std::vector<StatementProgress> load(pg::Transaction& tx) const;
  // A statement begins outside a transaction.
  void start(ops::Writer& writer, const Script& script, std::size_t statement) const;
  void done(ops::Writer& writer, const Script& script, std::size_t first, std::size_t count) const;
  void fail(ops::Writer& writer, const Script& script, std::size_t statement, std::string_view error) const;
  // The migration is complete, or nobody wants to know any more.
  void clear(ops::Writer& writer) const;

 private:
  void put(ops::Writer& writer, const Script& script, std::size_t statement, std::string_view state,
           std::optional<std::string> error) const;

  std::string schema_;
  std::string history_;
  std::string name_;
};

// Of the text of a statement.
std::string statement_hash(const Script& script, std::size_t statement);

// Completes entries that are pending or failed with the statements that took effect: such an entry is `failed`,
// and the next run continues it.
void add_progress(pg::Transaction& tx, const History& history, Status& status);

}  // namespace admctl::migrate
