// Tables whose rows are sealed, and the bytes of a row that are hashed.
//
// A leaf is one line of JSON: {"table":"<name>","row":{"<column>":<text or null>, ...}}, columns in their order
// in the table when the row was sealed, values as PostgreSQL writes them as text with TimeZone UTC and ISO
// dates.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::audit {

struct SealSource {
  std::string name;  // "audit", "events:<table>", "ledger"
  std::string schema;
  std::string table;
  std::vector<std::string> key;
  std::vector<std::string> columns;
  std::string time;  // column
  bool is_ledger = false;

  // Quoted.
  std::string relation() const;
  // SQL over the row `a`: its key as text; a key of several columns as a JSON array.
  std::string key_sql() const;
  // SQL over `a`: every column as text, in order.
  std::string columns_sql() const;
};

// What there is to seal: the platform's audit table, its event tables, the ledger, those of `wanted` only
// unless that is empty ("audit", "events", "ledger", or a full name). A table that does not exist is left out.
// Throws code::no_audit_table for a wanted source that the platform does not have.
std::vector<SealSource> seal_sources(pg::Transaction& tx, const platform::Pack& pack,
                                     const std::vector<std::string>& wanted);

// Whether there is a row of after that time (RFC 3339), by its own time, that was not sealed; what records a
// seal in the ledger does not count.
bool has_unsealed_after(pg::Transaction& tx, const SealSource& source, const std::string& time);

// Whether `name` is what one of `wanted` names.
bool is_wanted(std::string_view name, const std::vector<std::string>& wanted);

// The bytes of a leaf; `row` holds the columns from `first` on. The text is valid until the next call.
class LeafText {
 public:
  LeafText(std::string_view table, const std::vector<std::string>& columns);
  std::string_view of(pg::RowView row, std::size_t first);

 private:
  std::vector<std::string> names_;  // what stands before each value
  std::string text_;
};

}  // namespace admctl::audit
