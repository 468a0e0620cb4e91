#include "lib/audit/export.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/general.hpp"

#include <csignal>
#include <fstream>
#include <set>
#include <sstream>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/sha256.hpp"
#include "tests/integration/audit/audit_rows.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

audit::ExportRequest audit_rows() {
  audit::ExportRequest request;
  request.sources = {audit::SourceKind::audit};
  return request;
}

std::size_t files_in(const TempFolder& folder) {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator{folder.path()}, std::filesystem::directory_iterator{}));
}

// Everything that quoting could get wrong, in every column that takes text.
constexpr std::string_view hostile_rows = R"sql(
  INSERT INTO audit_logs (id, "actorId", "actorType", "actorIp", action, resource, "resourceId", "oldValue", "newValue",
                          metadata, "createdAt") VALUES
  ('a1', E'quote" back\\slash tab\t nl\n cr\r', 'ADMIN', '\N', '=1+1', 'deals', E'a,b\n"c"',
   jsonb_build_object('text', E'q" b\\ t\t n\n r\r bell\a esc\x1b', 'nested', jsonb_build_array(1, 2.50, true, null,
     jsonb_build_object('', '', 'k"ey', E'\b\f'))), '"a bare string"',
   '{"reason": "he said \"go\"\n=HYPERLINK()", "ticket": 4711, "more": {"deep": [[[]]]}}', '2026-01-01 10:00:00.5'),
  ('a2', NULL, 'SYSTEM', NULL, '', '', NULL, 'null', '[]', '{}', '2026-01-01 10:00:00'),
  ('a3', '', 'USER', '::1', U&'emoji \+01F600 \+01F468\200D\+01F4BB \2028 rtl \202E', '🧑‍💻', '''; DROP TABLE x; --',
   NULL, '{"n": 12345678901234567890.123456789, "big": 9223372036854775808, "e": "\u00e9"}', '{"reason": null}',
   '2026-01-01 10:00:00')
)sql";

}  // namespace

TEST_CASE("every exported JSON line parses back to exactly the row that the table holds") {
  const TestDatabase database{Template::migrated};
  database.execute(hostile_rows);
  const auto exported = export_text(database, admarket());
  const auto lines = read_lines(exported.text);
  REQUIRE(lines.size() == 3);
  auto session = database.session();
  pg::Transaction tx{session};
  for (const auto& line : lines) {
    INFO(to_json(line));
    const auto stored = parse_json(
        *tx.value("SELECT to_jsonb(a) FROM audit_logs AS a WHERE id = $1", {line.at("id").string_or("")}));
    const auto& row = line.at("row");
    REQUIRE(row.as_object());
    REQUIRE(row.as_object()->size() == stored.as_object()->size());
    for (const auto& [column, value] : stored.as_object()->members()) {
      INFO(column);
      if (column == "createdAt")
        CHECK(parse_time(row.at(column).string_or("")) == parse_time(value.string_or("")));
      else
        CHECK(row.at(column) == value);
    }
    CHECK(line.at("old") == stored.at("oldValue"));
    CHECK(line.at("new") == stored.at("newValue"));
    CHECK(line.at("action") == stored.at("action"));
  }
}

TEST_CASE("rows come in time order, the key breaking ties, with common fields from columns and metadata") {
  const TestDatabase database{Template::migrated};
  database.execute(hostile_rows);
  const auto exported = export_text(database, admarket());
  const auto lines = read_lines(exported.text);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].at("id") == Value{"a2"});
  CHECK(lines[1].at("id") == Value{"a3"});
  CHECK(lines[2].at("id") == Value{"a1"});
  CHECK(lines[2].at("time") == Value{"2026-01-01T10:00:00.500Z"});
  CHECK(lines[2].at("actorType") == Value{"ADMIN"});
  CHECK(lines[2].at("reason") == Value{"he said \"go\"\n=HYPERLINK()"});
  CHECK(lines[2].at("ticket") == Value{4711});
  CHECK(lines[2].at("operation").is_null());
  CHECK(lines[1].at("reason").is_null());
  CHECK(lines[1].at("actor") == Value{""});
  CHECK(lines[0].at("actor").is_null());

  CHECK(exported.result.rows == 3);
  CHECK(exported.result.first == "2026-01-01T10:00:00.000Z");
  CHECK(exported.result.last == "2026-01-01T10:00:00.500Z");
  CHECK(exported.result.bytes == exported.text.size());
  CHECK(exported.result.sha256 == sha256_hex(exported.text));
  CHECK(exported.result.manifest.sources == std::vector<std::string>{"audit"});
}

TEST_CASE("with the rest of the rows alone nothing of a row is lost and nothing stands twice") {
  const TestDatabase database{Template::migrated};
  database.execute(hostile_rows);
  auto request = audit_rows();
  const auto whole = read_lines(export_text(database, admarket(), request).text);
  request.row = audit::RowShown::rest;
  const auto lines = read_lines(export_text(database, admarket(), request).text);
  REQUIRE(lines.size() == 3);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const auto& [name, value] : whole[i].as_object()->members()) {
      if (name != "row") CHECK(lines[i].at(name) == value);
    }
    const auto& rest = *lines[i].at("row").as_object();
    CHECK(rest.size() == 2);
    for (const auto* column : {"actorIp", "metadata"})
      CHECK(lines[i].at("row").at(column) == whole[i].at("row").at(column));
  }

  request.format = GENERATE(audit::Format::ecs, audit::Format::ocsf);
  const Error error = error_of([&] { export_text(database, admarket(), request); });
  CHECK(error.code() == code::usage);
  CHECK_THAT(error.message(), Catch::Matchers::Contains("whole row"));
}

TEST_CASE("an exported CSV reads back by the rules of RFC 4180") {
  const TestDatabase database{Template::migrated};
  database.execute(hostile_rows);
  audit::ExportRequest request;
  request.format = audit::Format::csv;
  const auto records = read_csv(export_text(database, admarket(), request).text);
  REQUIRE(records.size() == 4);
  const std::vector<std::string> header{"time",     "source",     "actor", "actorType",   "action",
                                        "resource", "resourceId", "old",   "new",         "reason",
                                        "ticket",   "operation",  "id",    "row.actorIp", "row.metadata"};
  CHECK(records[0] == header);
  for (const auto& record : records) REQUIRE(record.size() == header.size());
  const auto& row = records[3];
  CHECK(row[2] == "quote\" back\\slash tab\t nl\n cr\r");
  CHECK(row[4] == "=1+1");
  CHECK(row[6] == "a,b\n\"c\"");
  CHECK(parse_json(row[7]).at("nested").as_array()->size() == 5);
  CHECK(row[8] == "a bare string");
  CHECK(row[9] == "he said \"go\"\n=HYPERLINK()");
  CHECK(row[13] == "\\N");
  CHECK(records[1][2] == "<null>");
  CHECK(records[1][4].empty());
  CHECK(records[1][7] == "null");
  CHECK(records[2][2].empty());

  request.csv_safe = true;
  const auto safe = read_csv(export_text(database, admarket(), request).text);
  CHECK(safe[3][4] == "'=1+1");
}

TEST_CASE("an export holds exactly the rows of its snapshot while others insert") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 5000);
  auto session = database.session();
  auto other = database.session();
  std::string text;
  int portions = 0;
  const auto sink = [&](std::string_view bytes) {
    text += bytes;
    // Before, between and behind the rows that are on their way, and changes to some of them.
    pg::Transaction tx{other};
    tx.script(
        "INSERT INTO audit_logs (id, \"actorType\", action, resource, \"createdAt\") SELECT 'late' || "
        "gen_random_uuid(), "
        "'SYSTEM', 'late', 'deals', timestamp '2025-12-31' + i * interval '40 minutes' FROM generate_series(1, "
        "50) AS i; "
        "DELETE FROM audit_logs WHERE id IN (SELECT id FROM audit_logs WHERE id LIKE 'r%' ORDER BY id DESC "
        "LIMIT 10);");
    tx.commit();
    ++portions;
  };
  const auto result = audit::export_rows(session, admarket(), audit_rows(), sink);
  CHECK(portions > 3);
  CHECK(result.rows == 5000);
  std::set<std::string> ids;
  for (const auto& line : read_lines(text)) ids.insert(line.at("id").string_or(""));
  CHECK(ids.size() == 5000);
  CHECK(*ids.begin() == "r000000001");
  CHECK(*ids.rbegin() == "r000005000");
}

TEST_CASE("exporting 200,000 rows takes no more memory than exporting a few") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 200'000);
  const TempFolder folder;
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int outcome = 1;
    try {
      auto session = database.session();
      const auto result =
          audit::export_file(session, admarket(), audit_rows(), folder.path() / "out", Existing::refuse);
      outcome = result.rows == 200'000 ? 0 : 2;
    } catch (const Error&) {
      outcome = 3;
    }
    ::_exit(outcome);
  }
  int status = 0;
  rusage usage{};
  REQUIRE(::wait4(child, &status, 0, &usage) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(std::filesystem::file_size(folder.path() / "out") > 100'000'000);
#ifdef ADMCTL_SANITIZED
  WARN("memory is not measured under the address sanitizer");
#else
  CHECK(usage.ru_maxrss < 64 * 1024);
#endif
}

TEST_CASE("an exported file has the bytes that are reported") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 3000);
  const TempFolder folder;
  auto session = database.session();
  const auto result =
      audit::export_file(session, admarket(), audit_rows(), folder.path() / "out", Existing::refuse);
  const auto text = read_file(folder.path() / "out");
  CHECK(text.size() == result.bytes);
  CHECK(sha256_hex(text) == result.sha256);
  CHECK(read_lines(text).size() == 3000);
  CHECK(files_in(folder) == 1);
  CHECK_THROWS_AS(
      audit::export_file(session, admarket(), audit_rows(), folder.path() / "out", Existing::refuse), Error);
  CHECK(
      audit::export_file(session, admarket(), audit_rows(), folder.path() / "out", Existing::replace).sha256 ==
      result.sha256);
}

TEST_CASE("no rows make an empty file, in CSV one with a header") {
  const TestDatabase database{Template::migrated};
  CHECK(export_text(database, admarket()).text.empty());
  audit::ExportRequest request;
  request.format = audit::Format::csv;
  const auto exported = export_text(database, admarket(), request);
  CHECK(read_csv(exported.text).size() == 1);
  CHECK(exported.result.rows == 0);
  CHECK(exported.result.first.empty());
  CHECK(exported.result.sha256 == sha256_hex(exported.text));
}

TEST_CASE("an interrupted export leaves no file, and the session can go on") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 20'000);
  const TempFolder folder;
  auto session = database.session();
  auto request = audit_rows();
  request.progress = [](std::size_t rows) {
    if (rows >= 5000) throw Error{code::interrupted, "interrupted"};
  };
  CHECK_THROWS_AS(audit::export_file(session, admarket(), request, folder.path() / "out", Existing::refuse),
                  Error);
  CHECK(files_in(folder) == 0);
  CHECK(audit::export_file(session, admarket(), audit_rows(), folder.path() / "out", Existing::refuse).rows ==
        20'000);
}

TEST_CASE("a statement cancelled by the server leaves no file") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 20'000);
  const TempFolder folder;
  auto session = database.session();
  auto request = audit_rows();
  request.progress = [&](std::size_t) {
    database.execute(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state = "
        "'active' "
        "AND pid <> pg_backend_pid()");
  };
  try {
    audit::export_file(session, admarket(), request, folder.path() / "out", Existing::refuse);
    // The cancel may arrive when all rows are on their way already.
    CHECK(read_lines(read_file(folder.path() / "out")).size() == 20'000);
  } catch (const Error& error) {
    CHECK(error.code() == code::interrupted);
    CHECK(files_in(folder) == 0);
  }
}

TEST_CASE("a full disk ends the export with the path and the cause, and leaves no file") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 20'000);
  auto session = database.session();
  try {
    audit::export_file(session, admarket(), audit_rows(), "/dev/full", Existing::refuse);
    FAIL("written to a full device");
  } catch (const Error& error) {
    CHECK(error.code() == code::export_failed);
    CHECK(error.message() == "cannot write /dev/full: No space left on device");
  }

  const TempFolder folder;
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1 << 20, 1 << 20};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    int outcome = 1;
    try {
      auto own = database.session();
      audit::export_file(own, admarket(), audit_rows(), folder.path() / "out", Existing::refuse);
    } catch (const Error& error) {
      outcome = error.code() == code::export_failed ? 0 : 2;
    }
    ::_exit(outcome);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(files_in(folder) == 0);
}

TEST_CASE("an export that is killed leaves nothing under its name") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 20'000);
  const TempFolder folder;
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    auto session = database.session();
    auto request = audit_rows();
    request.progress = [](std::size_t rows) {
      if (rows >= 10'000) ::kill(::getpid(), SIGKILL);
    };
    audit::export_file(session, admarket(), request, folder.path() / "out", Existing::refuse);
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "out"));
}

}  // namespace admctl::test
