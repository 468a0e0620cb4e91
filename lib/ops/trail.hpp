// The platform's own trail: rows of its audit and event tables, as its application would write them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/ops/expression.hpp"
#include "lib/ops/writer.hpp"

namespace admctl::ops {

// A row's image with its secret columns masked; anything but an object is returned as it is.
Value masked_image(const platform::Pack& pack, std::string_view table, const Value& image);

// One row of the pack's audit table, with operator, reason, ticket, command and operation id in its metadata.
// Secret columns are masked in old and new. Does nothing when the pack has no audit table: the ledger serves.
void write_audit(Writer& writer, std::string_view action, std::string_view resource,
                 std::string_view resource_id, const Value& old_value, const Value& new_value,
                 Object metadata = {});

// An audit row about one entity.
struct Audit {
  std::string action;
  std::string resource;  // table
  std::string resource_id;
  Value before;
  Value after;
  Object metadata;
};

// One row for each that the pack wants in its table, by one statement.
void write_audits(Writer& writer, std::span<const Audit> audits);
// What is to be said of a change that the writer has made.
Audit audit_of(const Change& change, std::string action, Object metadata);

// One row of the kind's event table for each move. Does nothing when the kind has none.
void write_events(Writer& writer, const platform::Kind& kind, std::span<const StateMove> moves);

}  // namespace admctl::ops
