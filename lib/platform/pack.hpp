// The model of a platform pack: what platform.yaml and its neighbours say, checked. No SQL is run here.
// SQL expressions of a pack: see kind.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/money.hpp"
#include "lib/platform/kind.hpp"
#include "lib/platform/pack_files.hpp"

namespace admctl::platform {

enum class HistoryFormat { prisma, drizzle, supabase, dbmate, native };

// How fresh primary keys look.
enum class IdFormat { cuid, uuid };

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

// What the top of platform.yaml says: enough to find the migrations and where they are recorded.
struct PackHead {
  std::string platform;
  std::string title;
  std::string schema = "public";
  HistoryFormat history = HistoryFormat::native;
  IdFormat ids = IdFormat::cuid;
  std::string migrations = "migrations";
  PackFiles files;
};

struct Pack : PackHead {
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
// Only its head, which takes much less time: what else the pack says may be wrong.
PackHead load_pack_head(PackFiles files);

// Names of the embedded packs, sorted.
std::vector<std::string> builtin_platforms();
// Throws code::unknown_platform.
PackFiles builtin_files(std::string_view platform);
Pack load_builtin(std::string_view platform);

}  // namespace admctl::platform
