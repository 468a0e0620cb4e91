// Error codes 7xxx: the embedded server and the demo.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code no_server_binaries{7001, Exit::bad_config, "no PostgreSQL server binaries are installed"};
inline constexpr Code server_start_failed{7002, Exit::failure, "the embedded PostgreSQL did not start"};
inline constexpr Code server_stop_failed{7003, Exit::failure, "the embedded PostgreSQL did not stop"};
inline constexpr Code demo_failed{7101, Exit::failure, "a step of the demo did not go as it should"};

}  // namespace admctl::code
