#include "lib/schema/table_description.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::schema {
namespace {

// $1 is the schema, $2 the table.
constexpr std::string_view own =
    "(SELECT c.oid FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 "
    "AND c.relname = $2)";

constexpr std::string_view columns_query = R"(
  SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
         CASE WHEN a.attidentity <> '' THEN 'identity' WHEN a.attgenerated <> '' THEN 'generated: ' ELSE '' END
           || coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS initial,
         coalesce(col_description(a.attrelid, a.attnum), '') AS comment
  FROM pg_attribute AS a
  LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = {} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)";

constexpr std::string_view indexes_query = R"(
  SELECT x.relname, CASE WHEN NOT i.indisvalid THEN 'invalid' WHEN i.indisprimary THEN 'primary key'
                         WHEN i.indisunique THEN 'unique' ELSE 'index' END AS what,
         regexp_replace(pg_get_indexdef(x.oid), '^.* USING ', '') AS definition,
         pg_relation_size(x.oid) AS bytes, pg_stat_get_numscans(x.oid) AS scans
  FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid
  WHERE i.indrelid = {} ORDER BY i.indisprimary DESC, i.indisunique DESC, x.relname)";

// `here` is the end at this table; the other one is named as seen from the search_path.
constexpr std::string_view keys_query = R"(
  SELECT k.conname, k.{1}::regclass::text AS other,
         (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY p.nr) FROM unnest(k.conkey) WITH ORDINALITY AS p (num, nr)
          JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = p.num) AS columns,
         (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY p.nr) FROM unnest(k.confkey) WITH ORDINALITY AS p (num, nr)
          JOIN pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = p.num) AS others,
         concat_ws(' ', CASE k.confdeltype WHEN 'c' THEN 'ON DELETE CASCADE' WHEN 'n' THEN 'ON DELETE SET NULL'
                                           WHEN 'd' THEN 'ON DELETE SET DEFAULT' WHEN 'r' THEN 'ON DELETE RESTRICT' END,
                        CASE k.confupdtype WHEN 'c' THEN 'ON UPDATE CASCADE' WHEN 'n' THEN 'ON UPDATE SET NULL'
                                           WHEN 'd' THEN 'ON UPDATE SET DEFAULT' WHEN 'r' THEN 'ON UPDATE RESTRICT' END,
                        CASE WHEN k.condeferrable THEN 'DEFERRABLE' END) AS rule,
         k.convalidated
  FROM pg_constraint AS k WHERE k.contype = 'f' AND k.{0} = {2} ORDER BY k.{1}::regclass::text COLLATE "C", k.conname COLLATE "C")";

std::string of(std::string_view text) { return fmt::format(fmt::runtime(text), own); }

std::vector<DescribedKey> read_keys(pg::Transaction& tx, const pg::Params& table, std::string_view here,
                                    std::string_view there) {
  std::vector<DescribedKey> out;
  for (const auto row : tx.query(fmt::format(fmt::runtime(keys_query), here, there, own), table)) {
    out.push_back({std::string{row.text("conname")}, std::string{row.text("other")},
                   std::string{row.text("columns")}, std::string{row.text("others")},
                   std::string{row.text("rule")}, row.boolean("convalidated")});
  }
  return out;
}

std::vector<NamedText> read_named(pg::Transaction& tx, const pg::Params& table, std::string_view query) {
  std::vector<NamedText> out;
  for (const auto row : tx.query(of(query), table))
    out.push_back({std::string{row.text(0)}, std::string{row.text(1)}});
  return out;
}

void read_objects(pg::Transaction& tx, const pg::Params& params, TableDescription& out) {
  out.constraints = read_named(tx, params,
                               "SELECT k.conname, pg_get_constraintdef(k.oid, true) FROM pg_constraint AS k "
                               "WHERE k.conrelid = {} AND k.contype IN ('c', 'x') ORDER BY 1");
  out.triggers = read_named(
      tx, params,
      "SELECT t.tgname, regexp_replace(pg_get_triggerdef(t.oid, true), '^CREATE .*TRIGGER \\S+ ', '') || CASE "
      "t.tgenabled WHEN 'D' THEN ' (disabled)' ELSE '' END FROM pg_trigger AS t WHERE t.tgrelid = {} AND NOT "
      "t.tgisinternal ORDER BY 1");
  out.policies = read_named(
      tx, params,
      "SELECT p.polname, concat_ws(' ', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' "
      "THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END, 'USING (' || pg_get_expr(p.polqual, p.polrelid) || "
      "')', "
      "'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') FROM pg_policy AS p WHERE p.polrelid "
      "= "
      "{} "
      "ORDER BY 1");
}

}  // namespace

TableDescription describe_table(pg::Transaction& tx, std::string_view schema, const pg::Catalog& catalog,
                                const pg::CatalogTable& table) {
  const pg::Params params{std::string{schema}, table.name};
  TableDescription out;
  out.name = table.name;
  out.facts = read_table_facts(tx, schema)[table.name];
  const auto about = tx.query(of("SELECT pg_get_userbyid(c.relowner) AS owner, CASE WHEN c.relforcerowsecurity "
                                 "THEN 'forced' WHEN c.relrowsecurity THEN 'on' ELSE '' END AS security "
                                 "FROM pg_class AS c WHERE c.oid = {}"),
                              params);
  out.owner = about.front().text("owner");
  out.row_security = about.front().text("security");
  for (const auto row : tx.query(of(columns_query), params)) {
    out.columns.push_back({std::string{row.text("attname")}, std::string{row.text("type")},
                           row.boolean("nullable"), std::string{row.text("initial")},
                           std::string{row.text("comment")}});
  }
  for (const auto row : tx.query(of(indexes_query), params)) {
    out.indexes.push_back({std::string{row.text("relname")}, std::string{row.text("what")},
                           std::string{row.text("definition")}, row.integer("bytes"), row.integer("scans")});
  }
  out.keys_out = read_keys(tx, params, "conrelid", "confrelid");
  out.keys_in = read_keys(tx, params, "confrelid", "conrelid");
  read_objects(tx, params, out);
  for (const auto& each : catalog.enums) {
    const bool used = std::ranges::any_of(table.columns, [&](const pg::CatalogColumn& column) {
      const auto base = column.type.substr(0, column.type.find("[]"));
      return base == each.name || base == pg::quote(each.name);
    });
    if (used) out.enums.push_back(each);
  }
  return out;
}

}  // namespace admctl::schema
