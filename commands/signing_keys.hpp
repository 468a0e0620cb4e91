// Keys that commands take from files or from standard input.
#pragma once

#include <string>
#include <vector>

#include "commands/context.hpp"
#include "lib/audit/signing_key.hpp"

namespace admctl::commands {

// A private key; "-" is standard input. Says so on stderr when others on the machine may read the file. Throws
// code::bad_file, bad_signing_key.
audit::SigningKey read_signing_key(Context& context, const std::string& file);
// Public keys, one a line (also in several files), or the public part of a private key.
std::vector<audit::PublicKey> read_public_keys(Context& context, const std::vector<std::string>& files);

}  // namespace admctl::commands
