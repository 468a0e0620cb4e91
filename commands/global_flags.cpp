#include "commands/global_flags.hpp"

namespace admctl::commands {

void declare_global(Flags& flags, GlobalFlags& into) {
  flags.option("-t,--target", into.target, "target to work on: a name of 'admctl target list'",
               {.metavar = "NAME"});
  flags.option("--db", into.db, "database to work on: a postgresql:// URL or keyword=value text",
               {.metavar = "URL"});
  flags.option("--platform", into.platform, "platform pack: a built-in one, or a folder (with a slash in it)",
               {.metavar = "NAME"});
  flags.option("-o,--output", into.output, "form of the answer on stdout",
               {.metavar = "FORMAT", .choices = {"table", "wide", "json", "jsonl", "yaml", "csv", "name"}});
  flags.option("--fields", into.fields, "only these columns of a list, or sections of a page, in this order",
               {.metavar = "A,B"});
  flags.flag("--no-headers", into.no_headers, "leave out the heading of tables and CSV");
  flags.flag("--csv-safe", into.csv_safe, "guard CSV cells that a spreadsheet would run as a formula");
  flags.option("--color", into.color, "colour on a terminal",
               {.metavar = "WHEN", .choices = {"auto", "always", "never"}});
  flags.flag("--plain", into.plain, "for screen readers: a line for each value, no colour, no bars, no pager");
  flags.flag("--no-pager", into.no_pager, "never show a long answer in a pager");
  flags.flag("-q,--quiet", into.quiet, "no talk on stderr but errors and questions");
  flags.flag("--no-input", into.no_input, "never ask; fail naming the flag that answers");
  flags.flag("--exit-code", into.exit_code, "end with 10 when there are differences, pending work or problems");
  flags.flag("-h,--help", into.help, "show the help of the command");
  flags.flag("--version", into.version, "show the version and those of the libraries");
}

void declare_writing(Flags& flags, GlobalFlags& into, const FlagList& own) {
  flags.flag("-n,--dry-run", into.dry_run, "do everything, show what would change, then roll back");
  flags.flag("-y,--yes", into.yes, "answer yes to moderate questions");
  flags.flag("--write", into.write, "write to a protected target, with --reason and --ticket");
  flags.option("--confirm", into.confirm, "answer a severe question: the word it asks for",
               {.metavar = "WORD"});
  flags.option("--reason", into.reason, "why, for the ledger and the platform's own trail",
               {.metavar = "TEXT"});
  flags.option("--ticket", into.ticket, "the ticket or incident this belongs to", {.metavar = "ID"});
  if (own.find("--key")) return;
  flags.option("--key", into.key, "idempotency key: a second run with it only repeats the answer",
               {.metavar = "KEY"});
}

void declare_fleet(Flags& flags, GlobalFlags& into) {
  flags.option("--targets", into.targets, "run on all of these: names of targets, @GROUP for those of a group",
               {.metavar = "A,@GROUP"});
  flags.option("--parallel", into.parallel, "at most so many at the same time", {.metavar = "N"});
  flags.option("--canary", into.canary,
               "so many go first, the others only when those succeeded (1 when the command writes, else 0)",
               {.metavar = "N"});
  flags.flag("--fail-fast", into.fail_fast, "start no more after one has failed");
  flags.option("--resume", into.resume, "go on with a run on many: those that succeeded are left out",
               {.metavar = "ID"});
}

FlagList global_flag_list() {
  FlagList list;
  GlobalFlags unused;
  declare_global(list, unused);
  return list;
}

FlagList fleet_flag_list() {
  FlagList list;
  GlobalFlags unused;
  declare_fleet(list, unused);
  return list;
}

FlagList writing_flag_list(const FlagList& own) {
  FlagList list;
  GlobalFlags unused;
  declare_writing(list, unused, own);
  return list;
}

}  // namespace admctl::commands
