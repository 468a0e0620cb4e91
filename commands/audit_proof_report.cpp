#include "commands/audit_proof_report.hpp"

#include <fstream>

#include <fmt/format.h>

#include "lib/audit/checkpoint.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

std::int64_t number(std::uint64_t count) { return static_cast<std::int64_t>(count); }

// "rows 17 to 18", people count from 1.
std::string range_of(const audit::Finding& finding) {
  if (!finding.begin || !finding.end || *finding.end <= *finding.begin) return {};
  if (*finding.end == *finding.begin + 1) return std::to_string(*finding.begin + 1);
  return fmt::format("{}-{}", *finding.begin + 1, *finding.end);
}

void add_findings(Report& report, const audit::Findings& findings) {
  if (findings.empty()) return;
  Table table{.columns = {{"finding", "FINDING"},
                          {"where", "WHERE"},
                          {"positions", "POSITIONS"},
                          {"row", "ROW"},
                          {"what", "WHAT", false, false, true}}};
  for (const auto& finding : findings.first) {
    table.rows.push_back({Cell{audit::name_of(finding.kind)}, Cell{finding.where}, Cell{range_of(finding)},
                          Cell{finding.row}, Cell{finding.what}});
  }
  report.table("findings", "Findings", std::move(table));
  if (findings.count > findings.first.size())
    report.note(
        fmt::format("{} findings in all, the first {} are shown", findings.count, findings.first.size()));
  report.exit = Exit::verification;
}

constexpr std::string_view whose_key =
    "who signed was not checked: give the signer's public key with --public-key";

}  // namespace

Report database_report(const audit::VerifyReport& verified, const audit::VerifyRequest& request) {
  Report report;
  report.fields("verify", "",
                {{"intact", "INTACT", verified.findings.empty()},
                 {"findings", "FINDINGS", number(verified.findings.count)},
                 {"checkpoints", "CHECKPOINTS COMPARED", number(verified.checkpoints)}});
  Table table{.columns = {{"source", "SOURCE"},
                          {"seals", "SEALS", true},
                          {"sealed", "SEALED ROWS", true},
                          {"archived", "ARCHIVED", true},
                          {"unsealed", "NEWER", true},
                          {"lastSealed", "LAST SEALED"},
                          {"signers", "SIGNED BY"},
                          {"origin", "LOG", false, true}}};
  for (const auto& source : verified.sources) {
    table.rows.push_back({Cell{source.source}, Cell{source.seals}, Cell{number(source.sealed)},
                          Cell{number(source.archived)}, Cell{number(source.unsealed)},
                          Cell::time(parse_time(source.last_sealed)), Cell{join(source.signers, ", ")},
                          Cell{source.origin}});
  }
  report.table("sources", "", std::move(table));
  add_findings(report, verified.findings);
  if (request.trusted.empty()) report.note(std::string{whose_key});
  if (request.checkpoints.empty())
    report.note("no checkpoint from outside was compared: give one with --checkpoint");
  return report;
}

Report export_report(const audit::VerifiedExport& verified, const std::vector<audit::PublicKey>& trusted) {
  Report report;
  const auto& manifest = verified.manifest;
  const auto signature = [&]() -> std::string {
    switch (verified.signature) {
      case audit::Signature::none:
        return "none";
      case audit::Signature::unchecked:
        return "by " + verified.signer + ", not checked";
      case audit::Signature::right:
        return "right, by " + verified.signer;
      case audit::Signature::wrong:
        return "wrong";
    }
    return {};
  }();
  report.fields("export", "",
                {{"intact", "INTACT", verified.findings.empty()},
                 {"manifest", "MANIFEST", verified.manifest_file.string()},
                 {"signature", "SIGNATURE", signature},
                 {"records", "RECORDS", number(verified.rows)},
                 {"files", "FILES", manifest ? Value{manifest->files.size()} : Value{}},
                 {"root", "ROOT", manifest ? Value{audit::digest_to_base64(manifest->root)} : Value{}},
                 {"first", "FIRST", Cell::time(parse_time(manifest ? manifest->first_time.value_or("") : ""))},
                 {"last", "LAST", Cell::time(parse_time(manifest ? manifest->last_time.value_or("") : ""))},
                 {"created", "EXPORTED", Cell::time(parse_time(manifest ? manifest->created : ""))}});
  add_findings(report, verified.findings);
  if (verified.signature == audit::Signature::none && trusted.empty()) {
    report.note("the manifest is not signed: whoever can change the files can change it as well");
  } else if (trusted.empty()) {
    report.note(std::string{whose_key});
  }
  return report;
}

Report proof_report(const audit::InclusionProof& proof, const audit::CheckedProof& checked) {
  Report report;
  const auto* sealed = checked.checkpoint.extension("sealed");
  report.fields("proof", "",
                {{"holds", "HOLDS", checked.why.empty()},
                 {"log", "LOG", checked.checkpoint.origin},
                 {"position", "POSITION", number(proof.index + 1)},
                 {"size", "ROWS SEALED", number(checked.checkpoint.size)},
                 {"sealed", "SEALED", Cell::time(parse_time(sealed ? *sealed : ""))},
                 {"signer", "SIGNED BY", checked.signer},
                 {"why", "WHY NOT", checked.why.empty() ? Value{} : Value{checked.why}},
                 {"row", "ROW", proof.leaf}});
  if (!checked.why.empty()) report.exit = Exit::verification;
  if (!checked.signature_checked) report.note(std::string{whose_key});
  return report;
}

std::optional<std::string> read_start(const std::string& file, std::size_t bytes) {
  std::ifstream stream{file, std::ios::binary};
  if (!stream) return std::nullopt;
  std::string start(bytes, '\0');
  stream.read(start.data(), static_cast<std::streamsize>(bytes));
  start.resize(static_cast<std::size_t>(stream.gcount()));
  return start;
}

}  // namespace admctl::commands
