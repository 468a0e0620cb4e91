// Values that the operator gives a move or a recipe: --set name=value.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lib/core/value.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::lifecycle {

// "name=value" taken apart, the value as text. Throws code::usage for a word without '=' and for a name that is
// given twice.
Object parse_inputs(std::span<const std::string> words);

// The values, each checked against the type of its column: the input's `of`, else the record's own column. Of a
// time with an offset for a column without time zone the result is the same moment in UTC.
// Throws code::input_invalid, naming the input, the value and what the database says.
Object fit_inputs(pg::Transaction& tx, const platform::Pack& pack, const platform::Kind& kind,
                  std::span<const platform::Input> inputs, const Object& given);

// The inputs that are required, not given, and that the record's own column does not have either.
std::vector<const platform::Input*> missing_inputs(std::span<const platform::Input> inputs, const Object& given,
                                                   const Object& record);

}  // namespace admctl::lifecycle
