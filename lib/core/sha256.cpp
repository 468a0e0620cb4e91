#include "lib/core/sha256.hpp"

#include <openssl/evp.h>

#include "lib/core/base64.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl {
namespace {

// Looked up once: OpenSSL's own look-up costs more than the hash of a short text.
const EVP_MD* algorithm() {
  static EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return found;
}

void check(int result) {
  if (result != 1) throw Error{code::bug, "the cryptographic library cannot compute SHA-256"};
}

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256::Sha256() : state_{std::make_unique<State>()} {
  check(EVP_DigestInit_ex(state_->context.get(), algorithm(), nullptr));
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  check(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()));
}

Digest Sha256::digest() {
  Digest out;
  check(EVP_DigestFinal_ex(state_->context.get(), out.data(), nullptr));
  check(EVP_DigestInit_ex(state_->context.get(), nullptr, nullptr));
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
