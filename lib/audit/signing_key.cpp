#include "lib/audit/signing_key.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <sodium.h>

#include "lib/core/base64.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"
#include "lib/core/text.hpp"

namespace admctl::audit {
namespace {

constexpr std::string_view private_prefix = "PRIVATE+KEY+";
constexpr char ed25519 = '\x01';
constexpr std::size_t longest_name = 200;

void use_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw Error{code::bug, "the cryptographic library cannot be initialised"};
}

[[noreturn]] void refuse(std::string why) {
  throw Error{code::bad_signing_key,
              "the key cannot be read: " + std::move(why),
              {},
              "'admctl audit key generate --file FILE' makes one"};
}

void check_name(std::string_view name) {
  const auto is_bad = [](unsigned char byte) { return byte <= ' ' || byte == '+' || byte >= 0x7f; };
  if (name.empty() || name.size() > longest_name || std::ranges::any_of(name, is_bad)) {
    throw Error{code::bad_signing_key,
                "a key's name is 1 to 200 visible ASCII characters without blanks and without '+'",
                {},
                "for example: example.com/audit"};
  }
}

std::string key_id(std::string_view name, std::string_view public_bytes) {
  Sha256 hash;
  hash.update(name);
  hash.update(std::string{'\n', ed25519});
  hash.update(public_bytes);
  return hash.finish().substr(0, 8);
}

template <std::size_t Size>
std::string_view view(const std::array<unsigned char, Size>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct Parts {
  std::string name;
  std::string id;
  std::array<unsigned char, 32> bytes;
};

// name+id+base64
Parts take_apart(std::string_view text) {
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) refuse("it is not of the form NAME+ID+KEY");
  const auto bytes = from_base64(text.substr(second + 1));
  if (!bytes || bytes->size() != 33 || bytes->front() != ed25519) refuse("its last part is no Ed25519 key");
  Parts parts{std::string{text.substr(0, first)}, std::string{text.substr(first + 1, second - first - 1)}, {}};
  check_name(parts.name);
  std::copy(bytes->begin() + 1, bytes->end(), parts.bytes.begin());
  return parts;
}

}  // namespace

PublicKey::PublicKey(std::string name, const Bytes& bytes)
    : name_{std::move(name)}, id_{key_id(name_, view(bytes))}, bytes_{bytes} {}

PublicKey PublicKey::parse(std::string_view text) {
  text = trim(text);
  if (SigningKey::looks_like(text)) return SigningKey::parse(text).public_key();
  const auto parts = take_apart(text);
  PublicKey key{parts.name, parts.bytes};
  if (key.id_ != parts.id) refuse("its id does not belong to its name and key");
  return key;
}

std::string PublicKey::text() const {
  return fmt::format("{}+{}+{}", name_, id_, to_base64(ed25519 + std::string{view(bytes_)}));
}

bool PublicKey::verifies(std::string_view signature, std::string_view message) const {
  use_sodium();
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(reinterpret_cast<const unsigned char*>(signature.data()),
                                     reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                                     bytes_.data()) == 0;
}

SigningKey::SigningKey(PublicKey public_key, const Seed& seed, const Secret& secret)
    : public_key_{std::move(public_key)}, seed_{seed}, secret_{secret} {}

SigningKey::~SigningKey() {
  sodium_memzero(seed_.data(), seed_.size());
  sodium_memzero(secret_.data(), secret_.size());
}

SigningKey SigningKey::from_seed(const std::string& name, const Seed& seed) {
  use_sodium();
  PublicKey::Bytes public_bytes;
  Secret secret;
  crypto_sign_seed_keypair(public_bytes.data(), secret.data(), seed.data());
  return {PublicKey{name, public_bytes}, seed, secret};
}

SigningKey SigningKey::generate(const std::string& name) {
  check_name(name);
  use_sodium();
  Seed seed;
  randombytes_buf(seed.data(), seed.size());
  return from_seed(name, seed);
}

SigningKey SigningKey::parse(std::string_view text) {
  text = trim(text);
  if (!looks_like(text)) refuse("it is no private key, which begins with " + std::string{private_prefix});
  const auto parts = take_apart(text.substr(private_prefix.size()));
  auto key = from_seed(parts.name, parts.bytes);
  if (key.public_key_.id() != parts.id) refuse("its id does not belong to its name and key");
  return key;
}

bool SigningKey::looks_like(std::string_view text) { return trim(text).starts_with(private_prefix); }

std::string SigningKey::text() const {
  return fmt::format("{}{}+{}+{}", private_prefix, public_key_.name(), public_key_.id(),
                     to_base64(ed25519 + std::string{view(seed_)}));
}

std::string SigningKey::sign(std::string_view message) const {
  use_sodium();
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       reinterpret_cast<const unsigned char*>(message.data()), message.size(), secret_.data());
  return signature;
}

}  // namespace admctl::audit
