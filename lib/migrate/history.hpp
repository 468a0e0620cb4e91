// The record of applied migrations, kept in the table of the platform's own migration tool so that either can
// continue the other's work. One implementation per format; nothing here knows what a migration contains.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/migrate/migration_files.hpp"
#include "lib/ops/writer.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::migrate {

struct Script;

enum class State {
  applied,
  pending,
  out_of_order,  // pending, though a later one is applied
  rolled_back,   // marked so by the platform's own tool; pending when the file is there
  failed,        // begun, never finished: blocks the others
  edited,        // applied, but the file is another one now
  missing,       // applied, but there is no file, though there are later ones
  unknown,       // applied, and later than every file there is
};

// "applied", "out of order" ...
std::string_view state_name(State state);

struct Entry {
  std::string name;
  State state = State::pending;
  const MigrationFile* file = nullptr;  // null when it is not on disk
  // What the history says, when it knows the migration.
  std::string checksum;
  std::optional<Time> started_at;
  std::optional<Time> finished_at;
  std::string logs;
  // What the history knows it by.
  std::string key;
  // How many of its statements took effect, when admctl was interrupted between them: the next run continues.
  std::optional<std::size_t> done_statements;

  // True when the next run applies it.
  bool is_pending() const;
};

// What database and files say together.
struct Status {
  bool has_history = false;    // the table is there
  bool schema_in_use = false;  // without a history: the schema has tables, those of extensions aside
  std::vector<Entry> entries;  // in the order in which they are applied

  std::size_t count(State state) const;
  std::size_t pending() const;
  // "12 applied, 2 pending"
  std::string describe() const;
};

// All that writes takes the transaction of an operation, and makes the table when it is missing.
class History {
 public:
  virtual ~History() = default;

  virtual HistoryFormat format() const = 0;
  // The table, as it is named in messages and in the ledger.
  virtual std::string_view table() const = 0;
  // The session-level advisory lock under which the format's own tool runs: each excludes the other. Where that
  // tool has none, admctl's own.
  virtual std::int64_t lock_key() const { return own_lock_key; }
  // The schema whose tables the migrations make.
  const std::string& schema() const { return schema_; }
  // `files` must outlive the result. Reads only. Throws code::history_foreign when the table is another tool's.
  virtual Status read(pg::Transaction& tx, std::span<const MigrationFile> files) const = 0;

  // Before the statements of a migration: makes the table, and finds out what is missing to write to it while
  // nothing is lost.
  virtual void prepare(pg::Transaction& tx) const = 0;
  // The migration was run in this transaction: its row.
  virtual void record(ops::Writer& writer, const MigrationFile& file, const Script& script) const = 0;

  // For one that takes several transactions: the row of a migration that begins, where the format has one so
  // early; returns the row's id.
  virtual std::string begin(ops::Writer& writer, const MigrationFile& file) const;
  // The id that begin() returned to an earlier run, which did not finish. Reads only.
  virtual std::string resume(pg::Transaction& tx, const MigrationFile& file) const;
  // Writes why the migration of begin() did not finish, where the format can say so.
  virtual void fail(ops::Writer& writer, const std::string& id, std::string_view why) const;
  // The migration of begin() is done.
  virtual void finish(ops::Writer& writer, const std::string& id, const MigrationFile& file,
                      const Script& script) const;

  // Records it as done without running it.
  virtual void mark_applied(ops::Writer& writer, const MigrationFile& file, const Script& script) const;
  // Takes its row back, as the format's own tool would: what counts as pending afterwards.
  virtual void mark_rolled_back(ops::Writer& writer, const Entry& entry) const = 0;

 protected:
  explicit History(std::string schema) : schema_{std::move(schema)} {}

 private:
  // "migrate" in ASCII.
  static constexpr std::int64_t own_lock_key = 0x6d696772617465;
  std::string schema_;
};

// The history of the pack, or another one of a schema.
std::unique_ptr<History> make_history(const platform::PackHead& pack);
std::unique_ptr<History> make_history(HistoryFormat format, std::string schema);

}  // namespace admctl::migrate
