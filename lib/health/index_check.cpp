#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/health/checks.hpp"
#include "lib/pg/replication.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::health {
namespace {

// Of tables of the application; the catalogs and what extensions own aside.
constexpr std::string_view own_schemas =
    "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg\\_temp%' AND "
    "n.nspname NOT LIKE 'pg\\_toast\\_temp%'";

std::string drop_of(pg::RowView row) {
  return fmt::format("DROP INDEX CONCURRENTLY {};", pg::quote(row.text("schema"), row.text("name")));
}

std::string size_text(std::int64_t bytes) {
  return bytes >= 1 << 20 ? fmt::format("{} MiB", bytes >> 20) : fmt::format("{} KiB", bytes >> 10);
}

void find_invalid(pg::Transaction& tx, Findings& findings) {
  for (const auto row : tx.query(fmt::format(
           "SELECT n.nspname AS schema, c.relname AS name, t.relname AS tab, i.indisunique AS is_unique "
           "FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_class AS t ON t.oid = "
           "i.indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace "
           "WHERE NOT (i.indisvalid AND i.indisready) AND c.relkind = 'i' AND {} AND NOT EXISTS (SELECT FROM "
           "pg_stat_progress_create_index AS p WHERE p.index_relid = c.oid OR p.relid = t.oid) ORDER BY 1, 2",
           own_schemas))) {
    findings.add(
        "invalid-index",
        fmt::format("index {} on {} is invalid{}", row.text("name"), row.text("tab"),
                    row.boolean("is_unique") ? ": it does not keep duplicates out" : ""),
        Object{{"index", row.text("name")}, {"table", row.text("tab")}, {"schema", row.text("schema")}},
        drop_of(row));
  }
}

void find_duplicates(pg::Transaction& tx, Findings& findings) {
  for (const auto row : tx.query(fmt::format(
           "SELECT n.nspname AS schema, c.relname AS name, o.relname AS other, t.relname AS tab, "
           "pg_relation_size(c.oid) AS bytes FROM pg_index AS i JOIN pg_index AS k ON k.indrelid = i.indrelid "
           "AND k.indexrelid <> i.indexrelid AND k.indkey = i.indkey AND k.indclass = i.indclass "
           "AND k.indcollation = i.indcollation AND k.indoption = i.indoption "
           "AND k.indnkeyatts = i.indnkeyatts "
           "AND coalesce(pg_get_expr(k.indexprs, k.indrelid), '') = coalesce(pg_get_expr(i.indexprs, "
           "i.indrelid), '') AND coalesce(pg_get_expr(k.indpred, k.indrelid), '') = "
           "coalesce(pg_get_expr(i.indpred, i.indrelid), '') "
           "JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_class AS o ON o.oid = k.indexrelid AND o.relam "
           "= "
           "c.relam JOIN pg_class AS t ON t.oid = i.indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace "
           // The one that guards less is the one too many; of equals the younger one.
           "WHERE i.indisvalid AND k.indisvalid AND NOT i.indisprimary AND NOT EXISTS (SELECT FROM "
           "pg_constraint AS p WHERE p.conindid = i.indexrelid) AND (k.indisunique AND NOT i.indisunique OR "
           "k.indisunique = i.indisunique AND (EXISTS (SELECT FROM pg_constraint AS p WHERE p.conindid = "
           "k.indexrelid) OR k.indexrelid < i.indexrelid)) AND {} ORDER BY 1, 2",
           own_schemas))) {
    findings.add("duplicate-index",
                 fmt::format("index {} on {} does what {} does ({})", row.text("name"), row.text("tab"),
                             row.text("other"), size_text(row.integer("bytes"))),
                 Object{{"index", row.text("name")},
                        {"sameAs", row.text("other")},
                        {"table", row.text("tab")},
                        {"schema", row.text("schema")},
                        {"bytes", row.integer("bytes")}},
                 drop_of(row));
  }
}

void find_unused(pg::Transaction& tx, const Limits& limits, Findings& findings) {
  const auto since = tx.value(
      "SELECT to_char(stats_reset AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM pg_stat_database WHERE datname = "
      "current_database()");
  for (const auto row :
       tx.query(fmt::format(
                    "SELECT n.nspname AS schema, c.relname AS name, t.relname AS tab, pg_relation_size(c.oid) "
                    "AS bytes FROM pg_stat_user_indexes AS s JOIN pg_index AS i ON i.indexrelid = "
                    "s.indexrelid JOIN pg_class AS c ON c.oid = s.indexrelid JOIN pg_class AS t ON t.oid = "
                    "s.relid JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE s.idx_scan = 0 AND "
                    "i.indisvalid AND NOT i.indisunique AND NOT i.indisreplident AND pg_relation_size(c.oid) "
                    ">= $1::bigint AND {} ORDER BY bytes DESC",
                    own_schemas),
                {std::to_string(limits.unused_index_bytes)})) {
    findings.add("unused-index",
                 fmt::format("index {} on {} was not used since {} ({})", row.text("name"), row.text("tab"),
                             since.value_or("this server counts"), size_text(row.integer("bytes"))),
                 Object{{"index", row.text("name")},
                        {"table", row.text("tab")},
                        {"schema", row.text("schema")},
                        {"bytes", row.integer("bytes")},
                        {"countedSince", since ? Value{*since} : Value{}}},
                 drop_of(row));
  }
}

}  // namespace

void check_indexes(const Subject& subject, Findings& findings) {
  pg::Transaction tx{subject.session, subject.transaction()};
  find_invalid(tx, findings);
  find_duplicates(tx, findings);
  // What a standby counts says nothing of the primary.
  if (!pg::read_standby_state(tx).standby) find_unused(tx, subject.limits, findings);
  findings.ok("no index is invalid");
}

}  // namespace admctl::health
