// JSON Schema validation. The only file that knows the validating library is schema_check.cpp.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "lib/core/value.hpp"

namespace admctl::config {

// The schema itself cannot be used.
struct BadSchema : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Sentences about what is wrong with `value`; empty when it fits. Text longer than 1000 bytes does not fit a
// schema that has a pattern. Throws BadSchema.
std::vector<std::string> schema_problems(const Value& schema, const Value& value);

}  // namespace admctl::config
