#include "lib/audit/manifest.hpp"

#include "lib/audit/checkpoint.hpp"
#include "lib/audit/signed_note.hpp"
#include "lib/core/codes/audit.hpp"

namespace admctl::audit {
namespace {

void write_whole(const std::filesystem::path& path, std::string_view bytes, Existing existing) {
  OutputFile file{path, existing, code::export_failed};
  file.write(bytes);
  file.commit();
}

std::filesystem::path beside(std::filesystem::path path, std::string_view suffix) {
  path += suffix;
  return path;
}

}  // namespace

std::filesystem::path manifest_path(const std::filesystem::path& export_file) {
  return beside(export_file, ".manifest.json");
}

std::filesystem::path signature_path(const std::filesystem::path& export_file) {
  return beside(export_file, ".manifest.sig");
}

std::string sign_manifest(const Manifest& manifest, std::string_view json, const SigningKey& key) {
  const Checkpoint checkpoint{.origin = std::string{export_origin},
                              .size = manifest.rows,
                              .root = manifest.root,
                              .extensions = {{std::string{manifest_digest_line}, sha256_hex(json)}}};
  return sign_note(checkpoint.text(), key);
}

void save_manifest(const std::filesystem::path& export_file, const Manifest& manifest, const SigningKey* key,
                   Existing existing) {
  const auto json = to_json(manifest);
  const auto signature = signature_path(export_file);
  if (key) {
    write_whole(signature, sign_manifest(manifest, json, *key), existing);
  } else if (existing == Existing::replace) {
    std::error_code ignored;
    std::filesystem::remove(signature, ignored);
  }
  write_whole(manifest_path(export_file), json, existing);
}

}  // namespace admctl::audit
