// Which audit rows are wanted.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "lib/audit/audit_source.hpp"
#include "lib/core/clock.hpp"

namespace admctl::audit {

struct Filter {
  std::optional<Time> since;             // this moment included
  std::optional<Time> until;             // this moment excluded
  std::optional<std::string> actor;      // the actor's id, or the operator's name
  std::optional<std::string> action;     // * stands for any text
  std::optional<std::string> resource;   // "deals" or "deals/cmf3..."
  std::optional<std::string> operation;  // id, or the beginning of one
};

// RFC 3339, a date (its midnight, UTC), or an age such as "24h", "-24h", "2d12h". Throws code::usage naming
// `flag`.
Time parse_moment(std::string_view text, Time now, std::string_view flag);

// Puts a value into SQL: as a bound parameter or as a quoted literal.
using ToSql = std::function<std::string(std::string_view value)>;

// An SQL condition over the source's rows. Throws code::usage for a filter on something that the source does
// not keep.
std::string condition(const Filter& filter, const Source& source, const ToSql& to_sql);

}  // namespace admctl::audit
