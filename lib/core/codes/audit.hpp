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
inline constexpr Code bad_export_file{6012, Exit::failure, "the file is no export that can be read"};
inline constexpr Code bad_signing_key{6030, Exit::failure, "a key file cannot be read"};
inline constexpr Code bad_signed_text{6031, Exit::failure, "a signed text cannot be read"};
inline constexpr Code no_manifest{6032, Exit::failure, "an export has no manifest to check it against"};
inline constexpr Code bad_manifest{6033, Exit::failure, "a manifest cannot be read"};
inline constexpr Code cannot_verify{6034, Exit::failure, "it could not be checked"};
inline constexpr Code nothing_sealed{6035, Exit::failure, "nothing is sealed yet"};
inline constexpr Code seal_broken{6036, Exit::verification, "what was sealed is not what the ledger holds"};
inline constexpr Code seal_key_changed{6037, Exit::refused, "the last seal was made with another key"};
inline constexpr Code not_sealed{6038, Exit::not_found, "the row is not in any seal"};
inline constexpr Code archive_unsealed{6039, Exit::refused, "rows to be archived are not sealed"};
inline constexpr Code archive_unproven{6040, Exit::verification,
                                       "an archive does not hold what is to be deleted"};
inline constexpr Code no_audit_table{6041, Exit::not_found, "the platform has no such audit source"};
inline constexpr Code seal_outdated{6042, Exit::conflict, "another seal was made meanwhile"};
inline constexpr Code bad_proof{6043, Exit::failure, "a proof cannot be read"};
inline constexpr Code export_unreadable{6044, Exit::verification, "an exported file cannot be read"};
inline constexpr Code row_tampered{6045, Exit::verification, "a sealed row is not what was sealed"};

}  // namespace admctl::code
