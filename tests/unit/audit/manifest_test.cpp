// The strict reader of manifests, and what makes an export fit one.
#include "lib/audit/manifest.hpp"

#include <fstream>
#include <sstream>
#include <vector>

#include <catch2/catch.hpp>

#include "lib/audit/export_records.hpp"
#include "lib/audit/merkle.hpp"
#include "lib/audit/verify_export.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::audit {
namespace {

using test::error_of;
using test::TempFolder;

ManifestFile file_of(const std::string& name, std::string_view bytes, const std::vector<std::string>& records) {
  MerkleTree tree;
  for (const auto& record : records) tree.add(record);
  return {name, bytes.size(), records.size(), sha256_hex(bytes), tree.root()};
}

Manifest manifest_of(const std::vector<std::string>& records) {
  std::string bytes;
  MerkleTree tree;
  for (const auto& record : records) {
    bytes += record + "\n";
    tree.add(record);
  }
  Manifest manifest;
  manifest.format = "jsonl";
  manifest.rows = records.size();
  manifest.root = tree.root();
  manifest.files = {file_of("a.jsonl", bytes, records)};
  manifest.first_time = "2026-01-01T00:00:00.000Z";
  manifest.sources = {"audit"};
  manifest.filters = {{"actor", "alice"}};
  manifest.snapshot = "7:9:8";
  manifest.created = "2026-02-01T00:00:00.000Z";
  manifest.tool = "admctl 0.1.0";
  return manifest;
}

const std::vector<std::string> three{R"({"a":1})", R"({"a":2})", R"({"a":3})"};

// An export of three lines with its manifest, in a folder.
struct Exported {
  TempFolder folder;
  SigningKey key = SigningKey::generate("example.com/audit");
  std::filesystem::path file = folder.path() / "a.jsonl";

  explicit Exported(bool is_signed = true) {
    write("a.jsonl", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
    save_manifest(file, manifest_of(three), is_signed ? &key : nullptr, Existing::refuse);
  }
  void write(const std::string& name, std::string_view bytes) const { folder.write(name, bytes); }
  std::string read(const std::string& name) const {
    std::ifstream in{folder.path() / name, std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  VerifiedExport verify() const { return verify_export(file, {key.public_key()}); }
};

void check_found(const VerifiedExport& verified, FindingKind kind, std::string_view what) {
  REQUIRE_FALSE(verified.findings.empty());
  INFO(verified.findings.first[0].what);
  CHECK(verified.findings.first[0].kind == kind);
  CHECK(verified.findings.first[0].what.find(what) != std::string::npos);
}

}  // namespace

TEST_CASE("a manifest is read as it was written") {
  const auto manifest = manifest_of(three);
  const auto json = to_json(manifest);
  CHECK(to_json(parse_manifest(json)) == json);
}

TEST_CASE("a manifest that says too much, too little or something else is refused") {
  const auto good = to_json(manifest_of(three));
  const auto with = [&](std::string_view part, std::string_view other) {
    auto text = good;
    const auto place = text.find(part);
    REQUIRE(place != std::string::npos);
    return text.replace(place, part.size(), other);
  };
  const std::vector<std::string> bad{"",
                                     "[]",
                                     good + good,
                                     good.substr(0, good.size() / 2),
                                     with("\"manifestVersion\": 1", "\"manifestVersion\": 2"),
                                     with("\"rows\": 3", "\"rows\": -3"),
                                     with("\"rows\": 3", "\"rows\": 4"),
                                     with("\"rows\": 3", "\"rows\": 3.5"),
                                     with("\"rows\": 3", "\"rows\": 99999999999999999999"),
                                     with("\"a.jsonl\"", "\"../a.jsonl\""),
                                     with("\"a.jsonl\"", "\"/etc/passwd\""),
                                     with("\"a.jsonl\"", "\"\""),
                                     with("\"a.jsonl\"", "\"..\""),
                                     with("\"jsonl\"", "\"exe\""),
                                     with("\"tool\"", "\"tools\""),
                                     with("\"sha256\": \"", "\"sha256\": \"X"),
                                     with("\"sources\": [", "\"sources\": [1, "),
                                     with("{", "{\"more\": 1, ")};
  for (const auto& json : bad) {
    INFO(json);
    CHECK(error_of([&] { parse_manifest(json); }).code() == code::bad_manifest);
  }
}

TEST_CASE("an export as it was written verifies, with and without a signature") {
  const Exported exported;
  const auto verified = exported.verify();
  CHECK(verified.findings.empty());
  CHECK(verified.rows == 3);
  CHECK(verified.signature == Signature::right);
  CHECK(verify_export(manifest_path(exported.file), {}).signature == Signature::unchecked);

  const Exported unsigned_export{false};
  CHECK(verify_export(unsigned_export.file, {}).findings.empty());
  check_found(unsigned_export.verify(), FindingKind::bad_signature, "not signed");
}

TEST_CASE("whatever is done to an exported file is found") {
  const Exported exported;
  const std::vector<std::pair<std::string, std::string>> tampered{
      {"{\"a\":1}\n{\"a\":9}\n{\"a\":3}\n", "3 of 3"},             // a value
      {"{\"a\":2}\n{\"a\":1}\n{\"a\":3}\n", "bytes"},              // reordered
      {"{\"a\":1}\n{\"a\":2}\n", "2 of 3"},                        // the tail is missing
      {"{\"a\":2}\n{\"a\":3}\n", "2 of 3"},                        // the head is missing
      {"{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n{\"a\":4}\n", "4 of 3"},  // one more
      {"{\"a\":1}\n{\"a\":2}\n{\"a\":3}", "cut off"},              // the last newline
      {"{\"a\":1}\r\n{\"a\":2}\r\n{\"a\":3}\r\n", "bytes"},        // line ends
      {"", "0 of 3"}};
  for (const auto& [bytes, what] : tampered) {
    INFO(bytes);
    exported.write("a.jsonl", bytes);
    check_found(exported.verify(), FindingKind::file_changed, what);
  }
  std::filesystem::remove(exported.file);
  check_found(exported.verify(), FindingKind::file_missing, "not there");
}

TEST_CASE("a file and a manifest that were changed together do not have the signature") {
  const Exported exported;
  auto changed = three;
  changed[1] = R"({"a":9})";
  exported.write("a.jsonl", "{\"a\":1}\n{\"a\":9}\n{\"a\":3}\n");
  exported.write("a.jsonl.manifest.json", to_json([&] {
                   auto manifest = manifest_of(changed);
                   manifest.files[0].sha256 = sha256_hex(exported.read("a.jsonl"));
                   return manifest;
                 }()));
  check_found(exported.verify(), FindingKind::bad_signature, "not the one that was signed");

  // Signed anew, by another key of the same name.
  const auto other = SigningKey::generate("example.com/audit");
  save_manifest(exported.file, parse_manifest(exported.read("a.jsonl.manifest.json")), &other,
                Existing::replace);
  check_found(exported.verify(), FindingKind::bad_signature, "no key that you trust");
  CHECK(verify_export(exported.file, {other.public_key()}).findings.empty());

  std::filesystem::remove(signature_path(exported.file));
  check_found(exported.verify(), FindingKind::bad_signature, "not signed");
}

TEST_CASE("what cannot be checked is no finding") {
  const Exported exported{false};
  exported.write("a.jsonl.manifest.json", "{}");
  CHECK(error_of([&] { verify_export(exported.file, {}); }).code() == code::bad_manifest);
  std::filesystem::remove(manifest_path(exported.file));
  CHECK(error_of([&] { verify_export(exported.file, {}); }).code() == code::no_manifest);
}

TEST_CASE("records come out the same however the bytes are cut") {
  const std::string csv = "a,b\r\n1,\"x\r\ny\"\r\n2,\"say \"\"no\"\"\"\r\n3,\n\r\n";
  for (std::size_t portion = 1; portion <= csv.size(); ++portion) {
    std::vector<std::string> records;
    const auto splitter = make_splitter("csv");
    for (std::size_t i = 0; i < csv.size(); i += portion)
      splitter->write(csv.substr(i, portion), [&](std::string_view record) { records.emplace_back(record); });
    splitter->finish();
    CHECK(records == std::vector<std::string>{"1,\"x\r\ny\"", "2,\"say \"\"no\"\"\"", "3,\n"});
  }
}

}  // namespace admctl::audit
