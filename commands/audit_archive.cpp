#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "commands/archive_run.hpp"
#include "commands/config_input.hpp"
#include "commands/groups.hpp"
#include "commands/signing_keys.hpp"
#include "lib/audit/audit_filter.hpp"
#include "lib/audit/manifest.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

void check_flags(const ArchiveFlags& flags) {
  if (!flags.before) throw Error{code::missing_flag, "--before says up to which time rows are archived"};
  if (!flags.file) throw Error{code::missing_flag, "--file says where the archive is written"};
  if (!flags.key) throw Error{code::missing_flag, "--key names the private key of the seals"};
  if (*flags.file == "-") throw Error{code::usage, "an archive must be a file, so that it can be read back"};
  if (flags.chunk < 1) throw Error{code::usage, "--chunk must be at least 1"};
}

Report archived(const ArchiveFlags& flags, const audit::ArchiveSet& set, std::optional<std::uint64_t> deleted) {
  Report report;
  report.fields("archive", "",
                {{"before", "BEFORE", Cell::time(set.before)},
                 {"rows", "ROWS", static_cast<std::int64_t>(set.rows)},
                 {"deleted", "DELETED", deleted ? Value{static_cast<std::int64_t>(*deleted)} : Value{}},
                 {"file", "FILE", *flags.file}});
  return report;
}

// The archive is there, and the ledger says so: what was interrupted is the deleting.
std::optional<audit::ArchiveSet> begun_before(Context& context, const ArchiveFlags& flags) {
  const auto manifest = audit::manifest_path(*flags.file);
  if (!std::filesystem::exists(manifest)) return std::nullopt;
  const auto digest = sha256_hex(read_text(context, manifest.string()));
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(context.pack().schema)};
  return audit::find_archived(tx, context.pack(), digest);
}

audit::ArchiveSet find_rows(Context& context, const ArchiveFlags& flags) {
  auto options = pg::Transaction::Options::snapshot(context.pack().schema);
  options.timeouts.statement = {};
  pg::Transaction tx{context.session(), options};
  return audit::find_archivable(tx, context.pack(),
                                audit::parse_moment(*flags.before, context.clock().now(), "--before"));
}

Report run_archive(Context& context, const ArchiveFlags& flags) {
  check_flags(flags);
  const auto key = read_signing_key(context, *flags.key);
  if (const auto begun = begun_before(context, flags)) {
    if (context.dry_run()) return archived(flags, *begun, std::nullopt).note("dry run: nothing was deleted");
    const auto deleted = delete_rows(context, flags, *begun, key);
    return archived(flags, *begun, deleted).note("went on with an archive that was written before");
  }
  const auto set = find_rows(context, flags);
  if (set.rows == 0)
    return archived(flags, set, 0).note("no sealed row of that time is left: nothing to archive");
  if (context.dry_run())
    return archived(flags, set, std::nullopt).note("dry run: nothing was written or deleted");
  const auto plan = approved_plan(context, flags, set);
  context.confirm_typed(fmt::format("archive {} to {} and delete them from {}?",
                                    count_of(set.rows, "audit row"), *flags.file, context.target().describe()),
                        std::to_string(set.rows));
  write_archive(context, flags, set, key);
  if (plan) close_plan(context, *plan);
  auto report = archived(flags, set, delete_rows(context, flags, set, key));
  report.note("keep the archive, its manifest and its signature: the rows are nowhere else");
  report.note("secret values are masked in it");
  return report.suggest(fmt::format("admctl audit verify {} --public-key FILE", *flags.file));
}

Run declare_archive(Flags& flags) {
  auto request = std::make_shared<ArchiveFlags>();
  flags.option("--before", request->before, "rows with an earlier time: a time, a date or an age such as 90d",
               {.metavar = "TIME"});
  flags.option("-f,--file", request->file, "where to; JSON Lines, compressed when it ends with .zst or .gz",
               {.metavar = "FILE"});
  flags.option("--key", request->key, "private key of the seals; - is standard input", {.metavar = "FILE"});
  flags.option("--chunk", request->chunk, "rows deleted in one transaction", {.metavar = "N"});
  flags.option("--plan", request->plan, "the approved plan, on a protected database", {.metavar = "ID"});
  return [request](Context& context) { return run_archive(context, *request); };
}

const Command audit_archive_table[]{
    {.name = "audit archive",
     .summary = "move old audit rows into a signed export, and delete them",
     .details = "Only sealed rows of the platform's audit table, and only when they are what was sealed. The "
                "export is "
                "written, signed and read back; a signed tombstone in the ledger then says which rows may be "
                "missing, so "
                "that 'audit verify' still holds; at last the rows are deleted in batches, each compared again "
                "with what "
                "was sealed. Interrupted, the same command goes on where it stopped. It cannot be undone: "
                "secret values "
                "are masked in the archive. A protected database demands an approval by another role first.",
     .examples =
         {{"admctl audit archive --before 2025-01-01 -f 2024.jsonl.zst --key audit.key --confirm=184022",
           "a year, from a script"},
          {"admctl audit archive --before 365d -f old.jsonl.zst --key audit.key --dry-run", "how many"}},
     .effect = Effect::writes,
     .declare = declare_archive},
};

}  // namespace

std::span<const Command> audit_archive_commands() { return audit_archive_table; }

}  // namespace admctl::commands
