// The reader of manifests: whatever the bytes, it reads them or throws an Error, and no bytes but the signed
// ones pass for signed.
#include <cstddef>
#include <cstdint>

#include "lib/audit/manifest.hpp"
#include "lib/audit/verify_export.hpp"
#include "lib/core/error.hpp"
#include "tests/fuzz/seeds.hpp"

namespace admctl::fuzz {

std::vector<std::string> seeds() { return {manifest()}; }

namespace {

void read(const std::string& json) {
  try {
    const auto parsed = audit::parse_manifest(json);
    const auto written = audit::to_json(parsed);
    must(audit::to_json(audit::parse_manifest(written)) == written);
    for (const auto& file : parsed.files) must(file.name.find('/') == std::string::npos && file.name != "..");
  } catch (const Error&) {
    // Refused.
  }
}

void verify(const std::string& json) {
  audit::VerifiedExport out;
  out.manifest_file = "a.jsonl.manifest.json";
  try {
    audit::check_manifest(json, signature(), {key().public_key()}, out);
  } catch (const Error&) {
    must(json == manifest() || out.signature != audit::Signature::right);
  }
  must((out.signature == audit::Signature::right && out.findings.empty()) == (json == manifest()));
}

}  // namespace
}  // namespace admctl::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string json{reinterpret_cast<const char*>(data), size};
  admctl::fuzz::read(json);
  admctl::fuzz::verify(json);
  return 0;
}
