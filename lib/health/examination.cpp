#include "lib/health/examination.hpp"

#include <algorithm>
#include <set>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/health/checks.hpp"

namespace admctl::health {
namespace {

bool ends_all(const Error& error) {
  return error.code() == code::interrupted || error.code() == code::connection_lost ||
         error.code() == code::bug;
}

std::set<std::string> tables_of(const platform::Pack& pack) {
  std::set<std::string> names;
  for (const auto& kind : pack.kinds) names.insert(kind.table);
  if (pack.audit) names.insert(pack.audit->table);
  for (const auto& events : pack.events) names.insert(events.table);
  for (const auto& mapping : pack.categories) {
    if (!mapping.is_native()) names.insert(mapping.table);
  }
  if (pack.config) {
    for (const auto& store : pack.config->stores) {
      if (store.kind != platform::ConfigStore::Kind::native) names.insert(store.table);
    }
  }
  return names;
}

}  // namespace

pg::Transaction::Options Subject::transaction() const {
  auto options = pg::Transaction::Options::snapshot(pack.schema);
  options.timeouts.statement = limits.statement;
  options.timeouts.lock = std::min(limits.statement, Millis{1000});
  return options;
}

std::vector<Check> server_checks() {
  return {
      {"connection", "the login, the round trip, free connections", check_connection},
      {"tls", "encryption and whether the server proves who it is", check_encryption},
      {"versions", "of server and client", check_versions},
      {"clock", "the server's clock against this machine's", check_clock},
      {"privileges", "what the role may read and write", check_privileges},
      {"replication", "standbys, their lag, replication slots", check_replication},
      {"transactions", "that are open for long, idle or prepared", check_transactions},
      {"locks", "who waits for whom", check_locks},
      {"indexes", "that are invalid, duplicate or unused", check_indexes},
      {"sequences", "that are near their end", check_sequences},
      {"vacuum", "dead rows and the age of transaction ids", check_vacuum},
      {"ledger", "the hash chain of admctl's own record", check_ledger},
  };
}

std::vector<Examined> examine(const Subject& subject, const std::vector<Check>& checks,
                              const std::function<void(std::string_view)>& progress) {
  std::vector<Examined> out;
  for (const auto& check : checks) {
    if (progress) progress(check.name);
    Findings findings;
    try {
      check.run(subject, findings);
    } catch (const Error& error) {
      if (ends_all(error)) throw;
      findings.could_not_check("could not check", error);
    }
    auto failure = findings.failure();
    out.push_back({check.name, findings.take(), std::move(failure)});
  }
  return out;
}

PackTables pack_tables(pg::Transaction& tx, const platform::Pack& pack) {
  const auto wanted = tables_of(pack);
  std::set<std::string> live;
  for (const auto row : tx.query("SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n "
                                 "ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN "
                                 "('r', 'p', 'v', 'm', 'f')",
                                 {pack.schema})) {
    live.emplace(row.text(0));
  }
  PackTables out;
  for (const auto& name : wanted) (live.count(name) > 0 ? out.there : out.missing).push_back(name);
  return out;
}

}  // namespace admctl::health
