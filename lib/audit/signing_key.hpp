// Ed25519 keys that sign what admctl proves, in the text forms of C2SP signed notes:
//   PRIVATE+KEY+<name>+<key id, 8 hex digits>+<base64 of 0x01 and the 32-byte seed>
//   <name>+<key id>+<base64 of 0x01 and the 32-byte public key>
// so that other tools can check (and make) the signatures.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace admctl::audit {

// A public key with the name under which it signs. The name says nothing about who holds the key: trust a key
// because you got this text from its holder.
class PublicKey {
 public:
  // White space around it is ignored. Throws code::bad_signing_key; what the text was is not quoted.
  static PublicKey parse(std::string_view text);

  const std::string& name() const { return name_; }
  // First four bytes of SHA-256(name, newline, 0x01, key) as hex.
  const std::string& id() const { return id_; }
  std::string text() const;
  bool verifies(std::string_view signature, std::string_view message) const;

  friend bool operator==(const PublicKey&, const PublicKey&) = default;

 private:
  friend class SigningKey;
  using Bytes = std::array<unsigned char, 32>;
  PublicKey(std::string name, const Bytes& bytes);

  std::string name_;
  std::string id_;
  Bytes bytes_;
};

// Wiped from memory when destroyed. Never write text() into a database, a log or a message.
class SigningKey {
 public:
  // Throws code::bad_signing_key when `name` is empty or holds white space, '+' or control characters.
  static SigningKey generate(const std::string& name);
  // As PublicKey::parse.
  static SigningKey parse(std::string_view text);
  // Whether the text is that of a private key.
  static bool looks_like(std::string_view text);

  ~SigningKey();
  SigningKey(const SigningKey&) = default;
  SigningKey& operator=(const SigningKey&) = default;

  const PublicKey& public_key() const { return public_key_; }
  std::string text() const;
  // 64 bytes.
  std::string sign(std::string_view message) const;

 private:
  using Seed = std::array<unsigned char, 32>;
  using Secret = std::array<unsigned char, 64>;
  SigningKey(PublicKey public_key, const Seed& seed, const Secret& secret);
  static SigningKey from_seed(const std::string& name, const Seed& seed);

  PublicKey public_key_;
  Seed seed_;
  Secret secret_;
};

}  // namespace admctl::audit
