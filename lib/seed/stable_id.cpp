#include "lib/seed/stable_id.hpp"

#include "lib/core/sha256.hpp"

namespace admctl::seed {
namespace {

// SHA-256 in hex, digits 0-9a-f: a subset of base 36, which is all that a cuid's tail may hold.
constexpr std::size_t cuid_tail = 24;

std::string as_uuid(std::string hex) {
  constexpr std::string_view variants = "89ab";
  hex.resize(32);
  hex[12] = '8';
  hex[16] = variants[static_cast<unsigned char>(hex[16]) % variants.size()];
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) hex.insert(dash, 1, '-');
  return hex;
}

}  // namespace

std::string stable_id(const platform::Pack& pack, std::string_view table, std::string_view natural_key) {
  std::string text = pack.platform;
  text.append(1, '\0').append(table).append(1, '\0').append(natural_key);
  auto hex = sha256_hex(text);
  if (pack.ids == platform::IdFormat::uuid) return as_uuid(std::move(hex));
  return "c" + hex.substr(0, cuid_tail);
}

}  // namespace admctl::seed
