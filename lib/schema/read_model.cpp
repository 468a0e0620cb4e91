#include <array>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/schema/model.hpp"

namespace admctl::schema {
namespace {

// Each yields kind, name and definition of objects in schema $1, those of extensions aside. `%own%` stands for
// the test of an object's owner.
constexpr std::array<std::string_view, 7> queries{
    // Constraints that are no keys, and those that were never proven.
    "SELECT CASE k.contype WHEN 'c' THEN 'check' WHEN 'x' THEN 'exclusion' ELSE 'unproven foreign key' END, "
    "c.relname || '.' || k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint AS k JOIN pg_class AS c "
    "ON c.oid = k.conrelid WHERE c.relnamespace = $1::regnamespace AND (k.contype IN ('c', 'x') OR (k.contype "
    "= 'f' "
    "AND NOT k.convalidated)) AND k.coninhcount = 0",
    // Columns that the server fills.
    "SELECT CASE WHEN a.attidentity <> '' THEN 'identity' ELSE 'generated' END, c.relname || '.' || a.attname, "
    "CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' ELSE 'stored' END "
    "FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid WHERE c.relnamespace = $1::regnamespace "
    "AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND (a.attidentity <> '' "
    "OR a.attgenerated <> '')",
    // Views, sequences that belong to no column, how tables are partitioned, row security.
    "SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'sequence' END, "
    "c.relname, "
    "CASE c.relkind WHEN 'S' THEN '' ELSE pg_get_viewdef(c.oid) END FROM pg_class AS c "
    "WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('v', 'm', 'S') AND NOT EXISTS (SELECT FROM "
    "pg_depend "
    "AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'a', 'i') "
    "AND (c.relkind = 'S' OR d.deptype = 'e'))",
    "SELECT v.kind, c.relname, v.definition FROM pg_class AS c CROSS JOIN LATERAL (VALUES ('partitioning', "
    "CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END), ('row security', CASE WHEN "
    "c.relforcerowsecurity "
    "THEN 'forced' WHEN c.relrowsecurity THEN 'on' END)) AS v (kind, definition) "
    "WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND v.definition IS NOT NULL",
    "SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, p.proname || '(' || "
    "pg_get_function_identity_arguments(p.oid) || ')', pg_get_functiondef(p.oid) FROM pg_proc AS p "
    "WHERE p.pronamespace = $1::regnamespace AND p.prokind IN ('f', 'p') AND NOT EXISTS (SELECT FROM pg_depend "
    "AS d "
    "WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')",
    "SELECT 'trigger', c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'D' "
    "THEN ' (disabled)' ELSE '' END FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid "
    "WHERE c.relnamespace = $1::regnamespace AND NOT t.tgisinternal "
    "UNION ALL SELECT 'policy', c.relname || '.' || p.polname, concat_ws(' ', p.polcmd, CASE WHEN "
    "p.polpermissive "
    "THEN 'permissive' ELSE 'restrictive' END, 'using ' || pg_get_expr(p.polqual, p.polrelid), 'with check ' "
    "|| "
    "pg_get_expr(p.polwithcheck, p.polrelid)) FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid "
    "WHERE c.relnamespace = $1::regnamespace",
    // Indexes of which the columns do not tell all, without their names, and invalid ones.
    "SELECT CASE WHEN i.indisvalid THEN 'index definition' ELSE 'invalid index' END, c.relname || "
    "CASE WHEN i.indisvalid THEN ' ' || regexp_replace(pg_get_indexdef(x.oid), '^.* USING ', '') ELSE '.' || "
    "x.relname END, CASE WHEN i.indisunique THEN 'unique' ELSE '' END FROM pg_index AS i JOIN pg_class AS x "
    "ON x.oid = i.indexrelid JOIN pg_class AS c ON c.oid = i.indrelid JOIN pg_am AS m ON m.oid = x.relam "
    "WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p', 'm') AND (NOT i.indisvalid "
    "OR i.indpred IS NOT NULL OR i.indexprs IS NOT NULL OR m.amname <> 'btree' OR i.indnatts > i.indnkeyatts)",
};

// In one line, whatever the blanks were.
std::string in_one_line(std::string_view text) {
  std::string out;
  for (const char c : trim(text)) {
    const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!blank) out += c;
    if (blank && !out.ends_with(' ')) out += ' ';
  }
  return out;
}

}  // namespace

Model read_model(pg::Transaction& tx, std::string_view schema) {
  Model model{pg::read_catalog(tx, schema), {}, true};
  std::string all;
  for (const auto query : queries) all += (all.empty() ? "" : " UNION ALL ") + fmt::format("({})", query);
  const auto rows = tx.query(
      fmt::format(
          "SELECT * FROM ({}) AS o (kind, name, definition) ORDER BY kind COLLATE \"C\", name COLLATE \"C\", "
          "definition COLLATE \"C\"",
          all),
      {pg::quote(schema)});
  for (const auto row : rows) {
    model.others.push_back({std::string{row.text(0)}, std::string{row.text(1)}, in_one_line(row.text(2))});
  }
  return model;
}

}  // namespace admctl::schema
