// Takes secrets out of text before it leaves lib.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace admctl {

inline constexpr std::string_view redacted = "********";

// Replaces the password of every URL (scheme://user:password@host, ?password=...) and of every
// keyword/value pair (password=..., sslpassword='...', PGPASSWORD=...) in `text`. Where the end of a
// password is unclear (an '@' or '/' that should have been percent-encoded) it takes too much, not too little.
std::string redact_passwords(std::string_view text);

// argv as one line for the ledger: quoted for a shell, passwords redacted, also the argument after a flag
// such as --password. Control characters and invalid UTF-8 are written as $'\n', $'\xff'.
std::string redact_command(std::span<const std::string> argv);

}  // namespace admctl
