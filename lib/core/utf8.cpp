#include "lib/core/utf8.hpp"

namespace admctl {
namespace {

struct Lead {
  std::size_t length;  // 0: no lead byte
  unsigned char bits;  // payload of the lead byte
  unsigned char low;   // bounds of the second byte; they exclude overlong forms, surrogates, > U+10FFFF
  unsigned char high;
};

constexpr Lead lead_of(unsigned char byte) {
  const auto bits = [&](unsigned mask) { return static_cast<unsigned char>(byte & mask); };
  if (byte < 0x80) return {1, byte, 0, 0};
  if (byte < 0xc2) return {0, 0, 0, 0};
  if (byte < 0xe0) return {2, bits(0x1f), 0x80, 0xbf};
  if (byte == 0xe0) return {3, bits(0x0f), 0xa0, 0xbf};
  if (byte == 0xed) return {3, bits(0x0f), 0x80, 0x9f};
  if (byte < 0xf0) return {3, bits(0x0f), 0x80, 0xbf};
  if (byte == 0xf0) return {4, bits(0x07), 0x90, 0xbf};
  if (byte < 0xf4) return {4, bits(0x07), 0x80, 0xbf};
  if (byte == 0xf4) return {4, bits(0x07), 0x80, 0x8f};
  return {0, 0, 0, 0};
}

}  // namespace

CodePoint decode_utf8(std::string_view text) {
  const auto lead = lead_of(static_cast<unsigned char>(text.front()));
  if (lead.length == 0) return {U'\ufffd', 1, false};
  char32_t value = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    if (i == text.size()) return {U'\ufffd', i, false};
    const auto byte = static_cast<unsigned char>(text[i]);
    const unsigned char low = i == 1 ? lead.low : 0x80;
    const unsigned char high = i == 1 ? lead.high : 0xbf;
    if (byte < low || byte > high) return {U'\ufffd', i, false};
    value = (value << 6) | (byte & 0x3fu);
  }
  return {value, lead.length, true};
}

}  // namespace admctl
