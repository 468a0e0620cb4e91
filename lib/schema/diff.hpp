// The differences between two schemas.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/schema/model.hpp"

namespace admctl::schema {

struct Difference {
  enum class Kind {
    missing,  // expected, not found
    extra,    // found, not expected
    changed,
  };
  Kind kind = Kind::changed;
  std::string what;      // "table", "column", "index", "view" ...
  std::string object;    // "deals.state", "deals (buyer_id, state)"
  std::string expected;  // its definition; empty for an extra one
  std::string found;
};

// "missing", "extra", "changed"
std::string_view kind_name(Difference::Kind kind);

// Sorted by object, so that equal inputs give equal outputs. A table that is missing or extra is one
// difference, whatever is in it. Indexes and keys are compared by what they are, not by their names; the order
// of columns in a table does not matter.
std::vector<Difference> diff(const Model& expected, const Model& found);

}  // namespace admctl::schema
