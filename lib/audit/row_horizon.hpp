// Which rows have been seen. Neither ids nor times are given in the order of commits, so a row that commits
// late would be missed by comparing them; transaction ids tell. Of a snapshot two things are kept: the oldest
// transaction that was under way (all before it are over), and those from it on whose rows were visible.
// Subtransactions, which snapshots do not list, count as transactions here.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>

#include "lib/audit/audit_source.hpp"
#include "lib/core/value.hpp"
#include "lib/pg/session.hpp"

namespace admctl::audit {

struct RowHorizon {
  std::string system;            // identifier of the database cluster
  std::string database;          // its oid
  std::int64_t timeline = 0;     // grows when a server is restored or takes over
  std::uint64_t oldest = 0;      // transaction id, 64 bits
  std::uint64_t next = 0;        // the first one that was not given out yet
  std::set<std::uint32_t> seen;  // of `oldest` and later; the lower 32 bits

  friend bool operator==(const RowHorizon&, const RowHorizon&) = default;
};

// A condition in SQL over a source's rows.
using RowCondition = std::function<std::string(const Source&)>;

// Of the transaction's snapshot. Goes through the rows of the sources; with `among`, only through those, and
// says nothing about others.
RowHorizon take_horizon(pg::Transaction& tx, std::span<const Source> sources, const RowCondition& among = {});

// SQL over a source's rows: those that were not visible at `then`. `now` is any horizon of a later snapshot, or
// the same one. Throws code::foreign_export_cursor when `then` says nothing about this database: another
// cluster or database, a restored one, or one that has used two thousand million transactions since.
std::string unseen_rows(const RowHorizon& then, const RowHorizon& now);

Object to_object(const RowHorizon& horizon);
// Throws code::bad_export_cursor.
RowHorizon horizon_from(const Value& value);

}  // namespace admctl::audit
