#include "lib/seed/key_rebuild.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/loading.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/copy.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::seed {
namespace {

// The oids of the tables named in $2 of the schema $1.
constexpr std::string_view tables_query =
    "(SELECT c.oid FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
    "WHERE n.nspname = $1 AND c.relname = ANY($2))";

constexpr std::string_view obstacle_query = R"(
  SELECT CASE
      WHEN c.relkind <> 'r' OR c.relispartition OR c.relhassubclass
        OR EXISTS (SELECT FROM pg_catalog.pg_inherits AS h WHERE h.inhrelid = c.oid)
        THEN format('%L is partitioned or inherits', c.relname)
      ELSE format('the role does not own %L', c.relname) END AS why
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = ANY($2)
    AND (c.relkind <> 'r' OR c.relispartition OR c.relhassubclass OR NOT pg_has_role(c.relowner, 'USAGE')
      OR NOT has_schema_privilege(n.oid, 'CREATE')
      OR EXISTS (SELECT FROM pg_catalog.pg_inherits AS h WHERE h.inhrelid = c.oid))
  ORDER BY c.relname LIMIT 1)";

// Validated, enforced on every row, with nothing depending on them, and with the right to make them again.
constexpr std::string_view foreign_keys_query = R"(
  SELECT k.oid, c.relname, format('%I.%I', n.nspname, c.relname) AS place, quote_ident(k.conname) AS name,
         pg_get_constraintdef(k.oid) AS definition, obj_description(k.oid, 'pg_constraint') AS comment
  FROM pg_catalog.pg_constraint AS k JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class AS p ON p.oid = k.confrelid
  WHERE k.contype = 'f' AND k.conrelid IN {} AND k.convalidated AND k.conparentid = 0
    AND (pg_has_role(p.relowner, 'USAGE') OR has_table_privilege(p.oid, 'REFERENCES'))
    AND has_schema_privilege(p.relnamespace, 'USAGE')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS t WHERE t.tgconstraint = k.oid AND t.tgenabled <> 'O')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.refclassid = 'pg_constraint'::regclass AND d.refobjid = k.oid AND d.deptype <> 'i')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_constraint'::regclass AND d.objid = k.oid AND d.deptype = 'e')
  ORDER BY c.relname, k.conname)";

// $3: the foreign keys that are dropped; nothing else may depend on the index or its constraint.
constexpr std::string_view indexes_query = R"(
  SELECT c.relname, format('%I.%I', n.nspname, c.relname) AS place, quote_ident(x.relname) AS name,
         format('%I.%I', n.nspname, x.relname) AS index_place, k.oid IS NOT NULL AS is_constraint,
         CASE WHEN k.oid IS NULL THEN pg_get_indexdef(x.oid) ELSE pg_get_constraintdef(k.oid) END AS definition,
         obj_description(k.oid, 'pg_constraint') AS comment, obj_description(x.oid, 'pg_class') AS index_comment
  FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_constraint AS k ON k.conindid = x.oid AND k.conrelid = c.oid AND k.contype <> 'f'
  WHERE i.indrelid IN {} AND i.indisvalid AND i.indisready AND i.indislive AND NOT i.indisclustered
    AND NOT i.indisreplident AND x.reltablespace = 0 AND x.relowner = c.relowner
    AND (k.oid IS NULL OR k.contype IN ('p', 'u'))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = x.oid AND a.attstattarget > 0)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.deptype <> 'i' AND NOT (d.classid = 'pg_constraint'::regclass AND d.objid = ANY($3::oid[]))
        AND ((d.refclassid = 'pg_class'::regclass AND d.refobjid = x.oid)
          OR (d.refclassid = 'pg_constraint'::regclass AND d.refobjid = k.oid)))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.deptype = 'e'
      AND (d.classid, d.objid) IN (('pg_class'::regclass, x.oid), ('pg_constraint'::regclass, k.oid)))
  ORDER BY c.relname, k.contype = 'p' DESC NULLS LAST, x.relname)";

// Everything about keys and indexes that a dump or a planner could tell apart.
constexpr std::string_view image_query = R"(
  SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C") FROM (
    SELECT concat_ws('|', k.conrelid::regclass, k.conname, k.contype, pg_get_constraintdef(k.oid), k.convalidated,
      k.condeferrable, k.condeferred, k.conislocal, k.coninhcount, k.connoinherit,
      (SELECT relname FROM pg_catalog.pg_class WHERE oid = k.conindid), obj_description(k.oid, 'pg_constraint'),
      (SELECT string_agg(t.tgenabled::text, '' ORDER BY t.tgfoid, t.tgrelid)
        FROM pg_catalog.pg_trigger AS t WHERE t.tgconstraint = k.oid)) AS line
    FROM pg_catalog.pg_constraint AS k WHERE k.conrelid IN {0} OR k.confrelid IN {0}
    UNION ALL
    SELECT concat_ws('|', i.indrelid::regclass, pg_get_indexdef(i.indexrelid), i.indisprimary, i.indisunique,
      i.indisclustered, i.indisvalid, i.indisready, i.indisreplident, i.indimmediate, x.reltablespace, x.relowner,
      x.relpersistence, array_to_string(x.reloptions, ','), obj_description(x.oid, 'pg_class'))
    FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid WHERE i.indrelid IN {0}
    UNION ALL
    SELECT concat_ws('|', a.attrelid::regclass, a.attname, a.attnotnull)
    FROM pg_catalog.pg_attribute AS a WHERE a.attrelid IN {0} AND a.attnum > 0) AS lines)";

// Referenced by a foreign key that stays, or watched by a trigger of its own: such a table is not emptied by
// TRUNCATE.
constexpr std::string_view renewable_query = R"(
  SELECT c.relname FROM pg_catalog.pg_class AS c WHERE c.oid IN {}
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.contype = 'f' AND k.confrelid = c.oid)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS t WHERE t.tgrelid = c.oid AND t.tgtype & 32 <> 0)
  ORDER BY 1)";

std::string in_tables(std::string_view query) { return fmt::format(fmt::runtime(query), tables_query); }

}  // namespace

std::string KeyRebuild::obstacle(pg::Transaction& tx, std::string_view schema,
                                 std::span<const std::string> tables) {
  return tx.value(obstacle_query, {std::string{schema}, pg::array_text(tables)}).value_or("");
}

KeyRebuild::KeyRebuild(pg::Transaction& tx, std::string schema, std::vector<std::string> tables)
    : tx_{tx}, schema_{std::move(schema)}, tables_{std::move(tables)} {
  std::string places;
  for (const auto& table : tables_) places += (places.empty() ? "" : ", ") + pg::quote(schema_, table);
  tx_.query(fmt::format("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", places));
  before_ = image();
  read_foreign_keys();
  read_indexes();
}

std::string KeyRebuild::image() {
  return tx_.value(in_tables(image_query), {schema_, pg::array_text(tables_)}).value_or("");
}

void KeyRebuild::read_foreign_keys() {
  for (const auto row : tx_.query(in_tables(foreign_keys_query), {schema_, pg::array_text(tables_)})) {
    const auto place = row.text("place");
    const auto name = row.text("name");
    Part part;
    part.table = row.text("relname");
    part.drop = fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", place, name);
    part.create = fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {}", place, name, row.text("definition"));
    if (!row.is_null("comment")) {
      part.comment = fmt::format("COMMENT ON CONSTRAINT {} ON {} IS {}", name, place,
                                 pg::quote_literal(tx_, row.text("comment")));
    }
    dropped_oids_.emplace_back(row.text("oid"));
    foreign_keys_.push_back(std::move(part));
  }
}

void KeyRebuild::read_indexes() {
  const pg::Params params{schema_, pg::array_text(tables_), pg::array_text(dropped_oids_)};
  for (const auto row : tx_.query(in_tables(indexes_query), params)) {
    const auto place = row.text("place");
    const auto name = row.text("name");
    const auto index = row.text("index_place");
    Part part;
    part.table = row.text("relname");
    const auto comment_on = [&](std::string_view what, std::string_view comment) {
      part.comment += fmt::format("COMMENT ON {} IS {};", what, pg::quote_literal(tx_, comment));
    };
    if (row.boolean("is_constraint")) {
      part.drop = fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", place, name);
      part.create = fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {}", place, name, row.text("definition"));
      if (!row.is_null("comment"))
        comment_on(fmt::format("CONSTRAINT {} ON {}", name, place), row.text("comment"));
    } else {
      part.drop = fmt::format("DROP INDEX {}", index);
      part.create = row.text("definition");
    }
    if (!row.is_null("index_comment")) comment_on(fmt::format("INDEX {}", index), row.text("index_comment"));
    indexes_.push_back(std::move(part));
  }
}

void KeyRebuild::drop() {
  std::string script;
  for (const auto* parts : {&foreign_keys_, &indexes_}) {
    for (const auto& part : *parts) script += part.drop + ";\n";
  }
  if (!script.empty()) tx_.script(script);
}

std::vector<std::string> KeyRebuild::renew(std::span<const std::string> empty) {
  std::vector<std::string> renewed;
  std::string places;
  for (const auto row : tx_.query(in_tables(renewable_query), {schema_, pg::array_text(empty)})) {
    renewed.emplace_back(row.text(0));
    places += (places.empty() ? "" : ", ") + pg::quote(schema_, renewed.back());
  }
  if (!renewed.empty()) tx_.query(fmt::format("TRUNCATE ONLY {}", places));
  return renewed;
}

void KeyRebuild::build(const Part& part) {
  tx_.query(part.create);
  if (!part.comment.empty()) tx_.script(part.comment);
}

void KeyRebuild::restore_indexes(const Step& step) {
  // A key that stayed may have put its checks off; tables with such checks to come cannot be altered.
  tx_.query("SET CONSTRAINTS ALL IMMEDIATE");
  for (const auto& part : indexes_) {
    step(part.table, false);
    build(part);
  }
}

void KeyRebuild::restore_foreign_keys(const Step& step) {
  for (const auto& part : foreign_keys_) {
    step(part.table, true);
    build(part);
  }
  if (image() == before_) return;
  throw Error{code::keys_not_restored,
              "keys and indexes would not be as they were before: nothing was written",
              {},
              "load with --strategy in-place, and please report this with the definitions of the tables"};
}

}  // namespace admctl::seed
