#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "lib/audit/commitment.hpp"
#include "lib/audit/disclosure.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::audit {
namespace {

Salt salt_of(unsigned char byte) {
  Salt salt;
  salt.bytes.fill(byte);
  return salt;
}

}  // namespace

TEST_CASE("A commitment is SHA-256 over the opening and the value, and the opening an HMAC of its place") {
  // Computed with Python's hmac and hashlib.
  const auto opening = opening_of(salt_of(7), {"users", "u1", "/email"});
  CHECK(to_hex(opening) == "c4e66fd5bfef5d763bbb32a42514ff687a5ca4f4fe740799f927aa86b2b0bf81");
  CHECK(commitment_of(opening, "\"ann@example.com\"") ==
        "sha256:db6bfaf5ad76445bc24e2cdd6943fdd10e2e6114bffd6d8787381ed0ba7ec275");
}

TEST_CASE("Another salt, table, key or pointer gives another opening") {
  const auto opening = opening_of(salt_of(7), {"users", "u1", "/email"});
  CHECK(opening != opening_of(salt_of(8), {"users", "u1", "/email"}));
  CHECK(opening != opening_of(salt_of(7), {"user", "su1", "/email"}));
  CHECK(opening != opening_of(salt_of(7), {"users", "u2", "/email"}));
  CHECK(opening != opening_of(salt_of(7), {"users", "u1", "/phone"}));
}

TEST_CASE("A salt's file is private, is read back, and is never replaced") {
  const test::TempFolder folder;
  const auto path = folder.path() / "salt";
  CHECK_FALSE(load_salt(path));
  const auto salt = make_salt(path);
  CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms{0777}) ==
        std::filesystem::perms{0600});
  REQUIRE(load_salt(path));
  CHECK(load_salt(path)->bytes == salt.bytes);
  CHECK(fingerprint(*load_salt(path)) == fingerprint(salt));
  CHECK_THROWS_AS(make_salt(path), Error);

  std::filesystem::permissions(path, std::filesystem::perms{0640});
  CHECK_THROWS_AS(load_salt(path), Error);
  folder.write("other", "admctl-salt-v1 1234\n");
  std::filesystem::permissions(folder.path() / "other", std::filesystem::perms{0600});
  CHECK_THROWS_AS(load_salt(folder.path() / "other"), Error);
}

TEST_CASE("A value is found in an export by its commitment, also where two portions meet") {
  const test::TempFolder folder;
  const auto opening = opening_of(salt_of(1), {"t", "k", "/a"});
  const auto text = commitment_of(opening, "\"secret\"");
  for (const std::size_t before : {std::size_t{0}, std::size_t{256 * 1024 - 30}, std::size_t{256 * 1024 + 5}}) {
    std::string content(before, 'x');
    if (before > 10) content[5] = '\n';
    folder.write("export", content + text + "\nmore\n");
    const auto found = find_commitment(folder.path() / "export", opening, "secret");
    REQUIRE(found);
    CHECK(found->commitment == text);
    CHECK(found->line == (before > 10 ? 2 : 1));
    CHECK_FALSE(find_commitment(folder.path() / "export", opening, "Secret"));
  }
}

TEST_CASE("A value that is JSON is found however its blanks were written") {
  const test::TempFolder folder;
  const auto opening = opening_of(salt_of(1), {"t", "k", "/a"});
  folder.write("export", commitment_of(opening, R"({"a":[1,2]})"));
  CHECK(find_commitment(folder.path() / "export", opening, R"({"a": [1, 2]})"));
  folder.write("export", commitment_of(opening, "42"));
  CHECK(find_commitment(folder.path() / "export", opening, "42"));
}

}  // namespace admctl::audit
