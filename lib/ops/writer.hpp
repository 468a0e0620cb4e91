// What the body of ops::write() uses to change rows. Every change goes through here, so that every change has
// its before and after image in the ledger.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/ops/expression.hpp"
#include "lib/ops/operation.hpp"
#include "lib/ops/request.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::ops {

// Column and text value of a key, e.g. {{"id", "cmf3..."}}.
using RowKey = std::vector<std::pair<std::string, std::string>>;

// Columns of one row, by the text of its one-column key.
struct KeyedRow {
  std::string key;
  Object columns;
  // The whole row, when this transaction has locked and read it: it is not read again.
  const Object* image = nullptr;
};

enum class Role {
  data,   // a row of the platform; undo restores it
  trail,  // a row of the platform's event or audit table; undo leaves it
};

class Writer {
 public:
  Writer(pg::Transaction& tx, const platform::Pack& pack, const Request& request, std::string id,
         std::string now);

  // For reading and for locks; changes made past the writer would have no image.
  pg::Transaction& tx() { return tx_; }
  const platform::Pack& pack() const { return *facts_.pack; }
  const Request& request() const { return request_; }
  // The operation's id.
  const std::string& id() const { return facts_.id; }
  // The operation's time, from the database's clock: "2026-02-16 12:00:00.000", UTC, milliseconds.
  const std::string& now() const { return facts_.now; }
  // now() becomes a millisecond later: what follows comes after what was written before, also by its time.
  void advance();
  // A fresh primary key in the pack's format.
  std::string new_id() const { return facts_.new_id(); }
  // What expressions of the pack see as op.
  const OperationFacts& facts() const { return facts_; }

  // Locks one row FOR UPDATE and returns all its columns; nullopt when there is none. Bodies that lock several
  // rows do so in ascending order of the key.
  std::optional<Object> lock(std::string_view table, const RowKey& key);
  // Sets columns of one row; columns that already have the value are not part of the image.
  // Throws code::no_such_record when there is no such row. Returns the change.
  const Change& update(std::string_view table, const RowKey& key, const Object& columns,
                       Role role = Role::data);
  // Returns the change, whose `after` holds every column, defaults included. `key_columns` name the primary
  // key.
  const Change& insert(std::string_view table, const std::vector<std::string>& key_columns,
                       const Object& columns, Role role = Role::data);
  const Change& remove(std::string_view table, const RowKey& key);
  // Takes secret columns out of the images of the last change. An operation with such a change cannot be
  // undone, as the ledger does not have what would be restored.
  void mask(const std::vector<std::string>& columns);

  // The same for many rows of a table whose primary key is one column: one statement each, in ascending order
  // of the key. Images come back in the order given, nullopt where there is no row.
  std::vector<std::optional<Object>> lock_rows(std::string_view table, std::string_view key_column,
                                               std::span<const std::string> keys);
  // All rows set the same columns; no key twice. Throws code::no_such_record when a row is missing. The changes
  // are appended in the order given.
  void update_rows(std::string_view table, std::string_view key_column, std::span<const KeyedRow> rows,
                   Role role = Role::data);
  void remove_rows(std::string_view table, std::string_view key_column, std::span<const std::string> keys);
  // All rows have the same columns.
  void insert_rows(std::string_view table, const std::vector<std::string>& key_columns,
                   std::vector<Object> rows, Role role = Role::data);

  // One row for each move, from expressions over its record. `data` is op.data of each.
  void insert_evaluated(std::string_view table, const std::vector<std::string>& key_columns,
                        const platform::Kind& kind, std::span<const StateMove> moves,
                        const platform::Expressions& expressions, std::span<const Object> data,
                        Role role = Role::data);

  // Runs `body` inside a savepoint; when it returns false, or throws, all it wrote is taken back.
  void tentatively(const std::function<bool()>& body);

  // Rows written in bulk (COPY, migrations) are counted, not imaged; such an operation cannot be undone.
  void count_bulk(std::string_view table, std::size_t rows);
  // Adds a member to the summary of the operation.
  void summarise(std::string_view member, Value value);
  // Records that the request's force overrode something, and marks the operation as forced.
  void record_override(std::string what);
  void mark_undo_of(std::string id) { undoes_ = std::move(id); }
  // What the body wrote to the ledger's own tables is committed even when it changed no row of the platform.
  void keep_without_changes() { keeps_ = true; }
  bool keeps_without_changes() const { return keeps_; }
  // The operation is one even though it changes no row: somebody took data away.
  void record_without_changes() { records_ = true; }
  bool records_without_changes() const { return records_; }

  const std::vector<Change>& changes() const { return changes_; }
  // The summary with bulk counts and overrides.
  Object summary() const;
  bool has_bulk() const { return !bulk_.empty(); }
  bool forced() const { return !overrides_.empty(); }
  const std::vector<std::string>& overrides() const { return overrides_; }
  const std::optional<std::string>& undoes() const { return undoes_; }

 private:
  const Change& record(Change change);
  const Change& record_update(std::string_view table, Value key, const Object& before, const Object& after,
                              Role role);
  // `images` is a query of (place, image), `count` its rows.
  void insert_from(std::string_view table, const std::vector<std::string>& key_columns,
                   const std::vector<std::string>& columns, std::string_view images, const pg::Params& params,
                   std::size_t count, Role role);
  // True when the rows' images are given and nothing of the operation has changed the rows since.
  bool knows(std::string_view table, std::span<const KeyedRow> rows) const;
  std::string qualified(std::string_view table) const;

  pg::Transaction& tx_;
  const Request& request_;
  OperationFacts facts_;
  std::vector<Change> changes_;
  Object summary_;
  Object bulk_;
  std::vector<std::string> overrides_;
  std::optional<std::string> undoes_;
  bool keeps_ = false;
  bool records_ = false;
  bool masked_ = false;
};

// The member of an operation's summary that says that images were masked.
inline constexpr std::string_view masked_member = "masked";

// The quoted name of a table of the pack's schema, or of one that admctl keeps for platforms without it.
std::string quoted_table(const platform::Pack& pack, std::string_view table);
// {"id": "..."} of a row key.
Value key_image(const RowKey& key);
// The row key of a change.
RowKey row_key(const Change& change);

}  // namespace admctl::ops
