#include "lib/migrate/quick_statements.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace admctl::migrate {
namespace {

// A letter for each statement: q is quick, s may be slow.
std::string shown(const std::string& sql, std::vector<ObjectName>& empty_tables) {
  const MigrationFile file{"1_shop", "shop/1_shop/migration.sql", sql, ""};
  std::string out;
  for (const bool quick : quick_statements(parse_script(file), empty_tables)) out += quick ? 'q' : 's';
  return out;
}

std::string shown(const std::string& sql) {
  std::vector<ObjectName> none;
  return shown(sql, none);
}

TEST_CASE("what only the catalog is changed by is quick", "[migrate]") {
  CHECK(shown("CREATE TYPE mood AS ENUM ('good'); CREATE TABLE a (id int PRIMARY KEY, m mood); DROP TABLE b; "
              "COMMENT ON TABLE a IS 'x'; CREATE SCHEMA s; ALTER TABLE old RENAME TO older") == "qqqqqq");
  CHECK(shown("").empty());
}

TEST_CASE("a table that was there before may have rows to read or to rewrite", "[migrate]") {
  CHECK(shown("ALTER TABLE a ADD COLUMN n int NOT NULL DEFAULT random(); CREATE INDEX i ON a (n)") == "ss");
  CHECK(shown("CREATE TABLE b (a int); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b (a)") == "qs");
  CHECK(shown("CREATE TABLE s.a (id int); CREATE INDEX i ON a (id)") == "qs");
}

TEST_CASE("a table that the script has just made is empty until something may have filled it", "[migrate]") {
  const std::string make = "CREATE TABLE a (id int); ";
  const std::string work = "CREATE INDEX i ON a (id); ALTER TABLE a ADD FOREIGN KEY (id) REFERENCES b (id); ";
  CHECK(shown(make + work) == "qqq");
  for (const std::string filling :
       {"INSERT INTO a SELECT 1; ", "DO $$ BEGIN INSERT INTO a SELECT 1; END $$; ", "SELECT fill(); ",
        "CALL fill(); ", "WITH x AS (SELECT 1) INSERT INTO a SELECT * FROM x; ", "EXECUTE fill; ",
        "CREATE TABLE c AS SELECT 1 AS id; ", "REFRESH MATERIALIZED VIEW v; ", "COPY a FROM '/tmp/a'; "}) {
    CAPTURE(filling);
    CHECK(shown(make + filling + work) == "qsss");
    CHECK(shown(filling + make + work) == "sqqq");
  }
  CHECK(shown(make + "CREATE INDEX CONCURRENTLY i ON a (id)") == "qs");
  CHECK(shown(make + "UPDATE b SET id = 1; " + work) == "qsqq");
  CHECK(shown(make + "delete from b; " + work) == "qsqq");
}

TEST_CASE("INSERT fills the table that it names and leaves the others empty", "[migrate]") {
  const std::string make = R"(CREATE TABLE a (id int); CREATE TABLE "B ""x" (id int); )";
  const std::string work = R"(CREATE INDEX i ON a (id); CREATE INDEX j ON "B ""x" (id))";
  const auto after = [&](const std::string& filling) { return shown(make + filling + "; " + work).substr(2); };
  CHECK(after("INSERT INTO a VALUES (1)") == "ssq");
  CHECK(after("insert into A(id) values (1)") == "ssq");
  CHECK(after("INSERT INTO s.a VALUES (1)") == "ssq");
  CHECK(after(R"(INSERT INTO "a" VALUES (1))") == "ssq");
  CHECK(after("INSERT\n  INTO public.\"a\"\nSELECT 1") == "ssq");
  CHECK(after(R"(INSERT INTO "B ""x" VALUES (1))") == "sqs");
  CHECK(after(R"(INSERT INTO "A" VALUES (1))") == "sqq");
  CHECK(after("INSERT INTO ab VALUES (1)") == "sqq");
  CHECK(after("INSERT INTO a VALUES (1); INSERT INTO a VALUES (1)") == "sssq");
  // Not told from the text alone.
  CHECK(after("INSERT /* here */ INTO a VALUES (1)") == "sss");
  CHECK(after("INSERT INTO \xC3\xA4 VALUES (1)") == "sss");
  CHECK(after(R"(INSERT INTO U&"\0061" VALUES (1))") == "sss");
}

TEST_CASE("a table that an earlier script of the run made is empty until a script may have filled it",
          "[migrate]") {
  std::vector<ObjectName> empty_tables;
  CHECK(shown("CREATE TABLE a (id int); CREATE TABLE s.a (id int)", empty_tables) == "qq");
  CHECK(shown("CREATE INDEX i ON a (id); ALTER TABLE s.a ADD CHECK (id > 0)", empty_tables) == "qq");
  CHECK(shown("ALTER TABLE b ADD n int; ALTER TABLE a ADD n int; SELECT fill()", empty_tables) == "sqs");
  CHECK(shown("ALTER TABLE a ADD m int", empty_tables) == "s");
  CHECK(shown("CREATE TABLE a (id int)", empty_tables) == "q");
  CHECK(shown("MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN FLY", empty_tables) == "s");
  CHECK(empty_tables.empty());
}

TEST_CASE("nothing is quick that the parser does not understand", "[migrate]") {
  CHECK(shown("CREATE TABLE a (id int); MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN FLY") == "s");
}

}  // namespace
}  // namespace admctl::migrate
