// A record as read for its page, and the parts that pages, pictures and documents are made from.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/core/report.hpp"
#include "lib/lifecycle/guard.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/lifecycle/table_shape.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

struct PageData {
  pg::Transaction& tx;
  const platform::Pack& pack;
  const platform::Kind& kind;
  std::string key;
  std::string name;      // "deal/1042"
  std::string revision;  // as revision_sql gives it
  Value image;           // to_jsonb of the row
  std::string state;
  std::optional<Time> since;         // when its stage began
  std::optional<Millis> limit;       // of its state
  std::optional<std::string> owner;  // "deal/1042": the record it is part of
  Time now;                          // the database's clock
  ColumnTypes types;

  Cell cell(std::string_view column) const;
  // Of a table that the page reads; looked up once.
  const TableShape& shape(const std::string& table) const;
  // Why a table is not searched by a column: it is large and has no index for it. nullopt: it is searched.
  std::optional<std::string> too_large(const std::string& table, const std::string& column) const;

  std::shared_ptr<std::map<std::string, TableShape>> shapes =
      std::make_shared<std::map<std::string, TableShape>>();
};

// Finds the record as find_key does. Throws code::no_such_record, ambiguous_record, schema_missing.
PageData load_page(pg::Transaction& tx, const platform::Pack& pack, const RecordAddress& address);

// Something that happened to a record.
struct TimelineEntry {
  std::optional<Time> time;  // absent when what is written there is no time
  std::string source;        // "history", "event", "operation" or the name of a source of the pack
  std::string what;
  std::string actor;
  Value data;
};

struct Timeline {
  std::vector<TimelineEntry> entries;  // oldest first; of one moment in the order of the sources
  bool cut = false;                    // older ones were left out
  std::vector<std::string> skipped;    // sources that were not read, and why
};

// History, events, the pack's sources and the ledger's operations on the record's row, merged; the newest
// `limit`. A source in a large table without an index for it is read only when `whatever_it_costs`.
Timeline read_timeline(const PageData& page, std::size_t limit, bool whatever_it_costs = false);
Table timeline_table(const Timeline& timeline);

// A move that the lifecycle allows from the record's state, and what stands in its way.
struct LegalMove {
  const platform::Transition* rule;
  std::string to;
  std::vector<Verdict> verdicts;
  std::optional<std::string> failure;           // the guards could not be evaluated: why
  std::vector<const platform::Input*> missing;  // required inputs that the record has no value for

  bool allowed() const;
};

std::vector<LegalMove> legal_moves(const PageData& page);
Table moves_table(const std::vector<LegalMove>& moves);
// What refuses a move, a line per guard; empty when nothing does.
std::string refusals_text(const std::vector<LegalMove>& moves);
// What each move leaves to be done outside the database.
std::string effects_text(const std::vector<LegalMove>& moves);

// An invariant that the record breaks.
struct Problem {
  std::string id;
  std::string severity;
  std::string record;  // the row: this record or one that it owns
  std::string what;
  std::string remedy;  // the record's address filled in; empty: none known
};

struct Problems {
  std::vector<Problem> found;
  std::vector<std::string> unchecked;  // invariants that could not be evaluated, and why
};

Problems read_problems(const PageData& page);
Table problems_table(const Problems& problems);

// Recipes whose condition the record is in, in the pack's order.
std::vector<const platform::Recipe*> applicable_recipes(const PageData& page, Problems& problems);
Table recipes_table(const PageData& page, const std::vector<const platform::Recipe*>& recipes);

Table parties_table(const PageData& page);

struct RelatedRows {
  Table table;
  bool cut = false;                    // there are more
  std::optional<std::string> skipped;  // not read: why
};

// Up to `limit` rows. A large table without an index for it is read only when `whatever_it_costs`.
RelatedRows read_related(const PageData& page, const platform::Related& related, std::int64_t limit,
                         bool whatever_it_costs);

// The command to paste next; nullopt when there is nothing to do.
std::optional<std::string> next_command(const PageData& page,
                                        const std::vector<const platform::Recipe*>& recipes,
                                        const Problems& problems, const std::vector<LegalMove>& moves);

}  // namespace admctl::lifecycle
