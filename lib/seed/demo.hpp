// Fills a platform with demo data from the pack's generator.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/ops/write.hpp"
#include "lib/seed/loader.hpp"

namespace admctl::seed {

// How rows get into tables with keys and indexes. The rows are the same either way.
enum class Strategy {
  automatic,  // rebuild where it is safe and pays: tables owned and empty, nobody else connected, many rows
  rebuild,    // keys and indexes are taken off, built anew over all rows, and proven, in the same transaction
  in_place,   // keys and indexes stay, parents are loaded first
};

// "automatic", "rebuild", "in-place"
std::string_view strategy_name(Strategy strategy);

struct DemoRequest {
  std::int64_t count = 1000;  // records of the pack's first kind
  std::int64_t seed = 42;
  // The present of the generated world: records that are under way were last touched shortly before it.
  Time until{};
  // Adds a set to the rows that are there: serial numbers go on from them.
  bool append = false;
  // The tables to fill; empty: all. The others must hold the rows of the same set that these refer to.
  std::vector<std::string> only;
  // Languages of the generator to use; empty: all.
  std::vector<std::string> locales;
  Strategy strategy = Strategy::automatic;
  unsigned threads = 0;  // that generate rows; 0: as many as there are processors
};

struct DemoTable {
  std::string table;
  std::size_t rows = 0;
};

struct DemoResult {
  std::vector<DemoTable> tables;            // in the order of loading
  Strategy strategy = Strategy::automatic;  // the one used; automatic when nothing was loaded
  std::size_t rebuilt = 0;                  // keys and indexes
  std::vector<std::string> notes;
  ops::Outcome outcome;
};

// One operation in one transaction, all or nothing, whatever the strategy. The rows depend on nothing but the
// pack, the request, the existing rows that the generator refers to and, when appending, the numbers in use.
// Every foreign key and every invariant holds when it commits. Counted in the ledger, not imaged: the operation
// cannot be undone. Throws code::usage (a count below 1, an unknown table or language), code::no_generator,
// code::bad_pack, code::not_empty when a table to fill holds rows, code::parents_missing, code::numbers_taken,
// code::cannot_rebuild, code::demo_invalid, code::schema_missing, and what ops::write() throws. The statement
// timeout of `options` does not apply. Steps told to options.on_step beside those of ops::write(): keys-off,
// load (every range of rows), index, foreign-key (each), prove.
DemoResult seed_demo(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                     const DemoRequest& demo, const Progress& progress = {}, ops::WriteOptions options = {});

}  // namespace admctl::seed
