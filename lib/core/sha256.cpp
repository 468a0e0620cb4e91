#include "lib/core/sha256.hpp"

#include <openssl/sha.h>

#include "lib/core/base64.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl {
namespace {

void check(int result) {
  if (result != 1) throw Error{code::bug, "the cryptographic library cannot compute SHA-256"};
}

}  // namespace

// The functions of SHA-256 itself, which OpenSSL calls deprecated: finding the same ones by name sets up the
// whole library first, which takes longer than most commands hash.
struct Sha256::State {
  SHA256_CTX context;
};

Sha256::Sha256() : state_{std::make_unique<State>()} { check(SHA256_Init(&state_->context)); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  check(SHA256_Update(&state_->context, bytes.data(), bytes.size()));
}

Digest Sha256::digest() {
  Digest out;
  check(SHA256_Final(out.data(), &state_->context));
  check(SHA256_Init(&state_->context));
  return out;
}

std::string Sha256::finish() { return to_hex(digest()); }

std::string_view as_text(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const auto byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

std::string sha256_base64(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return to_base64(as_text(hash.digest()));
}

}  // namespace admctl
