#include <memory>

#include "commands/audit_proof_report.hpp"
#include "commands/config_input.hpp"
#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "commands/signing_keys.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/output_file.hpp"

namespace admctl::commands {
namespace {

struct VerifyFlags {
  std::optional<std::string> file;
  std::vector<std::string> public_keys;
  std::vector<std::string> checkpoints;
  std::vector<std::string> sources;
};

struct ProveFlags {
  std::string row;
  std::optional<std::string> source;
  std::optional<std::string> file;
};

Report verify_proof_text(Context& context, const std::string& file, const std::vector<audit::PublicKey>& keys) {
  const auto proof = audit::InclusionProof::parse(read_text(context, file));
  return proof_report(proof, audit::check_proof(proof, keys));
}

bool is_proof(const std::string& file) {
  const auto start = read_start(file, 64);
  return start && audit::looks_like_proof(*start);
}

Report run_verify(Context& context, const VerifyFlags& flags) {
  const auto keys = read_public_keys(context, flags.public_keys);
  if (flags.file) {
    if (!flags.checkpoints.empty() || !flags.sources.empty())
      throw Error{code::usage, "--checkpoint and --source are about the database, not about a file"};
    if (is_proof(*flags.file)) return verify_proof_text(context, *flags.file, keys);
    std::size_t records = 0;
    const auto verified = audit::verify_export(*flags.file, keys, [&](std::string_view) {
      if (++records % 1000 == 0) context.talk().progress("verifying records", records, 0);
    });
    context.talk().progress_done();
    return export_report(verified, keys);
  }
  audit::VerifyRequest request{.sources = flags.sources, .trusted = keys, .checkpoints = {}};
  for (const auto& file : flags.checkpoints) {
    auto notes = audit::split_notes(read_text(context, file));
    request.checkpoints.insert(request.checkpoints.end(), notes.begin(), notes.end());
  }
  request.progress = [&](std::string_view source, std::size_t rows) {
    context.talk().progress("verifying " + std::string{source}, rows, 0);
  };
  const auto report = audit::verify_database(context.session(), context.pack(), request);
  context.talk().progress_done();
  return database_report(report, request);
}

Report run_prove(Context& context, const ProveFlags& flags) {
  const auto proof = audit::prove_row(context.session(), context.pack(), flags.row, flags.source);
  Report report;
  if (!flags.file || *flags.file == "-") {
    report.raw = proof.text();
    return report;
  }
  OutputFile file{*flags.file, Existing::refuse, code::bad_file};
  file.write(proof.text());
  file.commit();
  report = proof_report(proof, audit::check_proof(proof, {}));
  return report.suggest("admctl audit verify " + *flags.file + " --public-key FILE");
}

Run declare_verify(Flags& flags) {
  auto request = std::make_shared<VerifyFlags>();
  flags.optional("FILE", request->file, "an export, its manifest, or a proof of one row; none: the database");
  flags.option("--public-key", request->public_keys, "only signatures by this key count", {.metavar = "FILE"});
  flags.option("--checkpoint", request->checkpoints, "checkpoints that were kept outside; - is standard input",
               {.metavar = "FILE"});
  flags.option("--source", request->sources, "only these: audit, events, ledger", {.metavar = "NAME"});
  return [request](Context& context) { return run_verify(context, *request); };
}

Run declare_prove(Flags& flags) {
  auto request = std::make_shared<ProveFlags>();
  flags.required("ROW", request->row, "the row's key: its id, or the position of an operation");
  flags.option("--source", request->source, "where it is: audit, events, ledger", {.metavar = "NAME"});
  flags.option("-f,--file", request->file, "write the proof there", {.metavar = "FILE"});
  return [request](Context& context) { return run_prove(context, *request); };
}

const Command audit_verify_table[]{
    {.name = "audit verify",
     .summary = "prove that sealed rows, or an export, are what they were",
     .details =
         "Of the database: every sealed row is compared with what was sealed, the leaves with every signed "
         "checkpoint, and with those given. It finds rows that were changed, deleted, or slipped in with an "
         "older "
         "time, a log that was cut off or made anew, and names the first differing rows.\n"
         "Of an export: the files are compared with the manifest beside them, and that with its signature; no "
         "database is needed, and redaction does not matter.\n"
         "Ends with 9 when something differs, with 1 when it could not be checked. Without --public-key a "
         "signature only shows that nobody without some key changed what it signs; without a checkpoint from "
         "outside, somebody who holds the key can make the whole log anew.",
     .examples = {{"admctl audit verify --public-key audit.key.pub --checkpoint seals.txt", "the database"},
                  {"admctl audit verify january.jsonl --public-key audit.key.pub", "an export"},
                  {"admctl audit verify row.tlog-proof --public-key audit.key.pub", "one row"}},
     .effect = Effect::reads,
     .declare = reading<declare_verify>},
    {.name = "audit prove",
     .summary = "prove to somebody without the database that a row is in the last seal",
     .details = "Prints the row, its place, the hashes that lead to the root, and the signed checkpoint (C2SP "
                "tlog-proof). The row is in it in full: nothing is redacted.",
     .examples = {{"admctl audit prove cmf3x0 -f row.tlog-proof", "one row of the audit log"},
                  {"admctl audit prove 17 --source ledger", "one operation"}},
     .effect = Effect::reads,
     .declare = reading<declare_prove>},
};

}  // namespace

std::span<const Command> audit_verify_commands() { return audit_verify_table; }

}  // namespace admctl::commands
