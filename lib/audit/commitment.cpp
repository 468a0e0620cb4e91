#include "lib/audit/commitment.hpp"

#include <cerrno>
#include <fstream>

#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>

#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/output_file.hpp"

namespace admctl::audit {
namespace {

constexpr std::string_view file_head = "admctl-salt-v1 ";
constexpr char separator = '\x1f';
constexpr std::size_t fingerprint_digits = 16;

bool read_hex(std::string_view hex, Digest& bytes) {
  std::size_t length = 0;
  return hex.size() == 64 &&
         sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), nullptr, &length, nullptr) == 0 &&
         length == bytes.size();
}

}  // namespace

std::optional<Salt> load_salt(const std::filesystem::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0 && errno == ENOENT) return std::nullopt;
  if (S_ISREG(found.st_mode) && (found.st_mode & 077) != 0) {
    throw Error{code::bad_salt, fmt::format("others may read {}", path.string()),
                "whoever has the salt can try out what was redacted",
                fmt::format("run 'chmod 600 {}' if nobody else has seen it", path.string())};
  }
  std::ifstream in{path};
  std::string line;
  std::getline(in, line);
  Salt salt;
  if (!in || !line.starts_with(file_head) ||
      !read_hex(std::string_view{line}.substr(file_head.size()), salt.bytes))
    throw Error{code::bad_salt, fmt::format("{} is no file of a salt", path.string())};
  return salt;
}

Salt make_salt(const std::filesystem::path& path) {
  if (sodium_init() < 0) throw Error{code::bad_salt, "the cryptographic library cannot be initialised"};
  Salt salt;
  randombytes_buf(salt.bytes.data(), salt.bytes.size());
  OutputFile file{path, Existing::refuse, code::bad_salt, Readers::owner_only};
  file.write(fmt::format("{}{}\n", file_head, to_hex(salt.bytes)));
  file.commit();
  return salt;
}

std::string fingerprint(const Salt& salt) {
  return sha256_hex(std::string{file_head} + to_hex(salt.bytes)).substr(0, fingerprint_digits);
}

Opening opening_of(const Salt& salt, const Place& place) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, salt.bytes.data(), salt.bytes.size());
  const auto add = [&](std::string_view text) {
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  };
  add(place.table);
  add({&separator, 1});
  add(place.key);
  add({&separator, 1});
  add(place.pointer);
  Opening opening;
  crypto_auth_hmacsha256_final(&state, opening.data());
  return opening;
}

std::optional<Opening> parse_opening(std::string_view hex) {
  Opening opening;
  return read_hex(hex, opening) ? std::optional{opening} : std::nullopt;
}

std::string commitment_of(const Opening& opening, std::string_view value) {
  Sha256 hash;
  hash.update(as_text(opening));
  hash.update(value);
  return std::string{commitment_prefix} + hash.finish();
}

}  // namespace admctl::audit
