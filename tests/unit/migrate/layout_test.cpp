#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"
#include "lib/migrate/migration_files.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::migrate {
namespace {

using Texts = std::vector<std::string>;

Texts names_of(const std::vector<MigrationFile>& files) {
  Texts out;
  for (const auto& file : files) out.push_back(file.name + "=" + file.key() + (file.down ? " down" : ""));
  return out;
}

std::string refusal_of(const test::TempFolder& folder, HistoryFormat format) {
  try {
    load_migrations(folder.path(), format);
  } catch (const Error& error) {
    auto text = error.message() + " | " + error.detail();
    const auto path = folder.path().string();
    for (auto at = text.find(path); at != std::string::npos; at = text.find(path))
      text.replace(at, path.size(), "D");
    return text;
  }
  return "accepted";
}

Texts guess_of(const test::TempFolder& folder) {
  Texts out;
  for (const auto format : formats_of(folder.path())) out.emplace_back(format_name(format));
  return out;
}

TEST_CASE("the files of dbmate are split into their sections and known by their digits", "[migrate]") {
  const test::TempFolder folder;
  folder.write("20260102_b.sql", "-- why\n--migrate:up transaction:false\nSELECT 2;\n");
  folder.write("20260101_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT -1;\n");
  folder.write("README.md", "no migration");
  CHECK(guess_of(folder) == Texts{"dbmate"});
  const auto files = load_migrations(folder.path());
  CHECK(names_of(files) == Texts{"20260101_a=20260101 down", "20260102_b=20260102"});
  CHECK(files[0].bytes == "-- migrate:up\nSELECT 1;\n");
  CHECK(files[0].checksum == sha256_hex("-- migrate:up\nSELECT 1;\n"));
  // Lines keep their numbers.
  CHECK(files[0].down->bytes == "             \n         \n-- migrate:down\nSELECT -1;\n");
  CHECK_FALSE(files[0].no_transaction);
  CHECK(files[1].no_transaction);
}

TEST_CASE("what dbmate would misread or leave out is refused", "[migrate]") {
  const std::pair<std::string, std::string> refused[] = {
      {"SELECT 1;\n", "D/1_a.sql has no line '-- migrate:up' | "},
      {"SELECT 1;\n-- migrate:up\n", "D/1_a.sql has statements before '-- migrate:up' | "},
      {"-- migrate:up\n-- migrate:up\n", "D/1_a.sql has '-- migrate:up' more than once | "},
      {"-- migrate:down\n-- migrate:up\n", "D/1_a.sql has '-- migrate:down' before '-- migrate:up' | "},
      {"-- migrate:up transaction:no\n",
       "D/1_a.sql: 'transaction:no' is no option of dbmate | there is transaction:false"},
  };
  for (const auto& [text, message] : refused) {
    const test::TempFolder folder;
    folder.write("1_a.sql", text);
    INFO(text);
    CHECK(refusal_of(folder, HistoryFormat::dbmate) == message);
  }
  const test::TempFolder folder;
  folder.write("1_a.sql", "-- migrate:up\n");
  folder.write("draft.sql", "-- migrate:up\n");
  CHECK(refusal_of(folder, HistoryFormat::dbmate).starts_with("D/draft.sql does not begin with a version | "));
}

TEST_CASE("two files of one version are refused", "[migrate]") {
  const test::TempFolder folder;
  folder.write("1_a.sql", "");
  folder.write("1_b.sql", "");
  CHECK(refusal_of(folder, HistoryFormat::supabase)
            .starts_with("D/1_a.sql and D/1_b.sql have the same version, 1"));
}

TEST_CASE("the journal of Drizzle tells which files there are and their order", "[migrate]") {
  const test::TempFolder folder;
  folder.write("meta/_journal.json",
               R"({"entries":[{"idx":0,"when":20,"tag":"0001_z"},{"idx":1,"when":30,"tag":"0000_a"}]})");
  folder.write("0001_z.sql", "SELECT 1;\n--> statement-breakpoint\nSELECT 2;");
  folder.write("0000_a.sql", "SELECT 3;");
  folder.write("0000_a.down.sql", "SELECT -3;");
  CHECK(guess_of(folder) == Texts{"drizzle"});
  const auto files = load_migrations(folder.path());
  CHECK(names_of(files) == Texts{"0001_z=20", "0000_a=30 down"});
  CHECK(files[0].checksum == sha256_hex("SELECT 1;\n--> statement-breakpoint\nSELECT 2;"));

  folder.write("0002_stray.sql", "");
  CHECK(refusal_of(folder, HistoryFormat::drizzle) ==
        "D/0002_stray.sql is not in D/meta/_journal.json | the tool itself would leave it out");
  std::filesystem::remove(folder.path() / "0001_z.sql");
  CHECK(refusal_of(folder, HistoryFormat::drizzle) ==
        "D/meta/_journal.json names 0001_z.sql, which is not there | ");
}

TEST_CASE("admctl's own layout takes files and folders, with what takes them back", "[migrate]") {
  const test::TempFolder folder;
  folder.write("2_b.sql", "SELECT 2;");
  folder.write("2_b.down.sql", "SELECT -2;");
  folder.write("1_a/migration.sql", "SELECT 1;");
  folder.write("1_a/down.sql", "SELECT -1;");
  folder.write("3_c/migration.sql", "SELECT 3;");
  folder.write("3_c/down.sql", "\n");
  CHECK(names_of(load_migrations(folder.path(), HistoryFormat::native)) ==
        Texts{"1_a=1_a down", "2_b=2_b down", "3_c=3_c"});
  folder.write("1_a.sql", "");
  CHECK(refusal_of(folder, HistoryFormat::native).starts_with("D has 1_a both as a folder and as a file"));
}

TEST_CASE("a folder tells its format as far as it can", "[migrate]") {
  const test::TempFolder prisma;
  prisma.write("1_a/migration.sql", "");
  CHECK(guess_of(prisma) == Texts{"prisma", "native"});
  prisma.write("migration_lock.toml", "");
  CHECK(guess_of(prisma) == Texts{"prisma"});

  const test::TempFolder files;
  files.write("db/20260101_a.sql", "");
  files.write("supabase/migrations/20260101_a.sql", "");
  CHECK(formats_of(files.path() / "db") == std::vector{HistoryFormat::native, HistoryFormat::supabase});
  CHECK(formats_of(files.path() / "supabase/migrations/") == std::vector{HistoryFormat::supabase});
  CHECK_THROWS_WITH(formats_of(files.path()), "there are no migrations in " + files.path().string());
}

TEST_CASE("a migration is found by name, file name or version", "[migrate]") {
  const test::TempFolder folder;
  folder.write("20260101_a.sql", "-- migrate:up\n");
  const auto files = load_migrations(folder.path());
  for (const auto* name : {"20260101_a", "20260101_a.sql", "20260101"}) {
    INFO(name);
    REQUIRE(find_migration(files, name));
    CHECK(find_migration(files, name)->name == "20260101_a");
  }
  CHECK(find_migration(files, "a") == nullptr);
}

}  // namespace
}  // namespace admctl::migrate
