// Error codes 5xxx: configuration.
#pragma once

#include "lib/core/code.hpp"

namespace admctl::code {

inline constexpr Code config_unknown_key{5001, Exit::not_found, "the platform has no such configuration key"};
inline constexpr Code config_invalid{5002, Exit::usage, "the value does not fit the schema"};
inline constexpr Code config_moved{5003, Exit::conflict, "the configuration value changed meanwhile"};
inline constexpr Code no_config{5004, Exit::not_found, "the platform has no configuration table"};
inline constexpr Code config_secret{5005, Exit::refused, "a secret value is not printed"};
inline constexpr Code config_rule_broken{5010, Exit::usage, "the values do not fit together"};
inline constexpr Code config_secret_in_arguments{5011, Exit::usage,
                                                 "a secret is not given on the command line"};
inline constexpr Code editor_failed{5012, Exit::failure, "the editor failed"};
inline constexpr Code edit_given_up{5013, Exit::usage, "the edited text is not valid"};
inline constexpr Code no_such_revision{5014, Exit::not_found, "the key never had that revision"};
inline constexpr Code secret_not_kept{5015, Exit::refused, "the ledger keeps no secrets"};
inline constexpr Code config_versioned{5016, Exit::usage, "the key is a versioned document"};
inline constexpr Code config_not_versioned{5017, Exit::usage, "the key is no versioned document"};
inline constexpr Code no_such_version{5018, Exit::not_found, "the document has no such version"};
inline constexpr Code version_exists{5019, Exit::conflict, "the document has that version already"};
inline constexpr Code version_active{5020, Exit::refused, "the active version of a document is needed"};
inline constexpr Code bad_settings_file{5021, Exit::usage, "a file of settings is not valid"};
inline constexpr Code no_such_place{5022, Exit::not_found, "neither a file nor a database"};

}  // namespace admctl::code
