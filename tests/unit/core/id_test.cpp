#include "lib/core/id.hpp"
#include "lib/core/sha256.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

using admctl::Millis;
using admctl::Time;

namespace {

const Time noon{Millis{1'771'243'200'000}};

// In `shape` an x stands for a lower-case hexadecimal digit, v for the variant 8, 9, a or b, z for 0-9 or a-z.
bool fits(std::string_view text, std::string_view shape) {
  return std::ranges::equal(text, shape, [](char c, char s) {
    const bool digit = c >= '0' && c <= '9';
    switch (s) {
      case 'x':
        return digit || (c >= 'a' && c <= 'f');
      case 'v':
        return c == '8' || c == '9' || c == 'a' || c == 'b';
      case 'z':
        return digit || (c >= 'a' && c <= 'z');
      default:
        return c == s;
    }
  });
}

}  // namespace

TEST_CASE("SHA-256 gives the published digests") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1'000'000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
      {std::string(1, '\0'), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
  };
  for (const auto& [bytes, digest] : cases) {
    CAPTURE(bytes.size());
    CHECK(admctl::sha256_hex(bytes) == digest);
  }
}

TEST_CASE("SHA-256 in pieces equals SHA-256 at once") {
  const std::string bytes(1000, 'x');
  for (const std::size_t size : {1u, 7u, 63u, 64u, 65u, 999u, 1000u}) {
    CAPTURE(size);
    admctl::Sha256 hash;
    hash.update("");
    for (std::size_t i = 0; i < bytes.size(); i += size) hash.update(std::string_view{bytes}.substr(i, size));
    CHECK(hash.finish() == admctl::sha256_hex(bytes));
  }
  CHECK(admctl::Sha256{}.finish() == admctl::sha256_hex(""));
}

TEST_CASE("a version 7 UUID holds its time, version and variant") {
  const auto id = admctl::make_uuid_v7(noon);
  CHECK(fits(id, "xxxxxxxx-xxxx-7xxx-vxxx-xxxxxxxxxxxx"));
  CHECK(id.substr(0, 13) == "019c6652-5e00");
  CHECK(admctl::make_uuid_v7(Time{Millis{0}}).substr(0, 13) == "00000000-0000");
  CHECK(admctl::make_uuid_v7(Time{Millis{-5}}).substr(0, 13) == "00000000-0000");
}

TEST_CASE("version 7 UUIDs sort by time") {
  std::string previous = admctl::make_uuid_v7(Time{Millis{0}});
  for (std::int64_t step = 1; step < (std::int64_t{1} << 47); step *= 2) {
    const auto id = admctl::make_uuid_v7(Time{Millis{step}});
    CAPTURE(step);
    CHECK(previous < id);
    previous = id;
  }
  for (int i = 0; i < 1000; ++i) {
    const auto id = admctl::make_uuid_v7(noon + Millis{i});
    CHECK((i == 0 || previous < id));
    previous = id;
  }
}

TEST_CASE("a version 4 UUID has its version and variant") {
  for (int i = 0; i < 100; ++i) {
    CHECK(fits(admctl::make_uuid_v4(), "xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx"));
  }
}

TEST_CASE("a cuid is c and 24 lower-case letters and digits at any time") {
  const auto last = admctl::parse_time("9999-12-31T23:59:59.999Z");
  for (const auto time : {noon, Time{Millis{0}}, Time{Millis{-1}}, *last}) {
    const auto id = admctl::make_cuid(time);
    CAPTURE(id);
    CHECK(fits(id, "c" + std::string(24, 'z')));
  }
  CHECK(admctl::make_cuid(noon).substr(0, 9) == "cmlp4gw00");
  CHECK(admctl::make_cuid(Time{Millis{35}}).substr(0, 9) == "c0000000z");
}

TEST_CASE("cuids sort by time") {
  std::string previous;
  for (int i = 0; i < 1000; ++i) {
    const auto id = admctl::make_cuid(noon + Millis{i});
    CHECK(previous < id);
    previous = id;
  }
}

TEST_CASE("ids made at the same moment differ") {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) {
    ids.insert(admctl::make_uuid_v4());
    ids.insert(admctl::make_uuid_v7(noon));
    ids.insert(admctl::make_cuid(noon));
  }
  CHECK(ids.size() == 3000);
}
