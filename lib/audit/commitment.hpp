// Salted commitments: what stands in an export in place of a redacted value, so that the value can be proved
// later without having been shown. Whoever holds the salt can open any of them, so it stays with the operator;
// what he hands out is the opening of one value, which opens no other.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "lib/core/sha256.hpp"

namespace admctl::audit {

// 32 random bytes, kept in a file that only its owner may read.
struct Salt {
  Digest bytes{};
};

// Throws code::bad_salt when the file is none, or when others may read it. nullopt when there is no such file.
std::optional<Salt> load_salt(const std::filesystem::path& path);
// Makes the file, with mode 0600. Throws code::bad_salt, also when it exists.
Salt make_salt(const std::filesystem::path& path);
// The first 16 hex digits of a hash of it: tells salts apart and says nothing about them.
std::string fingerprint(const Salt& salt);

// Where a value stands: the table and key of its row, and the JSON pointer (RFC 6901) from the row to it, such
// as
// "/newValue/user/email".
struct Place {
  std::string_view table;
  std::string_view key;
  std::string_view pointer;
};

// HMAC-SHA256(salt, table 0x1F key 0x1F pointer).
using Opening = Digest;
Opening opening_of(const Salt& salt, const Place& place);
// nullopt for what is no opening.
std::optional<Opening> parse_opening(std::string_view hex);

// "sha256:" and the hex digits of SHA-256(opening, value): `value` is the JSON text, without blanks between its
// tokens, that would have stood in the export.
std::string commitment_of(const Opening& opening, std::string_view value);
inline constexpr std::string_view commitment_prefix = "sha256:";

}  // namespace admctl::audit
