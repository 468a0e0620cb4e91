// The compiled generator: what compiler.hpp makes of a generator file. Immutable once built, so that several
// evaluators can work on it at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/seed/arena.hpp"
#include "lib/seed/datum.hpp"
#include "lib/seed/expression_source.hpp"
#include "lib/seed/walk.hpp"

namespace admctl::seed {

struct Builtin;

enum class Op : std::uint8_t {
  literal,   // literal
  constant,  // index: of the constant
  slot,      // index: of the slot of the row at hand
  member,    // args[0] is a row; index: of its slot
  self,      // the row at hand
  parent,    // args[0] is a row
  position,  // args[0] is a row; its number among all (root) or of its family
  ordinal,   // args[0] is a row; its number among the children of its parent
  serial,    // args[0] is a row; its position, counted on from the sets that were there before
  loop,      // index: of the loop variable
  records,   // how many records were asked for
  locales,   // the languages that were chosen
  appended,  // whether there were sets before
  until,
  negate,
  logical_not,
  logical_and,
  logical_or,
  add,
  subtract,
  multiply,
  divide,
  modulo,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  list,
  object,
  choose,  // condition, value, condition, value ..., otherwise
  match,   // subject, candidate, value, candidate, value ..., otherwise
  coalesce,
  each,      // from, to, value; index: of the loop variable
  weighted,  // values; weights: their cumulative weights
  row,       // args[0] is the index; entity tells the table
  count,     // entity in `index`
  child,     // args[0] is the parent row, args[1] the ordinal; entity tells the table
  children,  // args[0] is the parent row; entity in `index`
  call,      // builtin; index: what the compiler worked out for it
};

struct Node {
  Op op = Op::literal;
  int entity = -1;  // of the rows this gives; -1: no row
  std::uint32_t index = 0;
  std::uint32_t levels = 0;  // call: how many parents up the row with the walk is
  std::size_t offset = 0;    // in the source
  std::uint64_t site = 0;    // key of this place for random numbers
  Datum literal;
  const Builtin* builtin = nullptr;
  std::vector<Node> args;
  std::vector<std::string> keys;       // object
  std::vector<std::uint64_t> weights;  // weighted: cumulative
};

struct Program {
  Node root;
  ExpressionSource source;
};

// A value of a row, computed when it is first asked for.
struct Slot {
  std::string name;
  Program program;
};

struct ColumnOut {
  std::string name;
  std::string place;
  std::optional<std::uint32_t> slot;  // otherwise `constant`
  Datum constant;
  bool later = false;  // loaded as NULL and filled in when all tables of the family are loaded
};

// How a row gets its walk through a lifecycle.
struct WalkSpec {
  std::string kind;
  WalkPlan plan;
  Program final;                                    // gives the name of the last state
  Program since;                                    // milliseconds from entering it until now
  std::vector<Program> stay;                        // per state: milliseconds until it is left
  std::vector<std::optional<std::int64_t>> limits;  // per state, milliseconds
};

struct Entity {
  std::string name;
  std::string table;
  std::string place;
  std::uint64_t hash = 0;
  int index = 0;  // in Model::entities, which is the order of loading
  int parent = -1;
  std::vector<int> children;
  Program rows;
  std::vector<Slot> slots;
  std::vector<ColumnOut> columns;  // in the order of COPY
  std::optional<WalkSpec> walk;
  // Rows that are there before: read from the table, sorted by the first column; slots are its columns.
  bool existing = false;
};

struct Constant {
  std::string name;
  Program program;
};

// A language of names and texts.
struct Locale {
  std::string code;
  std::uint64_t weight = 0;
};

struct Model {
  std::vector<Constant> constants;
  std::vector<Locale> locales;
  std::vector<std::unique_ptr<Entity>> entities;
  Arena literals;  // what literals of programs point to

  const Entity* find(std::string_view name) const;
};

// The states a row went through.
struct Walk {
  std::uint32_t steps = 0;
  const std::uint8_t* states = nullptr;
  std::int64_t* times = nullptr;  // of entering each; nullptr until asked for
  bool timing = false;
};

// One generated row; lives in the evaluator's arena.
struct Row {
  const Entity* entity = nullptr;
  const Row* parent = nullptr;
  std::uint64_t key = 0;
  std::int64_t index = 0;
  std::int64_t ordinal = 0;
  Datum* slots = nullptr;
  std::uint8_t* known = nullptr;  // per slot: 0 not yet, 1 being computed, 2 known
  mutable Walk* walk = nullptr;
};

}  // namespace admctl::seed
