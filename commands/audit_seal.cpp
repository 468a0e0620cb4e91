#include <fmt/format.h>

#include <memory>

#include "commands/changes.hpp"
#include "commands/groups.hpp"
#include "commands/signing_keys.hpp"
#include "lib/audit/seal.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/output_file.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/write.hpp"

namespace admctl::commands {
namespace {

struct SealFlags {
  std::optional<std::string> key;
  std::optional<std::string> file;
  audit::SealRequest seal;
};

std::string notes_of(const std::vector<audit::Sealed>& seals) {
  std::string text;
  for (const auto& sealed : seals) text += (text.empty() ? "" : "\n") + sealed.note;
  return text;
}

Table seals_table(const std::vector<audit::Sealed>& seals) {
  Table table{.columns = {{"source", "SOURCE"},
                          {"seal", "SEAL", true},
                          {"added", "NEW ROWS", true},
                          {"behind", "OLDER THAN LAST SEAL", true, true},
                          {"size", "ROWS", true},
                          {"root", "ROOT"},
                          {"checkpoint", "CHECKPOINT", false, true}}};
  for (const auto& sealed : seals) {
    table.rows.push_back({Cell{sealed.source}, Cell{sealed.nr}, Cell{static_cast<std::int64_t>(sealed.added)},
                          Cell{static_cast<std::int64_t>(sealed.behind)},
                          Cell{static_cast<std::int64_t>(sealed.size)}, Cell{sealed.root}, Cell{sealed.note}});
  }
  return table;
}

void add_notes(Report& report, const std::vector<audit::Sealed>& seals, const ops::Outcome& outcome) {
  std::uint64_t behind = 0;
  bool any_new = false;
  for (const auto& sealed : seals) {
    behind += sealed.behind;
    any_new = any_new || sealed.is_new;
  }
  if (behind > 0) {
    report.note(fmt::format("{} had a time before the last seal and were not in it: make sure that they belong",
                            count_of(behind, "row")));
  }
  if (outcome.dry_run) {
    report.note("dry run: rolled back, nothing was sealed");
  } else if (!any_new) {
    report.note("nothing new since the last seal; these are the last checkpoints");
  } else {
    report.note("keep the checkpoints where nobody who may change the database can change them");
  }
}

Report run_seal(Context& context, const SealFlags& flags) {
  if (!flags.key)
    throw Error{code::missing_flag, "--key names the private key that signs", {}, "admctl audit key generate"};
  const auto key = read_signing_key(context, *flags.key);
  auto request = flags.seal;
  request.progress = [&](std::string_view source, std::size_t rows) {
    context.talk().progress(fmt::format("sealing {}", source), rows, 0);
  };
  auto options = waiting_options(context);
  // However many rows there are.
  options.timeouts.statement = {};
  options.timeouts.idle = {};
  std::vector<audit::Sealed> seals;
  const auto outcome = ops::write(
      context.session(), context.pack(), context.request("audit.seal"),
      [&](ops::Writer& writer) { seals = audit::seal(writer, request, key); }, options);
  context.talk().progress_done();
  Report report;
  if (flags.file == "-") {
    report.raw = notes_of(seals);
  } else {
    if (flags.file && !outcome.dry_run) {
      OutputFile file{*flags.file, Existing::replace, code::bad_file};
      file.write(notes_of(seals));
      file.commit();
    }
    report.table("seals", "", seals_table(seals));
    if (!flags.file) report.text("checkpoints", "Checkpoints", notes_of(seals));
  }
  add_notes(report, seals, outcome);
  return report;
}

Run declare_seal(Flags& flags) {
  auto request = std::make_shared<SealFlags>();
  flags.option("--key", request->key, "private key that signs; - is standard input", {.metavar = "FILE"});
  flags.option("-f,--file", request->file, "write the checkpoints there; - is standard output",
               {.metavar = "FILE"});
  flags.option("--source", request->seal.sources, "only these: audit, events, ledger", {.metavar = "NAME"});
  flags.flag("--all", request->seal.everything, "look for new rows in the whole table, however old their time");
  flags.flag("--new-key", request->seal.new_key, "go on with another key than the last seal's");
  return [request](Context& context) { return run_seal(context, *request); };
}

const Command audit_seal_table[]{
    {.name = "audit seal",
     .summary = "sign a checkpoint of all audit rows so far",
     .details =
         "A Merkle tree (RFC 6962) over the rows of the platform's audit table, its event tables and the "
         "ledger; "
         "only rows that are new since the last seal are read. The signed checkpoint goes into the ledger and "
         "is "
         "printed (C2SP tlog-checkpoint): keep it outside the database, in a ticket, a mail, another "
         "repository. "
         "'admctl audit verify --checkpoint FILE' then proves that nothing before it was changed since.\n"
         "Not promised: anything about rows before they were first sealed, or against somebody who may write "
         "to "
         "the database and also holds the key. Rows that come with a time before the last seal (an import, a "
         "wrong clock) are left for --all, and reported by 'admctl audit verify' until then.",
     .examples = {{"admctl audit seal --key audit.key -f seals-2026-02-16.txt", "every night, from a timer"},
                  {"vault read -field=key audit | admctl audit seal --key -", "without a key file"}},
     .effect = Effect::writes,
     .declare = declare_seal},
};

}  // namespace

std::span<const Command> audit_seal_commands() { return audit_seal_table; }

}  // namespace admctl::commands
