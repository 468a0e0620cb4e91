#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"
#include "lib/migrate/migration_files.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::migrate {
namespace {

std::string refusal_of(const std::filesystem::path& dir) {
  try {
    load_migrations(dir, HistoryFormat::prisma);
  } catch (const Error& error) {
    return code_name(error.code()) + " " + error.message();
  }
  return "accepted";
}

TEST_CASE("the migrations of a folder come sorted, with the checksum of their bytes", "[migrate]") {
  const test::TempFolder folder;
  folder.write("20260102000000_b/migration.sql", "SELECT 2;\r\n");
  folder.write("20260101000000_a/migration.sql", "");
  folder.write("20260101000000_a/README.md", "why");
  folder.write("migration_lock.toml", "provider = \"postgresql\"\n");
  folder.write(".git/config", "hidden");
  const auto files = load_migrations(folder.path());
  REQUIRE(files.size() == 2);
  CHECK(files[0].name == "20260101000000_a");
  CHECK(files[0].checksum == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(files[1].name == "20260102000000_b");
  CHECK(files[1].bytes == "SELECT 2;\r\n");
  CHECK(files[1].checksum == sha256_hex("SELECT 2;\r\n"));
  CHECK(files[1].path == (folder.path() / "20260102000000_b" / "migration.sql").string());
}

TEST_CASE("a folder without its script is refused by name", "[migrate]") {
  const test::TempFolder folder;
  folder.write("1_a/migration.sql", "SELECT 1;");
  folder.write("2_b/migration.txt", "SELECT 2;");
  CHECK(refusal_of(folder.path()) == "ADM-1103 " + (folder.path() / "2_b").string() + " has no migration.sql");
}

TEST_CASE("a folder without migrations is refused", "[migrate]") {
  const test::TempFolder folder;
  folder.write("1_a.sql", "SELECT 1;");
  CHECK(refusal_of(folder.path()) == "ADM-1103 there are no migrations in " + folder.path().string());
  CHECK(refusal_of(folder.path() / "absent") == "ADM-1103 cannot read " + (folder.path() / "absent").string());
}

TEST_CASE("the migrations of a pack come from its own folder", "[migrate]") {
  const test::TempFolder folder;
  folder.write("db/2_b/migration.sql", "SELECT 2;");
  folder.write("db/1_a/migration.sql", "SELECT 1;");
  folder.write("db/migration_lock.toml", "");
  folder.write("dbx/3_c/migration.sql", "SELECT 3;");
  platform::Pack pack;
  pack.history = HistoryFormat::prisma;
  pack.migrations = "db";
  pack.files = platform::PackFiles::folder(folder.path());
  const auto files = load_migrations(pack);
  REQUIRE(files.size() == 2);
  CHECK(files[0].name == "1_a");
  CHECK(files[1].bytes == "SELECT 2;");
  CHECK(files[1].path == (folder.path() / "db/2_b/migration.sql").string());

  folder.write("db/3_c/notes.md", "");
  pack.files = platform::PackFiles::folder(folder.path());
  CHECK_THROWS_WITH(load_migrations(pack), (folder.path() / "db/3_c").string() + " has no migration.sql");
  pack.migrations = "nowhere";
  CHECK_THROWS_WITH(load_migrations(pack),
                    "there are no migrations in " + (folder.path() / "nowhere").string());
}

TEST_CASE("a checksum holds for either kind of newline, and for nothing else", "[migrate]") {
  const auto file_of = [](std::string bytes) {
    auto checksum = sha256_hex(bytes);
    return MigrationFile{"1", "1", std::move(bytes), std::move(checksum)};
  };
  const auto unix_sum = sha256_hex("a\nb\n");
  const auto windows_sum = sha256_hex("a\r\nb\r\n");
  for (const std::string bytes : {"a\nb\n", "a\r\nb\r\n", "a\r\nb\n"}) {
    INFO(bytes);
    CHECK(has_checksum(file_of(bytes), unix_sum));
    CHECK(has_checksum(file_of(bytes), windows_sum));
    CHECK(has_checksum(file_of(bytes), sha256_hex(bytes)));
  }
  CHECK_FALSE(has_checksum(file_of("a\nb"), unix_sum));
  CHECK_FALSE(has_checksum(file_of("a\n\nb\n"), unix_sum));
  CHECK_FALSE(has_checksum(file_of("a\rb\r"), unix_sum));
}

}  // namespace
}  // namespace admctl::migrate
