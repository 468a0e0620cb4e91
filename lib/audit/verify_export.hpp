// Whether an export's files are what was exported: from the files alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/audit/finding.hpp"
#include "lib/audit/manifest.hpp"
#include "lib/audit/signing_key.hpp"

namespace admctl::audit {

enum class Signature {
  none,       // there is no signature
  unchecked,  // there is one, but no key was given to check it with
  right,      // by a trusted key
  wrong,      // not by a trusted key, or not of this manifest
};

struct VerifiedExport {
  std::filesystem::path manifest_file;
  std::optional<Manifest> manifest;  // none when it cannot be read, which is a finding then
  std::uint64_t rows = 0;            // records read
  Signature signature = Signature::none;
  std::string signer;  // "name+id" as the signature says
  Findings findings;
};

// Told of every record, after it was hashed; may throw to end it.
using TakeRecordBytes = std::function<void(std::string_view record)>;

// `file` is an export or its manifest. With trusted keys the manifest must be signed by one of them. Throws
// code::no_manifest when there is none, bad_manifest when it cannot be read and no signature says that it was
// changed, bad_file when a file cannot be read for other reasons than that it is not there.
VerifiedExport verify_export(const std::filesystem::path& file, const std::vector<PublicKey>& trusted,
                             const TakeRecordBytes& take = {});

// The same checks of a manifest's bytes and a signature's text, without files: what they say of each other.
void check_manifest(std::string_view json, const std::optional<std::string>& signature,
                    const std::vector<PublicKey>& trusted, VerifiedExport& out);

}  // namespace admctl::audit
