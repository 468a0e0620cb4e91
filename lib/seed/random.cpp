#include "lib/seed/random.hpp"

namespace admctl::seed {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;

}  // namespace

std::uint64_t mix(std::uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9U;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
  return bits ^ (bits >> 31);
}

std::uint64_t combine(std::uint64_t key, std::uint64_t with) {
  return mix(key + golden + mix(with ^ golden) * 3);
}

std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return mix(hash);
}

std::uint64_t Stream::next() {
  state_ += golden;
  return mix(state_);
}

std::uint64_t Stream::below(std::uint64_t bound) {
  // The high word of the product; its bias is bound / 2^64, which no demo data can show.
  return static_cast<std::uint64_t>((Wide{next()} * bound) >> 64);
}

double Stream::fraction() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

}  // namespace admctl::seed
