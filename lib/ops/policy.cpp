#include "lib/ops/policy.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/codes/seeding.hpp"
#include "lib/core/codes/target.hpp"
#include "lib/core/codes/test_database.hpp"
#include "lib/core/text.hpp"

namespace admctl::ops {
namespace {

// The first that fits; what is not listed changes a record.
constexpr std::array<std::pair<std::string_view, Action>, 7> kinds{{{"seed.", Action::made_up},
                                                                    {"migrate.", Action::migration},
                                                                    {"config.", Action::config},
                                                                    {"audit.archive", Action::archive},
                                                                    {"audit.", Action::ledger},
                                                                    {"approve", Action::ledger},
                                                                    {"schema.", Action::read}}};

Decision refused(const Code& code, std::string message, std::string detail, std::string hint) {
  return {Decision::Kind::refused, Error{code, std::move(message), std::move(detail), std::move(hint)}};
}

Decision refuse_made_up(Action action) {
  if (action == Action::made_up) {
    return refused(
        code::never_seeded, "the database is protected: nothing is seeded there",
        "its owner or the target's file says 'protected', and no flag of admctl unsays it",
        "seed a copy of it: 'admctl db create'; settings of this one are changed by 'admctl config'");
  }
  return refused(code::protected_target,
                 "the database is protected: test databases are not made, copied or dropped by way of it", {},
                 "name a server for tests with --db, or leave --db out for the embedded one");
}

Decision decide_confirm(Action action, const Given& given) {
  switch (action) {
    case Action::approved:
    case Action::write:
    case Action::made_up:
    case Action::migration:
    case Action::config:
      return {given.yes || given.dry_run ? Decision::Kind::allowed : Decision::Kind::question};
    default:
      return {};
  }
}

Decision decide_guarded(Action action, const Given& given) {
  if (action == Action::made_up || action == Action::test_database) return refuse_made_up(action);
  // Trying a migration locks its tables as doing it does.
  if (action == Action::approved || (given.dry_run && action != Action::migration)) return {};
  std::vector<std::string> missing;
  if (!given.write) missing.emplace_back("--write");
  if (!given.reason && !given.dry_run) missing.emplace_back("--reason");
  if (!given.ticket && !given.dry_run) missing.emplace_back("--ticket");
  if (!missing.empty()) {
    return refused(code::protection_refused,
                   fmt::format("the target is protected: this needs {}", join(missing, ", ")),
                   "a protected target is only read, unless --write is given with a reason and a ticket",
                   fmt::format("add {} when that is meant{}", join(missing, ", "),
                               given.dry_run ? "" : "; --dry-run shows what would happen"));
  }
  if (!given.verified) {
    return refused(
        code::unverified_server, "the target is protected, but its server has not proved who it is",
        "the connection was made without sslmode=verify-full",
        "add sslmode=verify-full, and sslrootcert=FILE, to the target's URL; a weaker sslmode that is "
        "written there is accepted");
  }
  const bool by_plan = action == Action::forced || action == Action::bulk || action == Action::archive;
  if (given.dry_run) return {};
  if (by_plan) return {Decision::Kind::approval};
  return {given.yes ? Decision::Kind::allowed : Decision::Kind::question};
}

}  // namespace

Action action_of(std::string_view kind) {
  for (const auto& [prefix, action] : kinds) {
    if (kind.starts_with(prefix)) return action;
  }
  return Action::write;
}

Decision decide(Protection level, Action action, const Given& given) {
  if (level == Protection::open || action == Action::read || action == Action::ledger) return {};
  return level == Protection::confirm ? decide_confirm(action, given) : decide_guarded(action, given);
}

namespace {

// Without a name: of the database that the transaction is in.
std::optional<Protection> read_protection(pg::Transaction& tx, const pg::Param& database) {
  const auto word = tx.value(
      "SELECT split_part(entry, '=', 2) FROM pg_db_role_setting AS s, unnest(s.setconfig) AS entry "
      "WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = coalesce($1::name, "
      "current_database())) "
      "AND s.setrole = 0 AND split_part(entry, '=', 1) = 'admctl.protection'",
      {database});
  if (!word) return std::nullopt;
  if (const auto level = parse_protection(*word)) return level;
  throw Error{code::bad_protection,
              fmt::format("the database's admctl.protection is '{}'", *word),
              {},
              "set it to open, confirm or protected: ALTER DATABASE ... SET admctl.protection = 'protected'"};
}

}  // namespace

std::optional<Protection> protection_of(pg::Transaction& tx) { return read_protection(tx, std::nullopt); }

std::optional<Protection> protection_of(pg::Transaction& tx, const std::string& database) {
  return read_protection(tx, database);
}

void refuse_protected(pg::Transaction& tx, const std::string& database, const std::string& what) {
  if (protection_of(tx, database) != Protection::guarded) return;
  throw Error{code::protected_target,
              fmt::format("the database '{}' is protected: {}", visible(database), what),
              "its owner set admctl.protection to 'protected'",
              "name a server for tests with --db, or leave --db out for the embedded one"};
}

void refuse_forbidden(pg::Transaction& tx, const Request& request) {
  const Given everything{.write = true, .reason = true, .ticket = true, .yes = true};
  const auto refusal = [&](Protection level) {
    return decide(level, action_of(request.kind), everything).refusal;
  };
  // What the strictest level lets pass, the database need not be asked about.
  if (!refusal(Protection::guarded)) return;
  if (const auto refused = refusal(protection_of(tx).value_or(Protection::open))) throw *refused;
}

}  // namespace admctl::ops
