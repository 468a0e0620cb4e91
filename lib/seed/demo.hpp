// Fills an empty platform with demo data from the pack's generator.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/ops/write.hpp"
#include "lib/seed/loader.hpp"

namespace admctl::seed {

struct DemoRequest {
  std::int64_t count = 1000;  // records of the pack's first kind
  std::int64_t seed = 42;
  // The present of the generated world: records that are under way were last touched shortly before it.
  Time until{};
};

struct DemoTable {
  std::string table;
  std::size_t rows = 0;
};

struct DemoResult {
  std::vector<DemoTable> tables;  // in the order of loading
  std::vector<std::string> notes;
  ops::Outcome outcome;
};

// One operation, all or nothing. The rows depend on nothing but the pack, the request, and the existing rows
// that the generator refers to. Counted in the ledger, not imaged: the operation cannot be undone. Throws
// code::usage (a count below 1), code::no_generator, code::bad_pack, code::not_empty when a table to fill holds
// rows, code::schema_missing, and what ops::write() throws. The statement timeout of `options` does not apply.
DemoResult seed_demo(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                     const DemoRequest& demo, const Progress& progress = {}, ops::WriteOptions options = {});

}  // namespace admctl::seed
