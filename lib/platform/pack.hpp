// The model of a platform pack: what platform.yaml and its neighbours say, checked. No SQL is run here.
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

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/core/money.hpp"
#include "lib/platform/pack_files.hpp"

namespace admctl::platform {

enum class HistoryFormat { prisma, drizzle, supabase, dbmate, native };

// How fresh primary keys look.
enum class IdFormat { cuid, uuid };

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

enum class Severity { error, warning };

// One part of an invariant: the rows of one table that break it.
struct InvariantCheck {
  std::string kind;  // of the rows; empty: rows of a table that is no kind
  std::string table;
  std::string key = "id";
  std::string violated;  // SQL boolean over r; NULL: not violated
  std::string what;      // SQL text over r: what is wrong with this row; empty: the invariant's sentence
  // Of rows that are no records of their own: the record they belong to.
  std::string owner_kind;  // empty: none
  std::string owner_key;   // SQL text over r
  // No index leads to what it needs: looked at only when the whole database is checked.
  bool scan = false;
};

// Something that must be true of the data whatever the application does.
struct Invariant {
  std::string id;
  std::string title;
  std::string sentence;  // what a violation means
  Severity severity = Severity::error;
  // What to do: a command or advice; {record} stands for the violating record's address. Empty: none known.
  std::string remedy;
  std::vector<InvariantCheck> checks;
};

// One step of a recipe: exactly one of `to`, `sets` and `write`.
struct RecipeStep {
  std::string when;                    // SQL boolean over r and op; false: the step is left out; empty: always
  std::optional<std::string> to;       // a move, with everything it writes
  std::vector<std::string> overrides;  // guards of that move that the recipe's facts stand for
  Expressions sets;                    // columns of the record, over r and op; its update time is set by itself
  std::optional<RowWrite> write;
};

// A short sequence that mends a known condition: planned and shown whole, one operation, one undo.
struct Recipe {
  std::string name;
  std::string title;
  std::string kind;
  std::string applies;             // SQL boolean over r: whether the record is in that condition
  std::string sentence;            // what the condition is; shown when it does not apply
  std::vector<std::string> facts;  // what the operator must have seen outside the database
  std::vector<Input> inputs;       // an input without `of` has the type of the record's column of that name
  std::vector<Guard> checks;       // of the inputs: SQL over r and op
  std::vector<RecipeStep> steps;
  std::vector<std::string> effects;
};

// A column of a table, "table.column" in the pack.
struct ColumnName {
  std::string table;
  std::string column;
};

// Where admctl itself keeps the entries of taxonomies for which a platform has no table; made with the ledger.
inline constexpr std::string_view native_categories_table = "admctl.category";

// A column of a taxonomy that holds the key of a row elsewhere; a file names that row by another column.
struct CategoryLookup {
  std::string column;
  std::string table;
  std::string key = "id";  // what the column holds
  std::string by;          // how files name it
};

// Rows that a file describes by their natural key: a tree or a list.
// `defaults` see `e`, the entry as the file has it (jsonb: e ->> 'window'), and op.
struct CategoryMapping {
  std::string name = "categories";
  std::string table;                    // native_categories_table: the platform has none
  std::string key;                      // primary key; may be the natural key too
  std::vector<std::string> slug;        // the natural key: a column, or several together
  std::string parent;                   // column with the parent's key; empty: a flat list
  std::vector<std::string> columns;     // the others that the file may set
  std::vector<std::string> required;    // of them, those that every entry says, and not blank
  std::vector<std::string> words;       // what an entry may say that is no column, for `defaults`
  std::vector<CategoryLookup> lookups;  // of `slug` and `columns`
  Expressions defaults;                 // what a new row gets where the file sets nothing
  std::optional<std::string> updated;   // column that gets the time of every change
  std::string where;                    // SQL boolean over t: the rows of the taxonomy; empty: all
  std::optional<std::string> order;     // column by which an export is sorted
  std::vector<ColumnName> references;   // text, text[] or jsonb array: natural keys without a foreign key
  std::string file;

  bool is_native() const { return table == native_categories_table; }
  const CategoryLookup* find_lookup(std::string_view column) const;
};

// Where admctl itself keeps the settings of platforms that have no table for them; made with the ledger.
inline constexpr std::string_view native_settings_table = "admctl.setting";

// One place where settings are kept.
struct ConfigStore {
  enum class Kind {
    table,     // one row per key
    versions,  // one document under one key: a row is a version of it, and at most one is active
    native,    // like `table`, in native_settings_table
  };
  Kind kind = Kind::table;
  std::string name;  // what "x-store" of a key's schema says; may be empty when it is the only one
  std::string table;
  std::string id;     // primary key
  std::string key;    // table: column with the key; versions: with the version, unique
  std::string value;  // jsonb, or text when `text` is set
  bool text = false;
  // With text: the column that says how it is read (string, number, boolean, json). Absent: the schema says it.
  std::optional<std::string> type = {};
  // boolean; table: rows where it is false are hidden from the application; versions: the one in use. Required
  // for versions.
  std::optional<std::string> active = {};
  std::optional<std::string> updated = {};
  std::optional<std::string> description = {};  // table: gets the schema's description when a row is made
  // Of versions:
  std::string document = {};                   // the key of the document
  std::optional<std::string> title = {};       // name of a version
  std::optional<std::string> deprecated = {};  // time since when a version must not be used, NULL: it may
  std::vector<ColumnName> used_by = {};        // columns that name the versions that records were made with
};

struct ConfigMapping {
  std::vector<ConfigStore>
      stores;  // at least one; the first that is no document is that of keys without x-store
  std::string schema_file;

  // The store whose document has that key; nullptr when there is none.
  const ConfigStore* find_document(std::string_view key) const;
};

// The platform's audit table: our field -> its column. Absent fields are not kept by the platform.
struct AuditMapping {
  std::string table;
  std::map<std::string, std::string>
      columns;             // id time actor actor_type action resource resource_id old new metadata
  std::string actor_type;  // what an operator of admctl is written as
  // Columns that are written otherwise than `columns` say: SQL over a (a.action, a.resource, a.resource_id
  // text; a.old, a.new, a.metadata jsonb) and op (op.id, op.now, op.operator, op.reason, op.ticket).
  Expressions values = {};
  // SQL boolean over a and op: whether a row is written; the ledger has what is not. Empty: always.
  std::string when = {};
  // Of event tables that keep no resource: the table that all their rows are about.
  std::string resource;
};

// Column classes for redaction: "table.column".
struct ColumnClass {
  std::string name;  // secret, personal, financial, content, linkable
  std::vector<std::string> columns;
};

struct MoneyColumns {
  MoneyFormat format;
  std::vector<std::string> columns;  // "table.column"
};

// What mends an incident once its facts are checked: one move, a recipe, or work outside the database.
struct Recovery {
  std::optional<std::string> to;
  std::optional<std::string> recipe;
  std::string reason;  // an example of what to say; without move and recipe: what to do
};

// A rehearsed incident: records brought into the condition that a real incident leaves behind.
struct Scenario {
  std::string name;
  std::string title;
  std::string kind;
  std::vector<std::string> states;  // the records are picked in these states ...
  std::string where;                // ... and under this SQL condition over r
  std::int64_t count = 1;           // so many, or as many as there are
  Expressions sets;                 // over r and op, any column but the key
  std::vector<RowWrite> writes;
  std::vector<std::string> look;  // what an operator will see
  Recovery recovery;
};

struct Pack {
  std::string platform;
  std::string title;
  std::string schema = "public";
  HistoryFormat history = HistoryFormat::native;
  IdFormat ids = IdFormat::cuid;
  std::string migrations = "migrations";
  std::vector<MoneyColumns> money;
  std::vector<Kind> kinds;
  std::vector<Invariant> invariants;
  std::vector<Recipe> recipes;
  std::vector<CategoryMapping> categories;  // what they look up comes first
  std::optional<ConfigMapping> config;
  std::optional<AuditMapping> audit;
  std::vector<AuditMapping> events;  // the tables in which the application keeps what happened to its records
  std::vector<ColumnClass> classes;
  std::vector<Scenario> scenarios;
  std::optional<std::string> generator;  // file; generator.yaml when the pack has one and names no other
  PackFiles files;

  // Singular or plural; nullptr when there is none.
  const Kind* find_kind(std::string_view name) const;
  // The kind whose records are rows of that table; nullptr when there is none.
  const Kind* kind_of_table(std::string_view table) const;
  const Invariant* find_invariant(std::string_view id) const;
  const Recipe* find_recipe(std::string_view name) const;
  const Scenario* find_scenario(std::string_view name) const;
  const CategoryMapping* find_categories(std::string_view name) const;
  std::optional<MoneyFormat> money_of(std::string_view table, std::string_view column) const;
  bool is_in_class(std::string_view class_name, std::string_view table, std::string_view column) const;
};

// Reads and checks a pack: unknown keys, wrong types, unknown states, dangling references are
// code::bad_pack with file:line:column.
Pack load_pack(PackFiles files);

// Names of the embedded packs, sorted.
std::vector<std::string> builtin_platforms();
// Throws code::unknown_platform.
Pack load_builtin(std::string_view platform);

}  // namespace admctl::platform
