#include <algorithm>

#include <fmt/format.h>

#include "lib/seed/builtins.hpp"

namespace admctl::seed {
namespace {

constexpr std::string_view base36 = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::int64_t longest_text = 100'000;

// A whole number between two, both included.
Datum rand(const Call& call) {
  const auto low = call.integer(0);
  const auto high = call.integer(1);
  if (low > high) call.refuse(fmt::format("{} is greater than {}", low, high));
  const auto range = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  auto stream = call.stream();
  const auto draw = range == UINT64_MAX ? stream.next() : stream.below(range + 1);
  return Datum::of_integer(static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + draw));
}

// Like rand(), but small numbers are more frequent: the draw is raised to a power.
Datum skewed(const Call& call) {
  const auto low = call.integer(0);
  const auto high = call.integer(1);
  if (low > high) call.refuse(fmt::format("{} is greater than {}", low, high));
  const auto power = call.integer(2, 1, 16);
  const double fraction = call.stream().fraction();
  double share = 1;
  for (std::int64_t i = 0; i < power; ++i) share *= fraction;
  const auto draw =
      static_cast<std::int64_t>(share * (static_cast<double>(high) - static_cast<double>(low) + 1));
  return Datum::of_integer(std::min(high, low + draw));
}

Datum fraction(const Call& call) { return Datum::of_real(call.stream().fraction()); }

Datum chance(const Call& call) { return Datum::of_boolean(call.stream().fraction() < call.real(0)); }

Datum pick(const Call& call) {
  const auto list = call.list(0);
  if (list.empty()) call.refuse("the list is empty");
  return list[call.stream().below(list.size())];
}

// Some different items of a list, in its order.
Datum sample(const Call& call) {
  const auto list = call.list(0);
  const auto size = std::min<std::size_t>(list.size(), static_cast<std::size_t>(call.integer(1, 0, 1000)));
  auto* items = call.arena().make<Datum>(size);
  auto stream = call.stream();
  std::size_t taken = 0;
  for (std::size_t i = 0; i < list.size() && taken < size; ++i) {
    if (stream.below(list.size() - i) < size - taken) items[taken++] = list[i];
  }
  return Datum::of_list({items, taken});
}

void fill(char* to, std::size_t length, std::string_view alphabet, Stream& stream) {
  for (std::size_t i = 0; i < length; ++i) to[i] = alphabet[stream.below(alphabet.size())];
}

Datum random_text(const Call& call) {
  const auto length = static_cast<std::size_t>(call.integer(0, 0, longest_text));
  const auto alphabet = call.text(1);
  if (alphabet.empty()) call.refuse("the alphabet is empty");
  auto* bytes = call.arena().bytes(length);
  auto stream = call.stream();
  fill(bytes, length, alphabet, stream);
  return Datum::of_text({bytes, length});
}

Datum hex(const Call& call) {
  const auto length = static_cast<std::size_t>(call.integer(0, 0, longest_text));
  auto* bytes = call.arena().bytes(length);
  auto stream = call.stream();
  fill(bytes, length, hex_digits, stream);
  return Datum::of_text({bytes, length});
}

// 'c', a time in base 36 (8 digits until the year 2059), then 16 random digits.
Datum cuid(const Call& call) {
  constexpr std::size_t length = 25;
  constexpr std::size_t time_digits = 8;
  auto* bytes = call.arena().bytes(length);
  bytes[0] = 'c';
  auto time = std::max<std::int64_t>(0, call.time(0));
  for (auto i = time_digits; i > 0; --i, time /= 36) bytes[i] = base36[static_cast<std::size_t>(time % 36)];
  auto stream = call.stream();
  // Two draws, not sixteen: ids are most of what is drawn.
  auto* to = bytes + 1 + time_digits;
  for (int half = 0; half < 2; ++half) {
    auto bits = stream.next();
    for (int i = 0; i < 8; ++i, bits /= 36) *to++ = base36[bits % 36];
  }
  return Datum::of_text({bytes, length});
}

// Shaped like a random (version 4) UUID.
Datum uuid(const Call& call) {
  auto stream = call.stream();
  const auto high = (stream.next() & ~std::uint64_t{0xf000}) | 0x4000;
  const auto low = (stream.next() & ~(std::uint64_t{3} << 62)) | (std::uint64_t{2} << 62);
  return call.make_text(fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff,
                                    high & 0xffff, low >> 48, low & 0xffffffffffff));
}

// One of the languages of the generator file that were chosen, by their weights.
Datum locale(const Call& call) { return call.locale(); }

constexpr Builtin builtins[] = {
    {"rand", 2, 2, rand},
    {"skewed", 3, 3, skewed},
    {"fraction", 0, 0, fraction},
    {"chance", 1, 1, chance},
    {"pick", 1, 1, pick},
    {"sample", 2, 2, sample},
    {"random_text", 2, 2, random_text},
    {"hex", 1, 1, hex},
    {"cuid", 1, 1, cuid},
    {"uuid", 0, 0, uuid},
    {"locale", 0, 0, locale, Builtin::Needs::nothing, false, true},
};

}  // namespace

std::span<const Builtin> random_builtins() { return builtins; }

}  // namespace admctl::seed
