// Random numbers that depend on nothing but their key: every draw of demo data is keyed by the seed, the table,
// the row and the place in the generator file, so rows can be made in any order, or in parallel, with the same
// result. Only integer arithmetic and exact doubles: the same bytes on every machine.
#pragma once

#include <cstdint>
#include <string_view>

namespace admctl::seed {

// A bijection of 64 bits that leaves no pattern (the finaliser of splitmix64).
std::uint64_t mix(std::uint64_t bits);
// A key made from two; combine(a, b) differs from combine(b, a).
std::uint64_t combine(std::uint64_t key, std::uint64_t with);
std::uint64_t hash_text(std::string_view text);

// The draws that belong to one key.
class Stream {
 public:
  explicit Stream(std::uint64_t key) : state_{key} {}

  std::uint64_t next();
  // In [0, bound); bound must not be 0.
  std::uint64_t below(std::uint64_t bound);
  // In [0, 1), a multiple of 2^-53.
  double fraction();

 private:
  std::uint64_t state_;
};

}  // namespace admctl::seed
