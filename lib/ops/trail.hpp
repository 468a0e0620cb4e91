// The platform's own trail: rows of its audit and event tables, as its application would write them.
#pragma once

#include <string>
#include <string_view>

#include "lib/core/value.hpp"
#include "lib/ops/writer.hpp"

namespace admctl::ops {

// One row of the pack's audit table, with operator, reason, ticket, command and operation id in its metadata.
// Secret columns are masked in old and new. Does nothing when the pack has no audit table: the ledger serves.
void write_audit(Writer& writer, std::string_view action, std::string_view resource,
                 std::string_view resource_id, const Value& old_value, const Value& new_value,
                 Object metadata = {});

// What a lifecycle event is about.
struct StateMove {
  std::string key;  // of the record
  std::string from;
  std::string to;
  Object data = {};   // members added to the event's data
  Object given = {};  // inputs of the move, op.given
};

// The row aliases r and op of pack expressions, as SQL: "<table> AS r CROSS JOIN (SELECT ...) AS op".
// Adds its parameters to `params`. See lib/platform/pack.hpp for the columns of op; `data` becomes op.data.
std::string expression_source(const Writer& writer, const platform::Kind& kind, const StateMove& move,
                              const Value& data, pg::Params& params);

// Evaluates pack expressions over r and op for one record: {column: value}. `extra_from` adds further joins.
Object evaluate(Writer& writer, const platform::Kind& kind, const StateMove& move, const Value& data,
                const platform::Expressions& expressions);

// operator, operation id, reason, ticket, forced: what every event of admctl says.
Object event_data(const Writer& writer, const Object& more);

// One row of the kind's event table. Does nothing when the kind has none.
void write_event(Writer& writer, const platform::Kind& kind, const StateMove& move);

}  // namespace admctl::ops
