// Which audit rows are wanted.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "lib/audit/audit_source.hpp"
#include "lib/core/clock.hpp"
#include "lib/core/value.hpp"

namespace admctl::audit {

// One record of the platform, as the command line names it: deal/1042.
struct RecordFilter {
  std::string kind;
  std::string table;
  std::string key_column;
  std::string key;
};

struct Filter {
  std::optional<Time> since;             // this moment included
  std::optional<Time> until;             // this moment excluded
  std::optional<std::string> actor;      // the actor's id, or the operator's name
  std::optional<std::string> action;     // * stands for any text
  std::optional<std::string> resource;   // "deals" or "deals/cmf3..."
  std::optional<std::string> operation;  // id, or the beginning of one
  std::optional<RecordFilter> record;
};

// The parts that are given, by the names of their flags, for a manifest: {"since": "...", "action": "deal.*"}.
Object describe(const Filter& filter);

// RFC 3339, a date (its midnight, UTC), or an age such as "24h", "-24h", "2d12h". Throws code::usage naming
// `flag`.
Time parse_moment(std::string_view text, Time now, std::string_view flag);

// Puts a value into SQL: as a bound parameter or as a quoted literal.
using ToSql = std::function<std::string(std::string_view value)>;

// Whether the source is the only one that is asked.
enum class Asked { alone, among_others };

// An SQL condition over the source's rows. For a filter on something that the source does not keep it throws
// code::usage when the source is asked alone; among others such a source has no row that fits.
std::string condition(const Filter& filter, const Source& source, Asked asked, const ToSql& to_sql);

}  // namespace admctl::audit
