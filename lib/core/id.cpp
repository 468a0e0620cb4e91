#include "lib/core/id.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>
#include <sodium.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"

namespace admctl {
namespace {

using Uuid = std::array<std::uint8_t, 16>;

void use_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw Error{code::bug, "the cryptographic library cannot be initialised"};
}

template <std::size_t Size>
std::array<std::uint8_t, Size> random_bytes() {
  use_sodium();
  std::array<std::uint8_t, Size> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::uint64_t unix_millis(Time time) {
  return static_cast<std::uint64_t>(std::max(time.time_since_epoch(), Millis::zero()).count());
}

std::string uuid_text(Uuid uuid, unsigned version) {
  uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0fu) | (version << 4));
  uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3fu) | 0x80u);
  auto text = to_hex(uuid);
  for (const std::size_t place : {8u, 13u, 18u, 23u}) text.insert(place, 1, '-');
  return text;
}

constexpr std::string_view base36 = "0123456789abcdefghijklmnopqrstuvwxyz";

// At least `width` digits.
std::string to_base36(std::uint64_t number, std::size_t width) {
  std::string text;
  for (; number > 0 || text.size() < width; number /= 36) text += base36[number % 36];
  std::ranges::reverse(text);
  return text;
}

}  // namespace

std::string make_uuid_v7(Time now) {
  auto uuid = random_bytes<16>();
  const auto millis = unix_millis(now);
  for (std::size_t i = 0; i < 6; ++i) uuid[i] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
  return uuid_text(uuid, 7);
}

std::string make_uuid_v4() { return uuid_text(random_bytes<16>(), 4); }

std::string make_cuid(Time now) {
  constexpr std::size_t length = 25;
  // Bytes from here on would favour the first digits.
  constexpr std::uint8_t limit = 252;
  // Eight digits of time last until 2059, so the ids written until then sort by time.
  std::string id = "c" + to_base36(unix_millis(now), 8);
  // Few calls: each one is a system call.
  while (id.size() < length) {
    for (const auto byte : random_bytes<24>()) {
      if (byte < limit && id.size() < length) id += base36[byte % 36];
    }
  }
  return id;
}

}  // namespace admctl
