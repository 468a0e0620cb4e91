#include <catch2/catch.hpp>

#include <sys/stat.h>

#include "lib/core/error.hpp"
#include "lib/platform/pack_files.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::platform {
namespace {

namespace fs = std::filesystem;

std::string refusal_of(const fs::path& folder) {
  try {
    PackFiles::folder(folder);
  } catch (const Error& error) {
    return code_name(error.code()) + " " + error.message();
  }
  return "accepted";
}

TEST_CASE("a folder's files are found by their relative paths", "[platform]") {
  const test::TempFolder folder;
  folder.write("platform.yaml", "x");
  folder.write("migrations/2/migration.sql", "SELECT 2;\n");
  folder.write("migrations/1/migration.sql", std::string_view{"SELECT\0 1;\n", 11});
  folder.write("migrations-old/1.sql", "");
  folder.write(".git/config", "hidden");

  const auto files = PackFiles::folder(folder.path());
  CHECK(files.list("") == std::vector<std::string>{"migrations-old/1.sql", "migrations/1/migration.sql",
                                                   "migrations/2/migration.sql", "platform.yaml"});
  CHECK(files.list("migrations") ==
        std::vector<std::string>{"migrations/1/migration.sql", "migrations/2/migration.sql"});
  CHECK(files.list("nothing").empty());
  CHECK(files.contains("platform.yaml"));
  CHECK_FALSE(files.contains("migrations"));
  CHECK(files.read("migrations/1/migration.sql") == std::string{"SELECT\0 1;\n", 11});
  CHECK(files.display_path("platform.yaml") == folder.path().string() + "/platform.yaml");
  CHECK_THROWS_WITH(files.read("../secret"), Catch::EndsWith("no such file in the pack"));
}

TEST_CASE("a pack is a snapshot", "[platform]") {
  const test::TempFolder folder;
  folder.write("platform.yaml", "before");
  const auto files = PackFiles::folder(folder.path());
  folder.write("platform.yaml", "after");
  CHECK(files.read("platform.yaml") == "before");
}

TEST_CASE("a trailing slash does not show in messages", "[platform]") {
  const test::TempFolder folder;
  folder.write("platform.yaml", "x");
  CHECK(PackFiles::folder(folder.path().string() + "/").display_path("a") == folder.path().string() + "/a");
}

TEST_CASE("what cannot be read is told apart from what must not be in a pack", "[platform]") {
  const test::TempFolder folder;
  const auto path = folder.path().string();
  CHECK(refusal_of(folder.path() / "nothing") == "ADM-1103 cannot read " + path + "/nothing");
  folder.write("file", "x");
  CHECK(refusal_of(folder.path() / "file") == "ADM-1103 cannot read " + path + "/file");
}

TEST_CASE("links must stay inside the pack", "[platform]") {
  const test::TempFolder folder;
  const test::TempFolder outside;
  outside.write("secret", "s");
  folder.write("real/data.sql", "SELECT 1;");
  const auto path = folder.path().string();

  SECTION("a link to a file of the pack is followed") {
    fs::create_symlink("real/data.sql", folder.path() / "link.sql");
    CHECK(PackFiles::folder(folder.path()).read("link.sql") == "SELECT 1;");
  }
  SECTION("a link out of the pack is refused") {
    fs::create_symlink(outside.path() / "secret", folder.path() / "link");
    CHECK(refusal_of(folder.path()) == "ADM-1102 " + path + "/link: the link leaves the pack");
  }
  SECTION("a link to a neighbour whose name begins alike is refused") {
    const auto neighbour = path + "-more";
    fs::create_directory(neighbour);
    fs::copy_file(outside.path() / "secret", neighbour + "/secret");
    fs::create_symlink(neighbour + "/secret", folder.path() / "link");
    CHECK(refusal_of(folder.path()) == "ADM-1102 " + path + "/link: the link leaves the pack");
    fs::remove_all(neighbour);
  }
  SECTION("a link to a folder is refused") {
    fs::create_directory_symlink("real", folder.path() / "link");
    CHECK(refusal_of(folder.path()) == "ADM-1102 " + path + "/link: links to folders are not followed");
  }
  SECTION("a link to nothing is refused") {
    fs::create_symlink("nowhere", folder.path() / "link");
    CHECK(refusal_of(folder.path()) == "ADM-1102 " + path + "/link: the link leads nowhere");
  }
}

TEST_CASE("pipes are refused instead of waited for", "[platform]") {
  const test::TempFolder folder;
  REQUIRE(mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  CHECK(refusal_of(folder.path()) == "ADM-1102 " + folder.path().string() + "/pipe: not a regular file");
}

TEST_CASE("an absurdly large file is refused", "[platform]") {
  const test::TempFolder folder;
  folder.write("huge.sql", "");
  fs::resize_file(folder.path() / "huge.sql", PackFiles::max_file_bytes + 1);
  CHECK(refusal_of(folder.path()) == "ADM-1102 " + folder.path().string() + "/huge.sql: larger than 16 MiB");
  fs::resize_file(folder.path() / "huge.sql", PackFiles::max_file_bytes);
  CHECK(refusal_of(folder.path()) == "accepted");
}

TEST_CASE("built-in packs are found by name only", "[platform]") {
  const auto files = PackFiles::builtin("admarket");
  REQUIRE(files);
  CHECK(files->contains("platform.yaml"));
  CHECK(files->display_path("platform.yaml") == "<builtin>/admarket/platform.yaml");
  CHECK_FALSE(PackFiles::builtin("admark"));
  CHECK_FALSE(PackFiles::builtin(""));
}

}  // namespace
}  // namespace admctl::platform
