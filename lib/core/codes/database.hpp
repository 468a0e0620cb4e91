// Error codes 4xxx: what the server or the connection says.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code cannot_connect{4001, Exit::no_access, "the database cannot be reached"};
inline constexpr Code cannot_authenticate{4002, Exit::no_access, "the database refused the login"};
inline constexpr Code no_privilege{4003, Exit::no_access, "the role lacks a privilege"};
inline constexpr Code no_such_database{4004, Exit::no_access, "the database does not exist"};
inline constexpr Code sql_failed{4005, Exit::failure, "a statement failed"};
inline constexpr Code lock_timeout{4006, Exit::try_again, "a lock was not granted in time"};
inline constexpr Code statement_timeout{4007, Exit::try_again, "a statement took too long"};
inline constexpr Code serialization{4008, Exit::try_again, "retries were exhausted"};
inline constexpr Code connection_lost{4009, Exit::no_access, "the connection was lost"};
inline constexpr Code outcome_unknown{4010, Exit::outcome_unknown,
                                      "it is not known whether the commit happened"};
inline constexpr Code constraint_violated{4011, Exit::refused, "a constraint of the database refused the row"};
inline constexpr Code bad_url{4012, Exit::usage, "the connection string is not valid"};

}  // namespace admctl::code
