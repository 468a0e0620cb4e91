#include <set>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/health/checks.hpp"
#include "lib/health/missing_right.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::health {
namespace {

constexpr std::int64_t grave_percent = 95;

// Sequences that count up and do not begin anew, with the column that they fill: the one that owns them, or one
// whose default calls them. The column may hold less than the sequence gives.
constexpr std::string_view sequences_sql =
    "WITH filled AS (SELECT d.objid AS sequence, d.refobjid AS tab, d.refobjsubid AS col FROM pg_depend AS d "
    "WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', "
    "'i') "
    "AND d.refobjsubid > 0 UNION SELECT d.refobjid, ad.adrelid, ad.adnum FROM pg_depend AS d JOIN pg_attrdef "
    "AS "
    "ad ON ad.oid = d.objid WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass), "
    "found AS (SELECT n.nspname AS schema, c.relname AS name, t.relname AS tab, a.attname AS col, "
    "format_type(a.atttypid, NULL) AS type, least(s.seqmax, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 "
    "WHEN 'int4'::regtype THEN 2147483647 ELSE s.seqmax END) AS most, s.seqmin AS least, "
    "has_sequence_privilege(c.oid, 'SELECT, USAGE') AND has_schema_privilege(n.oid, 'USAGE') AS may, c.oid "
    "FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid JOIN pg_namespace AS n ON n.oid = "
    "c.relnamespace LEFT JOIN filled AS f ON f.sequence = c.oid LEFT JOIN pg_class AS t ON t.oid = f.tab AND "
    "t.relkind IN ('r', 'p') LEFT JOIN pg_attribute AS a ON a.attrelid = f.tab AND a.attnum = f.col "
    "WHERE s.seqincrement > 0 AND NOT s.seqcycle AND c.relpersistence <> 't') "
    "SELECT schema, name, tab, col, type, most, may, l.last, "
    "CASE WHEN l.last IS NULL THEN 0 ELSE trunc((l.last::numeric - least) * 100 / nullif(most::numeric - "
    "least, 0), 1) END AS used FROM found LEFT JOIN LATERAL (SELECT CASE WHEN may THEN "
    "pg_sequence_last_value(oid) END AS last) AS l ON true ORDER BY used DESC, schema, name";

std::string widen(pg::RowView row) {
  const auto sequence = pg::quote(row.text("schema"), row.text("name"));
  if (row.is_null("tab"))
    return fmt::format("ALTER SEQUENCE {} AS bigint MAXVALUE 9223372036854775807;", sequence);
  return fmt::format("ALTER TABLE {} ALTER COLUMN {} TYPE bigint; ALTER SEQUENCE {} AS bigint;",
                     pg::quote(row.text("schema"), row.text("tab")), pg::quote(row.text("col")), sequence);
}

}  // namespace

void check_sequences(const Subject& subject, Findings& findings) {
  pg::Transaction tx{subject.session, subject.transaction()};
  std::size_t all = 0;
  std::size_t hidden = 0;
  std::set<std::string> hidden_in;
  for (const auto row : tx.query(sequences_sql)) {
    ++all;
    if (!row.boolean("may")) {
      ++hidden;
      hidden_in.insert(pg::quote(row.text("schema")));
    }
    const auto used = std::stod(std::string{row.text("used")});
    if (used < static_cast<double>(subject.limits.sequence_percent)) continue;
    const auto fills = row.is_null("tab") ? std::string{}
                                          : fmt::format(", which fills {}.{} ({})", row.text("tab"),
                                                        row.text("col"), row.text("type"));
    auto& finding = findings.add(
        "sequence-near-end",
        fmt::format("sequence {}{}, has used {}% of its values", row.text("name"), fills, row.text("used")),
        Object{{"sequence", row.text("name")},
               {"schema", row.text("schema")},
               {"table", row.is_null("tab") ? Value{} : Value{row.text("tab")}},
               {"column", row.is_null("col") ? Value{} : Value{row.text("col")}},
               {"lastValue", row.integer("last")},
               {"maxValue", row.integer("most")},
               {"usedPercent", used}},
        widen(row));
    if (used >= static_cast<double>(grave_percent)) finding.severity = Severity::error;
  }
  if (hidden > 0) {
    findings.could_not_check(
        fmt::format("could not look at {}", count_of(hidden, "sequence")),
        missing_right(tx, "this role may not read their values",
                      "SELECT ON ALL SEQUENCES IN SCHEMA " +
                          join(std::vector<std::string>(hidden_in.begin(), hidden_in.end()), ", ")));
  }
  findings.ok(fmt::format("{}, none above {}%", count_of(all, "sequence"), subject.limits.sequence_percent),
              Object{{"sequences", all}});
}

}  // namespace admctl::health
