// What may be done to a target, and what must be given for it. The one place that decides it.
//
// A target's protection is the stricter of what its file says (or, without one, of where it is) and of what the
// database says itself, which no operator's flag can unsay:
// ALTER DATABASE app SET admctl.protection = 'protected';
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lib/core/error.hpp"
#include "lib/ops/protection.hpp"
#include "lib/ops/request.hpp"
#include "lib/pg/session.hpp"

namespace admctl::ops {

// What an operation means to a target.
enum class Action {
  read,           // changes nothing
  ledger,         // adds to admctl's own ledger alone: an approval, a seal, the trace of an export
  approved,       // carries out a plan that another database role has approved
  write,          // changes one record, or takes an operation back
  forced,         // overrides the lifecycle, guards or invariants
  bulk,           // changes many records
  made_up,        // writes data that nobody entered: seeds and scenarios
  test_database,  // makes, copies or drops databases beside it
  migration,      // changes the schema
  config,         // changes settings
  archive,        // deletes old audit rows
};

// Of an operation's kind in the ledger ("config.set"); what is forced or bulk its command knows.
Action action_of(std::string_view kind);

// What the operator gave, and how the connection is.
struct Given {
  bool write = false;    // --write
  bool reason = false;   // --reason
  bool ticket = false;   // --ticket
  bool yes = false;      // --yes
  bool dry_run = false;  // --dry-run
  bool verified = true;  // the server is on this machine, has proved who it is, or the target says how far
                         // that is needed (sslmode)
};

struct Decision {
  enum class Kind {
    allowed,
    question,  // y/N, unless the command asks a question of its own
    approval,  // a plan must be recorded and approved by another database role
    refused,
  };
  Kind kind = Kind::allowed;
  std::optional<Error> refusal = {};  // of `refused` only
};

// Pure. Severe questions, which forced, bulk and archiving commands ask by themselves, are not its business.
Decision decide(Protection level, Action action, const Given& given);

// What the database says of itself; nullopt when it says nothing. Read from the catalog and not with
// current_setting(), which any session may change for itself. Throws code::bad_protection for a word that is
// not open, confirm or protected.
std::optional<Protection> protection_of(pg::Transaction& tx);
// The same of another database of the server; one that does not exist says nothing.
std::optional<Protection> protection_of(pg::Transaction& tx, const std::string& database);

// Throws code::protected_target when the database is protected: for what never is done to one, whatever the
// flags. `what` completes the sentence "the database 'app' is protected: it is not copied".
void refuse_protected(pg::Transaction& tx, const std::string& database, const std::string& what);

// Throws the refusal of what no flag and no approval allows on this database. write() asks before anything
// else, so that nothing that gets past the command line gets past this.
void refuse_forbidden(pg::Transaction& tx, const Request& request);

}  // namespace admctl::ops
