// Sealing: a signed checkpoint over all rows of a source so far.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "lib/audit/seal_source.hpp"
#include "lib/audit/signing_key.hpp"
#include "lib/ops/writer.hpp"

namespace admctl::audit {

struct SealRequest {
  std::vector<std::string> sources = {};  // as seal_sources() takes them
  // Looks at the whole table instead of the rows since the last seal's horizon: takes in rows that came with an
  // older time since.
  bool everything = false;
  // The last seal may have been made with another key.
  bool new_key = false;
  // Told how many rows of which source are done; may throw to end it.
  std::function<void(std::string_view source, std::size_t rows)> progress = [](std::string_view, std::size_t) {
  };
};

struct Sealed {
  std::string source;
  std::int64_t nr = 0;
  std::uint64_t added = 0;
  std::uint64_t behind = 0;  // of those, rows with a time before the last seal's horizon
  std::uint64_t size = 0;
  std::string root;  // base 64
  std::string note;
  bool is_new = false;  // false: there was nothing new, and this is the last seal
};

// The body of an operation: reads the rows not yet sealed, adds their leaves to the ledger and, per source with
// new rows, a signed checkpoint that continues the last one, whose signature, state and number of leaves are
// checked first. The ledger's own record of sealing is not by itself a reason for another seal. Two sealers
// take turns. Throws code::seal_broken, seal_key_changed, no_audit_table.
//
// New rows are those with a time from the last seal's horizon on that have no leaf. The horizon is the start of
// the oldest transaction that was running, less five minutes (a day when this role may not see when others
// began): what commits late is still after it, unless the application's clock was off by more.
std::vector<Sealed> seal(ops::Writer& writer, const SealRequest& request, const SigningKey& key);

}  // namespace admctl::audit
