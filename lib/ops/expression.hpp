// SQL expressions of a pack over r, the records, and op, the operation: see lib/platform/pack.hpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::ops {

// What op says of the operation itself. `pack` must outlive it.
struct OperationFacts {
  const platform::Pack* pack;
  std::string id;   // empty while nothing is written
  std::string now;  // "2026-02-16 12:00:00.000", UTC
  std::string actor;
  std::optional<std::string> reason;
  std::optional<std::string> ticket;

  // A fresh primary key in the pack's format.
  std::string new_id() const;
};

// A record on its way from one state to another, or staying.
struct StateMove {
  std::string key;  // of the record
  std::string from;
  std::string to;
  Object data = {};   // members added to the event's data
  Object given = {};  // inputs of the move, op.given
  bool forced = false;
  const Object* image = nullptr;  // the record's row as this transaction locked it, when it did
};

// The row aliases r and op for all moves, and k with k.place, the index of the move, as SQL:
// "(...) AS k JOIN <table> AS r ON ... CROSS JOIN LATERAL (SELECT ...) AS op". Adds its parameters to `params`.
// `data`, when not empty, is op.data of each move.
std::string expression_source(const OperationFacts& facts, const platform::Kind& kind,
                              std::span<const StateMove> moves, std::span<const Object> data,
                              pg::Params& params);

// The state of the record r as SQL: its column, or what the pack reads it from. Text, enum or boolean; cast to
// text it is the state's name.
std::string state_sql(const platform::Kind& kind);

// "jsonb_build_object($1::text, <expression>, ...)".
std::string build_object(const platform::Expressions& expressions, pg::Params& params);

// "SELECT place, image": for each move its index and {column: value}, as SQL. Adds its parameters to `params`.
std::string evaluation(const OperationFacts& facts, const platform::Kind& kind,
                       std::span<const StateMove> moves, const platform::Expressions& expressions,
                       std::span<const Object> data, pg::Params& params);

// {column: value} for each move, by one query. Throws code::no_such_record when a record is gone.
std::vector<Object> evaluate(pg::Transaction& tx, const OperationFacts& facts, const platform::Kind& kind,
                             std::span<const StateMove> moves, const platform::Expressions& expressions,
                             std::span<const Object> data = {});

}  // namespace admctl::ops
