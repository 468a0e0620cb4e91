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

enum class State {
  applied,
  pending,
  out_of_order,  // pending, though a later one is applied
  rolled_back,   // marked so by the platform's own tool; pending when the file is there
  failed,        // begun, never finished: blocks the others
  edited,        // applied, but the file is another one now
  missing,       // applied, but there is no file
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

  // True when the next run applies it.
  bool is_pending() const;
};

// What database and files say together.
struct Status {
  bool has_history = false;    // the table is there
  bool schema_in_use = false;  // the schema has tables, those of extensions and the history's own aside
  std::vector<Entry> entries;  // by name

  std::size_t count(State state) const;
  std::size_t pending() const;
  // "12 applied, 2 pending"
  std::string describe() const;
};

class History {
 public:
  virtual ~History() = default;

  // The table, as it is named in messages and in the ledger.
  virtual std::string_view table() const = 0;
  // The session-level advisory lock under which the format's own tool runs: each excludes the other.
  virtual std::int64_t lock_key() const = 0;
  // `files` must outlive the result. Reads only.
  virtual Status read(pg::Transaction& tx, std::span<const MigrationFile> files) const = 0;

  // Makes the table when it is missing, and the row of a migration that begins; returns the row's id.
  virtual std::string begin(ops::Writer& writer, const MigrationFile& file) const = 0;
  // Completes the row, in the same transaction.
  virtual void finish(ops::Writer& writer, const std::string& id) const = 0;

  // What to do about a schema that is in use without a history, and about a failed migration.
  virtual std::string baseline_hint() const = 0;
  virtual std::string failed_hint(std::string_view name) const = 0;
};

// The history of the pack. Throws code::bad_pack for a format that this version cannot write.
std::unique_ptr<History> make_history(const platform::Pack& pack);

}  // namespace admctl::migrate
