#include "commands/export_request.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "commands/size_flag.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/tool_version.hpp"
#include "lib/ops/policy.hpp"

namespace admctl::commands {
namespace {

audit::Format format_of(const ExportFlags& flags) {
  for (const auto format :
       {audit::Format::csv, audit::Format::ecs, audit::Format::ocsf, audit::Format::sqlite}) {
    if (flags.format == audit::format_name(format)) return format;
  }
  return audit::Format::jsonl;
}

audit::Compression compression_for(const ExportFlags& flags) {
  if (!flags.compress) return audit::compression_of(flags.file);
  if (*flags.compress == "gzip") return audit::Compression::gzip;
  return *flags.compress == "zstd" ? audit::Compression::zstd : audit::Compression::none;
}

audit::RedactionRequest redaction_of(Context& context, const ExportFlags& flags) {
  audit::RedactionRequest out;
  out.include_secrets = flags.include_secrets;
  for (const auto& word : flags.redact) out.classes.push_back(word == "secrets" ? "secret" : word);
  if (out.classes.empty()) return out;
  if (!flags.salt) {
    throw Error{code::missing_flag,
                "--redact needs a salt for its commitments",
                {},
                "name its file with --salt FILE; it is made when it does not exist"};
  }
  out.salt = audit::load_salt(*flags.salt);
  if (!out.salt) {
    out.salt = audit::make_salt(*flags.salt);
    context.talk().say(fmt::format("a new salt is in {}: keep it, and keep it to yourself", *flags.salt));
  }
  return out;
}

void ask_for_secrets(Context& context, const ExportFlags& flags) {
  if (!flags.include_secrets) return;
  if (std::ranges::find(flags.redact, "secrets") != flags.redact.end())
    throw Error{code::usage, "--include-secrets and --redact secrets contradict each other"};
  if (context.protection() == ops::Protection::guarded) {
    throw Error{code::secrets_refused,
                fmt::format("{} is protected: its secret values are not exported", context.target().describe()),
                {},
                "leave out --include-secrets"};
  }
  if (!context.request("audit.export").reason)
    throw Error{
        code::reason_needed, "secret values leave the database only with a --reason", {}, "add --reason"};
  context.confirm_typed(fmt::format("export secret values of {} as they are?", context.target().describe()),
                        "secrets");
}

}  // namespace

void declare_export_flags(Flags& flags, ExportFlags& into) {
  declare_audit_filter(flags, into);
  flags.option("--format", into.format, "what a row becomes",
               {.metavar = "FORMAT", .choices = {"jsonl", "csv", "ecs", "ocsf", "sqlite"}});
  flags.option("--row", into.row, "what stands in 'row': every column, or those that no other field shows",
               {.metavar = "WHAT", .choices = {"whole", "rest"}});
  flags.option("-f,--file", into.file, "where to; - is standard output", {.metavar = "FILE"});
  flags.flag("--overwrite", into.overwrite, "replace FILE if it exists");
  flags.option("--compress", into.compress, "how; when not given, FILE's .gz or .zst says it",
               {.metavar = "HOW", .choices = {"none", "gzip", "zstd"}});
  flags.option("--redact", into.redact, "put commitments in place of values of these classes",
               {.metavar = "CLASS", .choices = {"secrets", "personal", "financial", "content", "linkable"}});
  flags.option("--salt", into.salt, "the salt of the commitments; made when missing", {.metavar = "FILE"});
  flags.flag("--include-secrets", into.include_secrets, "do not mask secret values");
  flags.option("--since-cursor", into.cursor, "only rows that are new since the last export with it",
               {.metavar = "FILE"});
  flags.option("--max-file-rows", into.max_file_rows, "begin another file after so many rows",
               {.metavar = "N"});
  flags.option("--max-file-size", into.max_file_size, "begin another file before it is larger, such as 500M",
               {.metavar = "SIZE"});
  declare_replica(flags, into.replica);
  flags.option("--key", into.key, "sign the manifest with this private key; - is standard input",
               {.metavar = "FILE"});
  flags.option("--connections", into.connections, "how many may read a large table", {.metavar = "N"});
}

audit::ExportRequest export_request_of(Context& context, const ExportFlags& flags) {
  if (flags.file == "-" && flags.key)
    throw Error{code::usage, "a stream has no manifest to sign", {}, "name a file with -f"};
  if (flags.file == "-" && flags.cursor)
    throw Error{code::usage,
                "--since-cursor needs a file: nobody knows what became of a stream",
                {},
                "name a file with -f"};
  if (flags.max_file_rows < 0 || flags.connections < 1 || flags.connections > 16)
    throw Error{code::usage, "--max-file-rows is not negative, --connections is 1 to 16"};
  audit::ExportRequest request;
  request.sources = audit_sources_of(flags);
  request.format = format_of(flags);
  request.csv_safe = context.csv_safe();
  if (flags.row == "rest") request.row = audit::RowShown::rest;
  request.compression = compression_for(flags);
  request.max_file_rows = static_cast<std::uint64_t>(flags.max_file_rows);
  if (flags.max_file_size) request.max_file_bytes = parse_size(*flags.max_file_size, "--max-file-size");
  request.connections = static_cast<int>(flags.connections);
  request.incremental = flags.cursor.has_value();
  if (flags.cursor) request.cursor = audit::load_cursor(*flags.cursor);
  request.filter = audit_filter_of(context, flags);
  ask_for_secrets(context, flags);
  request.redaction = redaction_of(context, flags);
  request.tool = tool_version();
  request.created = to_rfc3339(context.clock().now());
  request.progress = [&context](std::size_t rows) { context.talk().progress("exporting audit rows", rows, 0); };
  return request;
}

std::optional<pg::Session> reading_session(Context& context, const ExportFlags& flags) {
  const auto where = replica_of(context, flags.replica);
  if (!where) return std::nullopt;
  constexpr std::string_view identity =
      "SELECT (SELECT system_identifier FROM pg_control_system())::text || '/' || current_database()";
  auto replica = pg::Session::open(where->conninfo, "admctl audit export");
  const auto of = [&](pg::Session& session) {
    pg::Transaction tx{session, pg::Transaction::Options::snapshot()};
    return tx.value(identity).value_or("");
  };
  if (of(replica) != of(context.session())) {
    throw Error{code::foreign_replica,
                fmt::format("{} is no replica of {}", replica.where().describe(), context.target().describe()),
                "it belongs to another database cluster, or it is another database", "correct --replica"};
  }
  context.talk().say(check_lag(replica, flags.replica));
  return replica;
}

}  // namespace admctl::commands
