#include "lib/ops/ledger_schema.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/error.hpp"
#include "lib/core/sha256.hpp"
#include "lib/ops/ledger_parts.hpp"
#include "lib/pg/error_translation.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::ops {
namespace {

// Any number that no other tool uses: "admctl" in ASCII.
constexpr std::string_view creation_lock = "107083879019628";

std::vector<LedgerStep> missing_steps(pg::Transaction& tx) {
  const auto all = ledger_steps();
  std::vector<LedgerStep> missing{all.begin(), all.end()};
  // Not to_regclass: it may answer from a cache that does not yet know what another session committed while
  // this transaction waited for the lock below.
  const auto exists = tx.value(
      "SELECT 1 FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
      "WHERE n.nspname = 'admctl' AND c.relname = 'migration'");
  if (!exists) return missing;
  for (const auto row : tx.query("SELECT name FROM admctl.migration WHERE schema_name = 'admctl'"))
    std::erase_if(missing, [&](const LedgerStep& step) {
      return step.name == row.text(0) || step.formerly == row.text(0);
    });
  return missing;
}

std::string fact(LedgerPart part) { return fmt::format("ledger part {}", static_cast<int>(part)); }

// Reads once what is there of all parts. A part is there when nothing is missing of it or of the core.
bool is_there(pg::Transaction& tx, LedgerPart part) {
  std::set<LedgerPart> missing;
  for (const auto& step : missing_steps(tx)) missing.insert(step.part);
  if (missing.contains(LedgerPart::core)) return false;
  for (const auto& step : ledger_steps())
    if (!missing.contains(step.part)) tx.establish(fact(step.part));
  return !missing.contains(part);
}

// A step with its row. Names of steps are plain words.
std::string recorded(const LedgerStep& step) {
  return fmt::format("{}INSERT INTO admctl.migration (name, checksum) VALUES ('{}', '{}');\n", step.sql,
                     step.name, sha256_hex(step.sql));
}

Error not_allowed(const Error& cause) {
  // Without a schema it is the database in which something may not be made.
  const bool exists = cause.message().find("database") == std::string::npos;
  return {code::no_privilege,
          exists ? "this role may not use or upgrade the ledger (schema admctl)"
                 : "the ledger (schema admctl) does not exist, and this role may not create it",
          cause.message() + (cause.detail().empty() ? "" : "\n" + cause.detail()),
          "let the database's owner run what 'admctl schema grants --role operator' prints" +
              std::string{exists ? "" : ", which makes the ledger, too"}};
}

}  // namespace

void ensure_ledger(pg::Transaction& tx, LedgerPart part) {
  // What is made here may be rolled back: only what is there already, or was committed, is not asked for again.
  if (tx.is_established(fact(part))) return;
  try {
    // The quick way to ask; when it knows of no ledger, the other one decides.
    const bool seen = tx.value("SELECT to_regclass('admctl.migration')").has_value();
    if (seen && is_there(tx, part)) return;
    // Two first writers: the second waits here and then finds the tables.
    tx.query(fmt::format("SELECT pg_advisory_xact_lock({})", creation_lock));
    for (const auto& step : missing_steps(tx)) {
      if (step.part != LedgerPart::core && step.part != part) continue;
      tx.script(recorded(step));
      tx.establish(fact(step.part));
    }
  } catch (const Error& error) {
    if (error.code() == code::no_privilege) throw not_allowed(error);
    throw;
  }
}

std::string ledger_script(pg::Transaction& tx) {
  std::string out;
  for (const auto& step : missing_steps(tx)) out += recorded(step);
  return out;
}

bool has_ledger(pg::Transaction& tx) { return tx.value("SELECT to_regclass('admctl.operation')").has_value(); }

}  // namespace admctl::ops
