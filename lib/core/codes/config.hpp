// Error codes 5xxx: configuration.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code config_unknown_key{5001, Exit::not_found, "the platform has no such configuration key"};
inline constexpr Code config_invalid{5002, Exit::usage, "the value does not fit the schema"};
inline constexpr Code config_moved{5003, Exit::conflict, "the configuration value changed meanwhile"};
inline constexpr Code no_config{5004, Exit::not_found, "the platform has no configuration table"};
inline constexpr Code config_secret{5005, Exit::refused, "a secret value is not printed"};

}  // namespace admctl::code
