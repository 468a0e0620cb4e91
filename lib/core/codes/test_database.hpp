// Error codes 91xx: test databases and the programs that run on them.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code not_our_database{9101, Exit::refused, "the database was not made by admctl"};
inline constexpr Code database_exists{9102, Exit::conflict, "a database of that name exists already"};
inline constexpr Code bad_database_name{9103, Exit::usage, "the name of a database is not valid"};
inline constexpr Code database_in_use{9104, Exit::try_again, "others are connected to the database"};
inline constexpr Code protected_target{9105, Exit::refused, "the database is protected"};
inline constexpr Code no_test_database{9106, Exit::not_found, "the server has no such test database"};
inline constexpr Code server_is_durable{9107, Exit::refused, "a durable embedded server is running"};
inline constexpr Code bad_seed_request{9108, Exit::usage, "what --seed asks for is not valid"};
inline constexpr Code too_many_connections{9109, Exit::try_again, "the server has no connection to spare"};
inline constexpr Code program_not_run{9110, Exit::failure, "a program could not be started"};
inline constexpr Code template_wait_over{9111, Exit::try_again,
                                         "another admctl builds the template for too long"};

}  // namespace admctl::code
