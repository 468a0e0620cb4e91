// A kind of records: its states, moves, guards, relations and trail, as a pack describes them. No SQL is run
// here.
//
// SQL expressions of a pack see two row aliases: `r`, the record as it was locked, and `op`, the operation:
//   op.id text, op.new_id text (a fresh key for every row written), op.now timestamp (UTC),
//   op.from_state, op.to_state, op.reason, op.ticket, op.operator text, op.forced boolean,
//   op.given jsonb (the inputs that were given: op.given ->> 'outcome'); in Trail::event also op.data jsonb.
// They are evaluated as members of a jsonb_build_object(), and the result is written by the column's own type,
// so most need no cast. A transition is written in this order, every step seeing the rows of those before it:
//   1. the values of `sets`, state, updated and history column are computed from the record;
//   2. `writes`, one after the other; 3. `data`; 4. the record itself; 5. the event row, which has op.data.
// So `r` is the record as it was locked in all but the event row.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/core/clock.hpp"

namespace admctl::platform {

using Expressions = std::vector<std::pair<std::string, std::string>>;  // column -> SQL expression, in order

struct State {
  std::string name;
  std::string meaning;
  std::optional<Millis> limit;             // how long a record should stay
  std::optional<std::string> limit_hours;  // SQL over r: hours, used when greater than `limit`
  // SQL timestamp over r: when the record came into the state; NULL or absent: what history or the updated
  // column say.
  std::optional<std::string> since;
  bool terminal = false;
};

// A change to another table that belongs to a transition.
struct RowWrite {
  enum class Action { update, insert, remove };
  Action action;
  std::string table;
  std::string key = "id";
  // SQL boolean. Update and remove: over `t` (a row of the table), r and op: which rows. Insert: over r and op:
  // whether the row is made; empty: always.
  std::string where;
  // Insert: a table; one row is made for each of its rows `t` that `where`, over t, r and op, selects. They
  // share op.new_id.
  std::string each = {};
  Expressions set;  // over t (update, and insert with each), r and op; of a removal none
};

// A value that a move takes from the operator (--set name=value).
struct Input {
  std::string name;
  std::string meaning;
  // "table.column" that gives its type. Absent: the record's own column of that name, which it is written to,
  // before what `sets` says.
  std::optional<std::string> of;
  // The move is refused without it, unless the record's own column has a value already.
  bool required = false;
  // Of a recipe: SQL boolean over r; the input is taken only where it holds. Empty: always.
  std::string when = {};
};

struct Transition {
  std::string to;
  std::vector<std::string> from;
  std::vector<std::string> roles;
  std::string by;                   // who does it in the application
  std::vector<std::string> guards;  // ids of the kind's guards
  std::vector<Input> inputs;
  Expressions sets;  // columns of the record besides state, updated and history
  std::vector<RowWrite> writes;
  Expressions data;                  // further members of the event's data: SQL over r and op; NULL: left out
  std::vector<std::string> effects;  // what happens outside the database, which SQL does not trigger
};

// A condition that must hold before a transition.
struct Guard {
  std::string id;
  std::string holds;     // SQL boolean over r
  std::string sentence;  // why it matters, shown when it fails
};

struct Lifecycle {
  std::string initial;
  std::vector<State> states;
  std::vector<Transition> transitions;

  const State* find_state(std::string_view name) const;
  std::vector<std::string> state_names() const;
  // The rule that allows the move; nullptr when there is none.
  const Transition* find_transition(std::string_view from, std::string_view to) const;
  // The first rule whose target is `to`, whatever the source: what a forced move writes.
  const Transition* find_target(std::string_view to) const;
  std::vector<std::string> next_states(std::string_view from) const;
  // All (from, to) pairs, in order of the states.
  std::vector<std::pair<std::string, std::string>> edges() const;
};

// Who takes part in a record.
struct Party {
  std::string role;
  std::string column;
  std::string table;
  std::string key = "id";
  std::vector<std::string> show;
  std::vector<std::string> find;  // unique columns by which people name one, besides the key
};

// Rows of another table that belong to a record: t.<column> = r.<equals>.
struct Related {
  std::string name;
  std::string table;
  std::string column;
  std::string equals = "id";
  std::vector<std::string> show;
  std::optional<std::string> order;  // column
  // The rows are locked with the record before a move's guards look at them, in order of `key`.
  bool lock = false;
  std::string key = "id";
};

// What rows of another table, t.<column> = r.<equals>, say in a record's timeline.
struct TimelineSource {
  std::string name;  // "transaction"
  std::string table;
  std::string column;
  std::string equals = "id";
  std::string time;   // SQL over t: timestamp; rows where it is NULL are left out
  std::string what;   // SQL over t: one line of text
  std::string where;  // SQL boolean over t; empty: all
};

// The record that a record is part of, as a transaction is of its deal.
struct Owner {
  std::string kind;
  std::string column;  // of the record; holds the owner's key
};

// The platform's own trail of a kind, as its application writes it.
struct Trail {
  // jsonb array column that gets one object appended; empty: none.
  std::string history_column;
  std::string history_state;  // the members of an entry that hold state and time
  std::string history_time;
  Expressions history_entry;  // member -> SQL over r and op
  std::string event_table;    // empty: none
  std::string event_key = "id";
  Expressions event;  // column -> SQL over r and op; op.data is the jsonb of the event
  // How events are read back for a timeline.
  std::string event_record;  // column with the record's key
  std::string event_time;
  std::string event_type;
  std::string event_actor_type;
  std::string event_data;
};

struct Kind {
  std::string name;
  std::string plural;
  std::string title;
  std::string table;
  std::string key;
  std::optional<std::string> label;  // alternative key people use, unique
  std::vector<std::string> find;     // further unique columns by which a record may be named
  std::string state;  // the column that a move writes; text, enum or boolean, holding the state's name
  // Where the column does not hold the name itself: SQL text over r that tells it ...
  std::string state_reads = {};
  // ... and SQL over r and op that gives the column the value that means op.to_state; empty: the name.
  std::string state_writes = {};
  std::optional<std::string> updated;
  std::optional<std::string> created;
  std::vector<std::string> list;   // columns of inspect KIND
  std::vector<std::string> terms;  // columns of the page's first part
  std::vector<Party> parties;
  std::vector<Related> related;
  std::vector<TimelineSource> timeline;
  std::optional<Owner> owner;
  Trail trail;
  std::vector<Guard> guards;
  Lifecycle lifecycle;

  const Guard* find_guard(std::string_view id) const;
};

}  // namespace admctl::platform
