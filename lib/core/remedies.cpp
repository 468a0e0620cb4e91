#include "lib/core/remedies.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace admctl {
namespace {

struct Remedy {
  int number;
  std::string_view text;
};

// By number.
constexpr Remedy remedies[] = {
    {1001, "Compare the line with 'admctl COMMAND --help'; its examples can be pasted."},
    {1002,
     "Add the flag that the message names. Without a terminal nothing is asked, so scripts give every answer "
     "as a flag."},
    {1003, "Nothing was written. Run it again and answer yes, or look at it with --dry-run first."},
    {1101,
     "'admctl platform list' shows the built-in packs; a pack of your own is named by its folder, with a slash "
     "in it: ./shop."},
    {1102, "Mend the file at the line and column that the message names, then run 'admctl platform lint'."},
    {1103, "Check that the path exists and that you may read or write it, and that the disk is not full."},
    {1104,
     "Look whether the disk is full or the file of the redirection may be written. What a writing command did "
     "is in 'admctl op list'."},
    {1150, "Name the server itself with --db: its own host and port instead of the pooler's."},
    {2001, "'admctl platform show' lists the kinds of the platform; name another pack with --platform."},
    {2002,
     "Check the key with 'admctl inspect KIND'; the beginning of a long key is enough. Is it the right "
     "database? 'admctl target show' tells."},
    {2003, "'admctl lifecycle KIND' shows the states and moves; names are written as they stand there."},
    {2101,
     "Look at the record again with 'admctl inspect': somebody moved it. Decide anew, with --expect naming the "
     "state it has now."},
    {2102,
     "Somebody wrote to the row since. 'admctl op show' of the operation and 'admctl inspect' of the record "
     "tell what; undo the later operation first, or mend by a new one."},
    {2103,
     "'admctl inspect' of the record lists the moves that are legal now. --force with a reason overrides the "
     "lifecycle, and is recorded."},
    {2104,
     "Bring about what the guard asks for; 'admctl inspect' shows every guard. When you know better than the "
     "database, --force with a reason overrides it."},
    {2105, "Add --reason \"why\": it is kept in the ledger and in the platform's own trail."},
    {2106,
     "Read the detail: an operation that was taken back already, or that is none of records, stays. Mend by a "
     "new operation."},
    {2107,
     "'admctl op list' shows the operations; the beginning of an id is enough. Each database has a ledger of "
     "its own."},
    {2108,
     "Somebody changed the ledger past its triggers. Do not repair it: keep a copy, compare it with seals kept "
     "elsewhere, and find out who had the right to."},
    {2109, "Use an empty database ('admctl db create' makes one), or --append where the command has it."},
    {2110,
     "Use a key of its own for every intention. The ledger has what the key was used for: 'admctl op list'."},
    {2111, "Do the two records one after the other instead of in one batch."},
    {2112, "Give the value with --set NAME=VALUE; 'admctl lifecycle KIND' says what the move takes."},
    {2113, "'admctl lifecycle KIND' says which values the move takes; leave the others out."},
    {2114,
     "The detail names the invariant: 'admctl check --id ID' shows its rows and what mends them. Mend these "
     "first."},
    {2115, "Narrow the filter, or raise --max when you meant so many."},
    {2117,
     "Have somebody with another database role look at it ('admctl op status PLAN') and approve it ('admctl op "
     "approve PLAN'); then 'admctl op resume PLAN'."},
    {2118,
     "Another database role than the one that made the plan must approve it, while it is still as it was "
     "made."},
    {2119, "Make the plan again: its records are not any more what was approved."},
    {2120, "Give a value of the column's type; the message says which one it is."},
    {2121, "Set it to one of the known levels: ALTER DATABASE name SET admctl.protection = 'protected'."},
    {2201, "Nothing is wrong unless the platform should have some: the pack's 'categories' names their table."},
    {2202, "Write a generator.yaml into the pack, as the built-in packs have one."},
    {2310, "'admctl check' lists the platform's invariants by id."},
    {2320, "Write more of the key; the detail lists the candidates."},
    {2321, "Look at the record with 'admctl inspect'; wait longer, or find out what holds it up."},
    {2322, "Use a column that is not secret, or the record's key."},
    {2323, "Search by the party's id, or by one of the unique names that the pack lists under 'find'."},
    {2325,
     "Start from the first page, without --after: filters and sorting must be the same from page to page."},
    {2330, "Install Graphviz (Debian: libgvc6), or ask for text: --diagram mermaid."},
    {2331, "Ask for the text of the diagram instead (mermaid or dot) and draw it elsewhere."},
    {2340, "'admctl recover KIND/KEY' lists the recipes that do apply, with their conditions."},
    {2341, "Give it with --set NAME=VALUE; 'admctl recover KIND/KEY RECIPE' says what each value is."},
    {2342, "Read the sentence of the check that refused it, and look the value up again at its source."},
    {2343, "Somebody has mended it already: look with 'admctl inspect'."},
    {2344, "'admctl recover KIND/KEY' lists the recipes."},
    {2401,
     "Name the primary in --db, or all hosts and let libpq choose: "
     "postgresql://db1,db2/app?target_session_attrs=read-write. 'admctl doctor --only replication' tells which "
     "server it is."},
    {2402,
     "Somebody set default_transaction_read_only for the database or the role, mostly for maintenance: ask "
     "them. "
     "The owner takes it back with ALTER DATABASE app RESET default_transaction_read_only."},
    {2403,
     "Try again later, raise --max-lag, or read from the primary by leaving out --replica. 'admctl doctor "
     "--only "
     "replication' on the replica says whether it still follows."},
    {2404, "Give the URL as --replica=postgresql://host/database, or the target a 'replica:' in its file."},
    {3001,
     "Mend the file at the place shown and run 'admctl migrate up' again: nothing of this migration is left in "
     "the database."},
    {3002, "Bring the file back to what was applied (git log tells), and put the change into a new migration."},
    {3003,
     "Look at what the failed migration left, then 'admctl migrate resolve --applied NAME' or '--rolled-back "
     "NAME'."},
    {3004,
     "Get the file back: the branch that brought it is not merged here. 'admctl migrate verify' lists both "
     "sides."},
    {3005, "The place shown is where PostgreSQL's own parser stops; try the statement in psql."},
    {3006, "Wait for the other runner, or give --lock-wait. 'admctl migrate status' shows who holds the lock."},
    {3007, "Say which migrations the schema already has: 'admctl migrate baseline --to NAME'."},
    {3009, "Run 'admctl migrate status': is it the right database, and is it up to date?"},
    {3010, "Put the statement into a migration of its own; admctl then runs it outside a transaction."},
    {3020, "Name the format with --history, or use the tool the history belongs to."},
    {3021, "Say it with --history prisma, drizzle, supabase, dbmate or native."},
    {3022,
     "Bring back what the file said when it began; the statements that took effect are kept in the ledger."},
    {3023, "Look at the schema whether it took effect, then say so with the flag that the message names."},
    {3024, "Drop the index as the hint says, then run it again."},
    {3025, "Mend the cause and run 'admctl migrate up' again: it goes on at the statement that failed."},
    {3026, "'admctl migrate status' lists the names."},
    {3027,
     "'admctl migrate status' shows the state of each migration, and the detail says what is possible in this "
     "one."},
    {3028, "Write a down script beside the migration, or take the change back by a new migration."},
    {3029, "Correct the line that begins with '-- admctl:' at the place shown."},
    {3030, "The connection was away for too long. Run the same command again: it goes on where it was."},
    {3061,
     "Look at the detail: the role must be able to read the catalog, and pg_dump must be as new as the "
     "server."},
    {3062, "Make it again with 'admctl schema catalog', or mend the place shown."},
    {3063, "Mend the file at the line and column shown."},
    {3064, "'admctl migrate backfill status' lists those that were begun."},
    {3065, "Build an index that begins with the key first: CREATE INDEX CONCURRENTLY."},
    {3066, "Finish it with the file as it was when it began, or cancel it and begin anew."},
    {3067, "Begin it again under another name when it should go on after all."},
    {3068, "Mend what the row shown has; then run it again: it goes on at the last checkpoint."},
    {4001,
     "Check host, port and network: 'admctl target show' says what was tried and from where it was taken."},
    {4002, "Check user and password (~/.pgpass, PGPASSWORD, a service file) and the server's pg_hba.conf."},
    {4003, "Have the owner of the objects run the GRANT that the hint names, or use another role."},
    {4004, "Check the name of the database; 'psql -l' lists them. 'admctl db create' makes one for tests."},
    {4005,
     "The message is the server's own. With a statement of a pack, 'admctl platform lint --live' shows the "
     "place."},
    {4006,
     "Run it again: nothing was written. The message names who holds the lock; end that session if it hangs."},
    {4007, "Try a smaller piece (--limit, a narrower filter), or look with EXPLAIN what makes it slow."},
    {4008, "Others wrote to the same rows again and again. Run it again; nothing was written."},
    {4009,
     "Run it again once the server is back. A write that was under way is rolled back, or said to be of "
     "unknown outcome."},
    {4010,
     "Do not repeat it blindly: 'admctl op status ID' tells, once the database answers, whether it was "
     "committed."},
    {4011, "The detail names constraint and row: correct the value."},
    {4012, "Write it as postgresql://user@host:5432/database, with special characters as %xx."},
    {5001, "'admctl config list' shows the keys."},
    {5002, "'admctl config describe KEY' says what is allowed, with the unit and an example."},
    {5003, "'admctl config history KEY' shows who changed it; decide anew with --expect REV of now."},
    {5004, "The pack's 'config' must say where settings are kept."},
    {5005, "Read it from the place it is used; admctl only says that it is set."},
    {5010, "Change the keys together: 'admctl config edit', or 'admctl config apply -f FILE'."},
    {5011, "Give it on standard input or from a file: arguments are seen by every user of the machine."},
    {5012, "Set VISUAL or EDITOR to an editor that waits until the file is closed ('code --wait')."},
    {5013, "The text is kept in the file that the message names."},
    {5014, "'admctl config history KEY' lists the revisions."},
    {5015, "Set the secret anew; old secrets are kept nowhere."},
    {5016, "Use 'admctl config publish', 'activate' and 'versions' for it."},
    {5017, "Use 'admctl config set' for it."},
    {5018, "'admctl config versions KEY' lists them."},
    {5019, "A version never changes: publish under a new one."},
    {5020, "Activate another version first."},
    {5021, "Mend the file at the line and column shown; 'admctl config export' writes one that is right."},
    {5022, "Name a file that exists, or a database as a postgresql:// URL."},
    {6001, "Look whether the disk is full; nothing half-done was left under the file's name. Run it again."},
    {6002, "Export without --include-secrets; commitments (--redact) can prove a value later."},
    {6003, "Give the cursor file that the last export of the same selection wrote."},
    {6004, "The cursor is of another database or a restored one: begin a new series of exports."},
    {6005, "It must be a file of at least 32 random bytes, readable by its owner alone (mode 0600)."},
    {6006, "Fetch the file again from where it was copied, and compare its SHA-256 with the manifest."},
    {6007, "'admctl audit list --source' takes audit, events and ledger, as far as the platform has them."},
    {6008, "Ask for the value and the salt once more; if they are right, the export was tampered with."},
    {6009, "'admctl audit disclose EXPORT' lists what can be disclosed."},
    {6010, "Name a replica of the same cluster."},
    {6012, "It must be a file that 'admctl audit export' wrote, with its manifest beside it."},
    {6030, "Check path and mode (0600) of the key file; 'admctl audit key generate' makes a new one."},
    {6031, "Give the whole text as it was printed, with its signature lines."},
    {6032, "Keep FILE.manifest.json beside the export; without it nothing can be checked."},
    {6033, "Fetch the manifest again; it is JSON and must not be edited."},
    {6034, "The detail says what could not be read. It does not mean that anything is wrong with the data."},
    {6035, "'admctl audit seal --key FILE' makes the first seal."},
    {6036,
     "Treat it as tampering: keep the checkpoints printed by earlier seals and compare who had the right to "
     "write."},
    {6037, "Sign with the key of the last seal, or say that the key changes as the hint tells."},
    {6038, "It is newer than the last seal, or of a source that is not sealed: 'admctl audit seal' first."},
    {6039, "Seal first: 'admctl audit seal --key FILE'."},
    {6040, "Nothing was deleted. Look at the archive's disk, then begin again."},
    {6041, "The pack names audit tables under 'audit' and 'events'."},
    {6042, "Run it again."},
    {6043, "Give the file that 'admctl audit prove' wrote, as it is."},
    {6044, "Fetch the file again; if it is the same, it was damaged or changed after it was written."},
    {6045,
     "Keep the evidence: 'audit verify' names the row and the seals around it. Ask who wrote to it, past "
     "admctl."},
    {7001,
     "Install PostgreSQL's server (Debian: apt-get install postgresql), or set ADMCTL_PG_BIN to the folder of "
     "its programs. A remote database needs none: --db."},
    {7002,
     "The end of the server's log is in the detail; 'admctl db status' says where it is. Often the disk is "
     "full."},
    {7003, "Others may still be connected: 'admctl db status'. Run 'admctl db down' again."},
    {7101, "Run the command shown by itself to see why; please report it if it is admctl's fault."},
    {7102, "Seed a copy: 'admctl db create --seed demo:N'."},
    {7103, "Move what still uses it to another category, or leave --prune out."},
    {7104, "Look at the plan once more and confirm it anew."},
    {7105, "Merge the two rows first; the detail names them."},
    {7106, "'admctl platform show' names the lists."},
    {7107,
     "Mend the file at the line and column shown; 'admctl seed export categories' writes one that is right."},
    {7109, "Plant it first: 'admctl seed scenario NAME'."},
    {7161, "This is a bug: everything was rolled back. Please report it with the output."},
    {7162, "Use --strategy in-place."},
    {7163, "Run 'admctl check' on the pack's generator; please report it if the pack is a built-in one."},
    {7164, "Fill the tables that are referred to first."},
    {7165, "Use another --seed, or an empty database."},
    {8001, "Nothing half-done is left; where something can be resumed, the hint says how."},
    {9001, "Please report it with the command line and what admctl --version prints."},
    {9101, "admctl drops only what it made. Drop it with dropdb when you are sure."},
    {9102, "Choose another --name, or drop that one: 'admctl db drop NAME'."},
    {9103, "Use lower-case letters, digits and '_', at most 63 bytes."},
    {9104, "Close the connections named, and run it again."},
    {9105, "Protected databases are neither copied over nor dropped; use another one."},
    {9106, "'admctl db list' shows those that admctl made."},
    {9107, "'admctl db down' first."},
    {9108, "Write demo:N, demo:N:SEED or none."},
    {9109, "Close connections or raise max_connections; 'admctl db gc' removes what killed jobs left."},
    {9110, "Check the name and that it is on the PATH."},
    {9111, "Look whether that process still lives; 'admctl db gc' removes what it left when not."},
};

std::string_view remedy_of(Exit exit) {
  switch (exit) {
    case Exit::ok:
      return {};
    case Exit::usage:
      return "Compare the line with 'admctl COMMAND --help'.";
    case Exit::not_found:
      return "Check the name, and with 'admctl target show' that it is the right database.";
    case Exit::no_access:
      return "Check the connection and the role's privileges; 'admctl target show' says what was used.";
    case Exit::conflict:
      return "Somebody else was quicker: look again, then decide anew. Nothing was written.";
    case Exit::refused:
      return "Nothing was written. The message says which rule refused it, the hint what would satisfy it.";
    case Exit::approval_needed:
      return "Have somebody with another database role approve the plan: 'admctl op approve PLAN'.";
    case Exit::verification:
      return "Keep the evidence as it is, and find out who changed what was checked.";
    case Exit::outcome_unknown:
      return "Do not repeat it blindly: 'admctl op status ID' tells whether it was committed.";
    case Exit::try_again:
      return "Run the same command again; nothing was written.";
    case Exit::bad_config:
      return "Mend the configuration at the place that the message names.";
    case Exit::bug:
      return "Please report it with the command line and what admctl --version prints.";
    default:
      return "The message says what failed, the detail why; the hint of the error knows the case at hand.";
  }
}

}  // namespace

std::string_view remedy_of(const Code& code) {
  const auto* it = std::ranges::lower_bound(remedies, code.number, {}, &Remedy::number);
  return it != std::end(remedies) && it->number == code.number ? it->text : remedy_of(code.exit);
}

}  // namespace admctl
