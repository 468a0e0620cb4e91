#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "commands/audit_filter_flags.hpp"
#include "commands/audit_report.hpp"
#include "commands/changes.hpp"
#include "commands/export_request.hpp"
#include "commands/groups.hpp"
#include "commands/signing_keys.hpp"
#include "lib/audit/export_operation.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"

namespace admctl::commands {
namespace {

Report to_stdout(Context& context, const ExportFlags& flags, const audit::ExportRequest& request) {
  auto& session = context.session();
  // What has left cannot be called back: it is recorded first, without counts.
  audit::record_export(session, context.pack(), context.request("audit.export"), request, "-", nullptr,
                       waiting_options(context));
  auto reading = reading_session(context, flags);
  const auto result = audit::export_rows(reading ? *reading : session, context.pack(), request,
                                         [&](std::string_view bytes) { context.write_stdout(bytes); });
  context.talk().progress_done();
  return audit_exported(result, request, "-");
}

// A pipe or a device has nothing beside it.
bool takes_manifest(const std::filesystem::path& file) {
  std::error_code unknown;
  return !std::filesystem::exists(file, unknown) || std::filesystem::is_regular_file(file, unknown);
}

void refuse_old_manifest(const std::filesystem::path& file) {
  const auto manifest = audit::manifest_path(file);
  if (!std::filesystem::exists(manifest)) return;
  throw Error{code::export_failed,
              fmt::format("cannot write {}: the file exists", manifest.string()),
              {},
              "choose another name, or add --overwrite to replace it"};
}

Report to_file(Context& context, const ExportFlags& flags, const audit::ExportRequest& request) {
  std::optional<audit::SigningKey> key;
  if (flags.key) key = read_signing_key(context, *flags.key);
  auto& session = context.session();
  auto reading = reading_session(context, flags);
  const auto existing = flags.overwrite ? Existing::replace : Existing::refuse;
  const bool proven = takes_manifest(flags.file);
  if (proven && !flags.overwrite) refuse_old_manifest(flags.file);
  const auto whole = [&](const audit::ExportResult& result) {
    context.talk().progress_done();
    // The transaction that reads is still open on the main session.
    auto writing = session.open_another("admctl audit export");
    audit::record_export(writing, context.pack(), context.request("audit.export"), request, flags.file, &result,
                         waiting_options(context));
  };
  const auto result =
      audit::export_file(reading ? *reading : session, context.pack(), request, flags.file, existing, whole);
  if (proven) audit::save_manifest(flags.file, result.manifest, key ? &*key : nullptr, existing);
  if (result.cursor) audit::save_cursor(*flags.cursor, *result.cursor);
  return audit_exported(result, request, flags.file);
}

// Counts what would be written.
Report to_nowhere(Context& context, const ExportFlags& flags, audit::ExportRequest request) {
  request.format = audit::Format::jsonl;
  request.max_file_rows = request.max_file_bytes = 0;
  auto reading = reading_session(context, flags);
  const auto result = audit::export_rows(reading ? *reading : context.session(), context.pack(), request,
                                         [](std::string_view) {});
  context.talk().progress_done();
  Report report;
  report.fields("export", "", {{"rows", "ROWS", result.rows}});
  return report.note("a dry run: nothing was written");
}

Report run_export(Context& context, const ExportFlags& flags) {
  const auto request = export_request_of(context, flags);
  if (context.dry_run()) return to_nowhere(context, flags, request);
  return flags.file == "-" ? to_stdout(context, flags, request) : to_file(context, flags, request);
}

Run declare_export(Flags& flags) {
  auto request = std::make_shared<ExportFlags>();
  declare_export_flags(flags, *request);
  return [request](Context& context) { return run_export(context, *request); };
}

const Command export_table[]{
    {.name = "audit export",
     .summary = "write audit rows of one moment to a file or standard output",
     .details =
         "All rows come from one snapshot, oldest first: of the platform's audit table, its event tables and "
         "admctl's "
         "ledger. A file is complete or not there at all; an existing one is kept unless --overwrite. Beside "
         "it lies "
         "FILE.manifest.json, which names rows, hashes and filters, and with --key FILE.manifest.sig, its "
         "signature: "
         "'admctl audit verify FILE' checks both. Every export is an operation in the ledger.\n\n"
         "Secret columns are masked, also inside logged values, unless --include-secrets. --redact puts a "
         "salted "
         "commitment in place of every value of a class; 'admctl audit disclose' proves later what a value "
         "was. Keep "
         "the salt's file: without it nothing can be disclosed, and who has it can try out values.\n\n"
         "'row' is the whole source row, and repeats what the common fields show. --row rest leaves that out: "
         "nothing is lost, and a file of logged values is about half as large.\n\n"
         "--since-cursor exports the rows that no earlier export with that file has seen, also those that were "
         "committed late with older times. A row that is changed, or a table that is rewritten, comes again.",
     .examples =
         {{"admctl audit export --since 2026-01-01 --until 2026-02-01 -f january.jsonl", "a month"},
          {"admctl audit export --redact personal,financial --salt ops.salt -f for-auditor.csv --format csv",
           "without what is nobody's business"},
          {"admctl audit export --since-cursor nightly.cursor -f $(date +%F).jsonl.zst",
           "what came since last night"},
          {"admctl audit export | jq .action", "to another program"}},
     .effect = Effect::writes,
     .declare = declare_export},
};

}  // namespace

std::span<const Command> audit_export_commands() { return export_table; }

}  // namespace admctl::commands
