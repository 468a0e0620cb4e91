// Error codes 111x-114x: targets and their protection; 801x-802x: fleets.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code protection_refused{1110, Exit::refused, "the target's protection refuses it"};
inline constexpr Code unverified_server{1111, Exit::refused,
                                        "the server of a protected target is not verified"};
inline constexpr Code bad_targets{1112, Exit::bad_config, "a file of targets is not valid"};
inline constexpr Code unknown_target{1113, Exit::not_found, "no target has that name"};
inline constexpr Code target_exists{1114, Exit::conflict, "a target has that name already"};
inline constexpr Code clear_password{1115, Exit::bad_config, "a file of targets holds a password"};
inline constexpr Code target_not_editable{1116, Exit::refused, "admctl cannot change that file of targets"};
inline constexpr Code foreign_target_file{1117, Exit::refused, "a file of targets belongs to somebody else"};
inline constexpr Code no_such_fleet_run{8010, Exit::not_found,
                                        "no unfinished run on many databases has that id"};
inline constexpr Code fleet_run_differs{8011, Exit::usage, "the unfinished run was of another command"};
inline constexpr Code fleet_record_failed{8012, Exit::failure, "a run on many databases cannot be recorded"};

}  // namespace admctl::code
