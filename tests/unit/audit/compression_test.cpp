#include <random>
#include <vector>

#include <catch2/catch.hpp>

#include "lib/audit/compression.hpp"
#include "lib/core/codes/audit.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::audit {
namespace {

std::string pass(ByteFilter& filter, std::string_view bytes, std::size_t portion) {
  std::string out;
  const auto sink = [&](std::string_view part) { out += part; };
  for (; !bytes.empty(); bytes.remove_prefix(std::min(portion, bytes.size())))
    filter.write(bytes.substr(0, portion), sink);
  filter.finish(sink);
  return out;
}

std::string compressed(Compression how, std::string_view bytes) {
  return pass(*make_compressor(how), bytes, 1 << 16);
}
std::string restored(Compression how, std::string_view bytes, std::size_t portion = 4096) {
  return pass(*make_decompressor(how), bytes, portion);
}

// Partly like a log, partly noise.
std::string sample(std::size_t size) {
  std::minstd_rand random{7};
  std::string out;
  while (out.size() < size) {
    out += R"({"action":"deal.transition","resource":"deals"})";
    for (int i = 0; i < 16; ++i) out += static_cast<char>(random());
  }
  return out;
}

}  // namespace

TEST_CASE("What is compressed comes back byte for byte, in portions of any size") {
  for (const auto how : {Compression::none, Compression::gzip, Compression::zstd}) {
    INFO(compression_name(how));
    for (const auto size : {std::size_t{0}, std::size_t{1}, std::size_t{70'000}, std::size_t{1'500'000}}) {
      const auto text = size == 0 ? std::string{} : sample(size);
      const auto small = compressed(how, text);
      CHECK(restored(how, small) == text);
      CHECK(restored(how, small, 1 << 20) == text);
      if (how != Compression::none && size > 1000) CHECK(small.size() < text.size());
    }
  }
}

TEST_CASE("Compressed data that is cut off, damaged or followed by more is refused") {
  const auto text = sample(100'000);
  for (const auto how : {Compression::gzip, Compression::zstd}) {
    INFO(compression_name(how));
    const auto good = compressed(how, text);
    auto damaged = good;
    damaged[good.size() / 2] ^= 0x55;
    for (const auto& bad : {good.substr(0, good.size() - 1), good.substr(0, good.size() / 2), damaged,
                            good + good, std::string{"not compressed at all"}, std::string{}}) {
      CHECK(test::error_of([&] { restored(how, bad); }).code() == code::damaged_compression);
    }
  }
}

TEST_CASE("The end of a file's name tells its compression") {
  CHECK(compression_of("a.jsonl.zst") == Compression::zstd);
  CHECK(compression_of("a.csv.gz") == Compression::gzip);
  CHECK(compression_of("a.jsonl") == Compression::none);
  CHECK(compression_of("gz") == Compression::none);
}

}  // namespace admctl::audit
