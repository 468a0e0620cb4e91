// The files of an export: compressed, split, as a database, redacted.
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <sqlite3.h>
#include <catch2/catch.hpp>

#include "lib/audit/disclosure.hpp"
#include "lib/audit/export_operation.hpp"
#include "lib/audit/merkle.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/json_text.hpp"
#include "tests/integration/audit/audit_rows.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

using audit::Compression;
using audit::Format;

audit::ExportRequest audit_rows() {
  audit::ExportRequest request;
  request.sources = {audit::SourceKind::audit};
  return request;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string restored(Compression how, std::string_view bytes) {
  std::string out;
  const auto plain = audit::make_decompressor(how);
  plain->write(bytes, [&](std::string_view part) { out += part; });
  plain->finish([&](std::string_view part) { out += part; });
  return out;
}

std::size_t files_in(const TempFolder& folder) {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator{folder.path()}, std::filesystem::directory_iterator{}));
}

class Sqlite {
 public:
  explicit Sqlite(const std::filesystem::path& path) {
    REQUIRE(sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
  }
  ~Sqlite() { sqlite3_close(database_); }
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  std::vector<std::string> column(const std::string& sql) {
    std::vector<std::string> out;
    const auto take = [](void* into, int, char** values, char**) {
      static_cast<std::vector<std::string>*>(into)->emplace_back(values[0] ? values[0] : "<null>");
      return 0;
    };
    REQUIRE(sqlite3_exec(database_, sql.c_str(), take, &out, nullptr) == SQLITE_OK);
    return out;
  }

 private:
  sqlite3* database_ = nullptr;
};

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += line + "\n";
  return out;
}

}  // namespace

TEST_CASE("a compressed export is the same as a plain one, and its hash is that of the file") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 5000);
  const TempFolder folder;
  auto session = database.session();
  const auto plain = export_text(database, admarket(), audit_rows());
  for (const auto how : {Compression::gzip, Compression::zstd}) {
    auto request = audit_rows();
    request.compression = how;
    const auto path = folder.path() / audit::compression_name(how);
    const auto result = audit::export_file(session, admarket(), request, path, Existing::refuse);
    const auto bytes = read_file(path);
    CHECK(restored(how, bytes) == plain.text);
    CHECK(sha256_hex(bytes) == result.sha256);
    CHECK(result.bytes == bytes.size());
    CHECK(bytes.size() * 3 < plain.text.size());
    CHECK(result.manifest.root == plain.result.manifest.root);
    CHECK(result.manifest.compression == audit::compression_name(how));
  }
}

TEST_CASE("an export is split by rows and by size, and its parts make up the whole") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 2500);
  auto session = database.session();
  const auto plain = export_text(database, admarket(), audit_rows());
  for (const bool by_rows : {true, false}) {
    const TempFolder folder;
    auto request = audit_rows();
    if (by_rows)
      request.max_file_rows = 1000;
    else
      request.max_file_bytes = 300'000;
    const auto result =
        audit::export_file(session, admarket(), request, folder.path() / "audit.jsonl", Existing::refuse);
    const auto& files = result.manifest.files;
    REQUIRE(files.size() >= 3);
    CHECK(files_in(folder) == files.size());
    std::string whole;
    std::uint64_t rows = 0;
    for (const auto& file : files) {
      const auto text = read_file(folder.path() / file.name);
      CHECK(sha256_hex(text) == file.sha256);
      CHECK(text.size() == file.bytes);
      CHECK(static_cast<std::uint64_t>(std::ranges::count(text, '\n')) == file.rows);
      if (by_rows)
        CHECK(file.rows <= 1000);
      else
        CHECK(file.bytes <= 300'000);
      rows += file.rows;
      whole += text;
    }
    CHECK(files[0].name == "audit-0001.jsonl");
    CHECK(rows == 2500);
    CHECK(whole == plain.text);
    CHECK(result.manifest.root == plain.result.manifest.root);
  }
  const TempFolder folder;
  auto request = audit_rows();
  request.format = Format::csv;
  request.max_file_rows = 2000;
  audit::export_file(session, admarket(), request, folder.path() / "a.csv", Existing::refuse);
  for (const auto* name : {"a-0001.csv", "a-0002.csv"})
    CHECK(read_csv(read_file(folder.path() / name)).front().front() == "time");
  request = audit_rows();
  request.max_file_bytes = 1;
  CHECK(audit::export_file(session, admarket(), request, folder.path() / "tiny", Existing::refuse)
            .manifest.files.size() == 2500);
}

TEST_CASE("when an export fails no part of it is left, not even those that were complete") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 5000);
  auto session = database.session();
  const TempFolder folder;
  auto request = audit_rows();
  request.max_file_rows = 500;
  request.progress = [](std::size_t rows) {
    if (rows > 3000) throw Error{code::interrupted, "interrupted"};
  };
  CHECK_THROWS_AS(audit::export_file(session, admarket(), request, folder.path() / "a", Existing::refuse),
                  Error);
  CHECK(files_in(folder) == 0);
  request.progress = [](std::size_t) {};
  // What cannot be recorded is not exported.
  const auto refuse = [](const audit::ExportResult&) { throw Error{code::no_such_source, "no"}; };
  CHECK_THROWS_AS(
      audit::export_file(session, admarket(), request, folder.path() / "a", Existing::refuse, refuse), Error);
  CHECK(files_in(folder) == 0);
  folder.write("a-0003", "mine");
  CHECK_THROWS_AS(audit::export_file(session, admarket(), request, folder.path() / "a", Existing::refuse),
                  Error);
  CHECK(read_file(folder.path() / "a-0003") == "mine");
  CHECK(files_in(folder) == 1);
}

TEST_CASE("an SQLite export can be queried, has indexes, and holds the lines of the jsonl export") {
  const TestDatabase database{Template::seeded};
  insert_audit_rows(database, 300);
  const TempFolder folder;
  auto session = database.session();
  audit::ExportRequest request;
  request.sources = {audit::SourceKind::audit, audit::SourceKind::events};
  request.format = Format::sqlite;
  const auto result =
      audit::export_file(session, admarket(), request, folder.path() / "audit.db", Existing::refuse);
  CHECK(sha256_hex(read_file(folder.path() / "audit.db")) == result.sha256);
  CHECK(files_in(folder) == 1);

  request.format = Format::jsonl;
  const auto plain = export_text(database, admarket(), request);
  CHECK(result.manifest.root == plain.result.manifest.root);
  Sqlite file{folder.path() / "audit.db"};
  CHECK(joined(file.column("SELECT raw FROM audit ORDER BY rowid")) == plain.text);
  CHECK(
      file.column("SELECT count(*) FROM audit WHERE actor = 'user3' AND action = 'deal.transition'") ==
      std::vector<std::string>{database.value("SELECT count(*) FROM audit_logs WHERE \"actorId\" = 'user3'")});
  CHECK(file.column("SELECT reason FROM audit WHERE id = 'r000000007'") == std::vector<std::string>{"why 7"});
  CHECK(file.column("SELECT json_extract(row, '$.oldValue.status') FROM audit WHERE id = 'r000000007'") ==
        std::vector<std::string>{"FUNDED"});
  CHECK(file.column("PRAGMA integrity_check") == std::vector<std::string>{"ok"});
  CHECK(file.column("SELECT count(*) FROM sqlite_master WHERE type = 'index' AND tbl_name = 'audit'") ==
        std::vector<std::string>{"5"});

  request.format = Format::sqlite;
  CHECK(error_of([&] { export_text(database, admarket(), request); }).code() == code::usage);
  request.compression = Compression::zstd;
  CHECK(error_of([&] {
          audit::export_file(session, admarket(), request, folder.path() / "x", Existing::refuse);
        }).code() == code::usage);
}

namespace {

constexpr std::string_view personal_row = R"sql(
  INSERT INTO audit_logs (id, "actorId", "actorType", "actorIp", action, resource, "resourceId", "oldValue", "newValue",
                          metadata, "createdAt") VALUES
  ('p1', 'u9', 'ADMIN', '10.1.2.3', 'user.ban', 'users', 'u1',
   '{"username": "ann", "id": "u1", "more": [{"phone_number": "+4912345"}]}', '{"username": "anna", "banReason": null}',
   '{"operator": "alice", "reason": "spam", "request": {"firstName": "Ann", "encryptedKey": "hunter2"}}', '2026-01-01')
)sql";

audit::ExportRequest redacted(std::vector<std::string> classes) {
  auto request = audit_rows();
  request.redaction.classes = std::move(classes);
  request.redaction.salt = audit::Salt{};
  request.redaction.salt->bytes.fill(9);
  return request;
}

}  // namespace

TEST_CASE("personal values become commitments, in columns and at any depth of logged values") {
  const TestDatabase database{Template::migrated};
  database.execute(personal_row);
  const auto request = redacted({"personal"});
  const auto text = export_text(database, admarket(), request).text;
  for (const auto* value : {"10.1.2.3", "\"ann\"", "anna", "+4912345", "\"Ann\"", "hunter2"})
    CHECK(text.find(value) == std::string::npos);
  const auto line = read_lines(text).front();
  const auto& row = line.at("row");
  const auto commitment = [&](std::string_view pointer, std::string_view value) {
    return Value{
        audit::commitment_of(audit::opening_of(*request.redaction.salt, {"audit_logs", "p1", pointer}), value)};
  };
  CHECK(row.at("actorIp") == commitment("/actorIp", "\"10.1.2.3\""));
  CHECK(row.at("oldValue").at("username") == commitment("/oldValue/username", "\"ann\""));
  CHECK(row.at("oldValue").at("more").as_array()->front().at("phone_number") ==
        commitment("/oldValue/more/0/phone_number", "\"+4912345\""));
  CHECK(row.at("metadata").at("request").at("firstName") ==
        commitment("/metadata/request/firstName", "\"Ann\""));
  // What is no such value stays, nothing stays nothing, and secrets are masked as ever.
  CHECK(row.at("oldValue").at("id") == Value{"u1"});
  CHECK(row.at("newValue").at("banReason").is_null());
  CHECK(row.at("metadata").at("request").at("encryptedKey") == Value{"********"});
  CHECK(line.at("old") == row.at("oldValue"));
  CHECK(line.at("reason") == Value{"spam"});
}

TEST_CASE("a redacted document hides what was taken out of it, too") {
  const TestDatabase database{Template::migrated};
  database.execute(personal_row);
  const auto line = read_lines(export_text(database, admarket(), redacted({"content"})).text).front();
  CHECK(line.at("row").at("metadata").string_or("").starts_with("sha256:"));
  CHECK(line.at("reason").is_null());
  CHECK(line.at("old") == line.at("row").at("oldValue"));
  CHECK(line.at("actor") == Value{"u9"});
}

TEST_CASE("secrets are masked, committed to when they are asked for as a class, and shown only on demand") {
  const TestDatabase database{Template::migrated};
  database.execute(personal_row);
  const auto key_of = [&](const audit::ExportRequest& request) {
    return read_lines(export_text(database, admarket(), request).text)
        .front()
        .at("row")
        .at("metadata")
        .at("request")
        .at("encryptedKey")
        .string_or("");
  };
  CHECK(key_of(audit_rows()) == "********");
  CHECK(key_of(redacted({"secret"})).starts_with("sha256:"));
  auto open = audit_rows();
  open.redaction.include_secrets = true;
  CHECK(key_of(open) == "hunter2");
}

TEST_CASE("the same value has another commitment in every place, and one can be disclosed without the others") {
  const TestDatabase database{Template::migrated};
  database.execute(personal_row);
  database.execute(
      "INSERT INTO audit_logs (id, \"actorType\", \"actorIp\", action, resource, \"createdAt\") VALUES "
      "('p2', 'ADMIN', '10.1.2.3', 'x', 'users', '2026-01-02')");
  const TempFolder folder;
  auto session = database.session();
  const auto request = redacted({"personal"});
  for (const auto format : {Format::jsonl, Format::csv, Format::ecs, Format::ocsf, Format::sqlite}) {
    INFO(audit::format_name(format));
    auto asked = request;
    asked.format = format;
    const auto path = folder.path() / fmt::format("out.{}", audit::format_name(format));
    const auto result = audit::export_file(session, admarket(), asked, path, Existing::refuse);
    CHECK(result.manifest.redacted == std::vector<std::string>{"personal"});
    CHECK(result.manifest.salt == audit::fingerprint(*request.redaction.salt));
    const auto first = audit::opening_of(*request.redaction.salt, {"audit_logs", "p1", "/actorIp"});
    const auto second = audit::opening_of(*request.redaction.salt, {"audit_logs", "p2", "/actorIp"});
    const auto found = audit::find_commitment(path, first, "10.1.2.3");
    const auto other = audit::find_commitment(path, second, "10.1.2.3");
    REQUIRE(found);
    REQUIRE(other);
    CHECK(found->commitment != other->commitment);
    CHECK_FALSE(audit::find_commitment(path, first, "10.1.2.4"));
  }
}

TEST_CASE("redacted exports without a salt are refused before anything is read") {
  const TestDatabase database{Template::migrated};
  auto request = audit_rows();
  request.redaction.classes = {"personal"};
  CHECK(error_of([&] { export_text(database, admarket(), request); }).code() == code::usage);
}

TEST_CASE("the ledger keeps who exported what, and that secrets were among it") {
  const TestDatabase database{Template::migrated};
  insert_audit_rows(database, 10);
  auto session = database.session();
  auto asked = audit_rows();
  asked.filter.action = "deal.*";
  asked.redaction.include_secrets = true;
  const auto exported = export_text(database, admarket(), asked);
  audit::record_export(session, admarket(), request("audit.export", "subpoena"), asked, "x.jsonl",
                       &exported.result, {});
  const auto summary =
      parse_json(database.value("SELECT summary FROM admctl.operation WHERE kind = 'audit.export'"));
  CHECK(summary.at("file") == Value{"x.jsonl"});
  CHECK(summary.at("rows") == Value{10});
  CHECK(summary.at("filters").at("action") == Value{"deal.*"});
  CHECK(summary.at("includesSecrets") == Value{true});
  CHECK(summary.at("root") == Value{to_hex(exported.result.manifest.root)});
  CHECK(database.value("SELECT reason FROM admctl.operation WHERE kind = 'audit.export'") == "subpoena");
}

}  // namespace admctl::test
