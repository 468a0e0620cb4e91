// SHA-256, by OpenSSL: several times faster than libsodium's where the processor has instructions for it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace admctl {

using Digest = std::array<std::uint8_t, 32>;

// The bytes of a digest as text, to be hashed or written.
std::string_view as_text(const Digest& digest);
std::string to_hex(std::span<const std::uint8_t> bytes);
// Lower-case hex of SHA-256.
std::string sha256_hex(std::string_view bytes);
// SHA-256 in base 64 with padding, as a Content-Security-Policy names an inline style.
std::string sha256_base64(std::string_view bytes);

// SHA-256 in pieces. After digest() or finish() the object begins anew.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::string_view bytes);
  Digest digest();
  // Lower-case hex.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace admctl
