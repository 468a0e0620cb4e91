// What lies beside an export and proves it: FILE.manifest.json, and FILE.manifest.sig when it is signed.
//
// Leaves are the bytes of each record as it stands in the uncompressed file: of JSON Lines (jsonl, ecs, ocsf)
// the line without its newline; of csv the record without its CR LF, the header not counted; of sqlite the
// column `raw` of table `audit` in order of rowid. Each file has a tree of its own records; one tree goes over
// the records of all files in their order.
//
// The signature is a C2SP checkpoint of that tree in a signed note: origin "admctl/export", and an extension
// line "manifest-sha256" with the hex SHA-256 of the manifest's bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/audit/signing_key.hpp"
#include "lib/core/output_file.hpp"
#include "lib/core/sha256.hpp"
#include "lib/core/value.hpp"

namespace admctl::audit {

struct ManifestFile {
  std::string name;  // without folder: it lies beside the manifest
  std::uint64_t bytes = 0;
  std::uint64_t rows = 0;
  std::string sha256;  // of the file's bytes, compressed ones when it is compressed; lower-case hex
  Digest root{};       // of its records
};

struct Manifest {
  std::string format;                // jsonl, csv, ecs, ocsf, sqlite
  std::string compression = "none";  // none, gzip, zstd
  std::uint64_t rows = 0;            // leaves of the tree over all files
  Digest root{};
  std::vector<ManifestFile> files;
  std::optional<std::string> first_time;  // RFC 3339; none without rows
  std::optional<std::string> last_time;
  std::optional<std::string> first_key;  // of the first and the last row as it is exported
  std::optional<std::string> last_key;
  std::vector<std::string> sources;   // "audit", "events", "ledger"
  Object filters;                     // as given: {"since": "2026-01-01T00:00:00.000Z", ...}
  std::vector<std::string> redacted;  // classes; what they hide is replaced
  std::optional<std::string> salt;    // names the salt of the commitments, never the salt itself
  std::string snapshot;               // txid_current_snapshot() that all rows are of
  std::string database;               // where from, for people: name and system identifier
  std::string created;                // RFC 3339
  std::string tool;                   // "admctl 0.1.0"
};

// Indented JSON with a newline at the end.
std::string to_json(const Manifest& manifest);
// Strict: an unknown, missing or doubled member, a wrong type, a file name with a folder in it, sums that do
// not add up, more than 16 MiB. Throws code::bad_manifest naming the member.
Manifest parse_manifest(std::string_view json);

// "audit.jsonl" -> "audit.jsonl.manifest.json" and "audit.jsonl.manifest.sig"
std::filesystem::path manifest_path(const std::filesystem::path& export_file);
std::filesystem::path signature_path(const std::filesystem::path& export_file);

// The signed note over a manifest's bytes.
std::string sign_manifest(const Manifest& manifest, std::string_view json, const SigningKey& key);

// Writes both beside the export, the manifest last, so that an export is proven once its manifest is there.
// Without a key there is no signature, and one left from an older export is removed. Throws
// code::export_failed.
void save_manifest(const std::filesystem::path& export_file, const Manifest& manifest, const SigningKey* key,
                   Existing existing);

inline constexpr std::string_view export_origin = "admctl/export";
inline constexpr std::string_view manifest_digest_line = "manifest-sha256";

}  // namespace admctl::audit
