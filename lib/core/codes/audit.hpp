// Error codes 6xxx: audit.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code export_failed{6001, Exit::failure, "the export could not be written"};
inline constexpr Code secrets_refused{6002, Exit::refused, "secret values do not leave this database"};
inline constexpr Code bad_export_cursor{6003, Exit::usage, "the file is no cursor of this export"};
inline constexpr Code foreign_export_cursor{6004, Exit::refused, "the cursor does not fit the database"};
inline constexpr Code bad_salt{6005, Exit::usage, "the file of the salt cannot be used"};
inline constexpr Code damaged_compression{6006, Exit::failure, "compressed data is damaged"};
inline constexpr Code no_such_source{6007, Exit::not_found, "the platform has no such source of audit rows"};
inline constexpr Code not_the_value{6008, Exit::verification, "the value is not the one that was redacted"};
inline constexpr Code no_such_field{6009, Exit::not_found, "the export has no such redacted field"};
inline constexpr Code foreign_replica{6010, Exit::refused, "the replica is none of the target"};
inline constexpr Code not_resumable{6011, Exit::refused, "the export cannot be resumed"};
inline constexpr Code bad_export_file{6012, Exit::failure, "the file is no export that can be read"};

}  // namespace admctl::code
