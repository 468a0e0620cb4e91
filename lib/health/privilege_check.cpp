#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/health/checks.hpp"
#include "lib/ops/ledger_schema.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::health {
namespace {

std::vector<std::string> lacking(pg::Transaction& tx, const std::string& schema,
                                 const std::vector<std::string>& tables, const std::string& privilege) {
  std::vector<std::string> out;
  for (const auto row :
       tx.query("SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
                "WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND NOT (has_schema_privilege(n.oid, "
                "'USAGE') AND has_table_privilege(c.oid, $3)) ORDER BY 1",
                {schema, pg::array_text(tables), privilege})) {
    out.emplace_back(row.text(0));
  }
  return out;
}

std::string grant(std::string_view privileges, const std::string& schema,
                  const std::vector<std::string>& tables, std::string_view role) {
  std::vector<std::string> names;
  for (const auto& table : tables) names.push_back(pg::quote(schema, table));
  return fmt::format("GRANT USAGE ON SCHEMA {} TO {}; GRANT {} ON {} TO {};", pg::quote(schema),
                     pg::quote(role), privileges, join(names, ", "), pg::quote(role));
}

std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 4;
  if (names.size() <= shown) return join(names, ", ");
  return join(std::span{names}.first(shown), ", ") + fmt::format(" and {} more", names.size() - shown);
}

void check_tables(pg::Transaction& tx, const Subject& subject, const std::string& role, Findings& findings) {
  const auto& pack = subject.pack;
  const auto tables = pack_tables(tx, pack);
  if (!tables.missing.empty()) {
    const auto what =
        tables.is_foreign()
            ? fmt::format("none of the tables of platform {} is in schema {}", pack.platform, pack.schema)
            : fmt::format("{} of platform {} missing: {}",
                          count_of(tables.missing.size(), "table is", "tables are"), pack.platform,
                          some_of(tables.missing));
    findings.add("tables-missing", what, Object{{"missing", to_array(tables.missing)}},
                 "admctl migrate status");
  }
  const auto unreadable = lacking(tx, pack.schema, tables.there, "SELECT");
  if (!unreadable.empty()) {
    findings.add(
        "not-readable",
        fmt::format("{} may not read {}: {}", role, count_of(unreadable.size(), "table"), some_of(unreadable)),
        Object{{"tables", to_array(unreadable)}}, grant("SELECT", pack.schema, unreadable, role));
  }
  std::vector<std::string> records;
  for (const auto& kind : pack.kinds) records.push_back(kind.table);
  const auto fixed = lacking(tx, pack.schema, records, "UPDATE");
  if (!fixed.empty()) {
    findings.add("not-writable",
                 fmt::format("{} may not change {}: {}", role, count_of(fixed.size(), "table"), some_of(fixed)),
                 Object{{"tables", to_array(fixed)}}, grant("SELECT, UPDATE", pack.schema, fixed, role));
  }
}

// The partition of admctl.change is made by whoever writes to it first: ops::LedgerPart::changes.
bool may_prepare_changes(pg::Transaction& tx) {
  return !tx.value(
      "SELECT 1 FROM pg_class AS c WHERE c.oid = to_regclass('admctl.change') AND c.relkind = 'p' "
      "AND NOT EXISTS (SELECT FROM pg_inherits AS i WHERE i.inhparent = c.oid) "
      "AND NOT (pg_has_role(c.relowner, 'USAGE') AND has_schema_privilege(c.relnamespace, 'CREATE'))");
}

void check_ledger_rights(pg::Transaction& tx, const std::string& role, Findings& findings) {
  const auto exists = tx.value("SELECT 1 FROM pg_namespace WHERE nspname = 'admctl'").has_value();
  if (!exists) {
    if (tx.value("SELECT has_database_privilege(current_database(), 'CREATE')") != "t") {
      findings.add("no-ledger-right", fmt::format("there is no ledger, and {} may not create it", role), {},
                   fmt::format("GRANT CREATE ON DATABASE {} TO {};",
                               pg::quote(tx.value("SELECT current_database()").value_or("")), pg::quote(role)));
    }
    return;
  }
  std::vector<std::string> tables{"operation", "change"};
  auto fixed = lacking(tx, "admctl", tables, "INSERT");
  const auto head = lacking(tx, "admctl", {"chain_head"}, "UPDATE");
  fixed.insert(fixed.end(), head.begin(), head.end());
  if (fixed.empty()) {
    if (!may_prepare_changes(tx))
      findings.add("no-ledger-right",
                   fmt::format("no operation has changed rows yet: the first one adds a table to the ledger, "
                               "which {} may not",
                               role),
                   {}, "admctl schema grants --role operator");
    return;
  }
  findings.add(
      "not-writable", fmt::format("{} may not write the ledger: nothing it does could be recorded", role),
      Object{{"tables", to_array(fixed)}},
      fmt::format(
          "GRANT USAGE ON SCHEMA admctl TO {0}; GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA admctl TO {0}; "
          "GRANT UPDATE ON admctl.chain_head TO {0};",
          pg::quote(role)));
}

}  // namespace

void check_privileges(const Subject& subject, Findings& findings) {
  pg::Transaction tx{subject.session, subject.transaction()};
  const auto& role = tx.role();
  check_tables(tx, subject, role, findings);
  check_ledger_rights(tx, role, findings);
  findings.ok(fmt::format("{} may read and change the platform's tables and write the ledger", role),
              Object{{"role", role}});
}

}  // namespace admctl::health
