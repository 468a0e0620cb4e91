#include "lib/seed/category_references.hpp"

#include <algorithm>
#include <set>
#include <span>

#include <fmt/format.h>

#include "lib/core/codes/migration.hpp"
#include "lib/core/codes/seeding.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::seed {
namespace {

using platform::CategoryMapping;
using platform::ColumnName;

struct ForeignKey {
  std::string schema;
  std::string table;
  std::vector<std::string> columns;
  std::vector<std::string> targets;  // columns of the taxonomy's table
};

std::vector<std::string> names_in(std::string_view json) {
  std::vector<std::string> names;
  const auto list = parse_json(json);
  if (const auto* items = list.as_array()) {
    for (const auto& item : *items) names.push_back(item.string_or(""));
  }
  return names;
}

std::vector<ForeignKey> foreign_keys_to(pg::Transaction& tx, const std::string& schema,
                                        const std::string& table) {
  const auto columns = [](std::string_view relation, std::string_view numbers) {
    return fmt::format(
        "(SELECT jsonb_agg(a.attname ORDER BY k.place) FROM unnest({1}) WITH ORDINALITY AS k (number, place) "
        "JOIN pg_attribute AS a ON a.attrelid = {0} AND a.attnum = k.number)",
        relation, numbers);
  };
  const auto rows = tx.query(
      fmt::format("SELECT n.nspname, c.relname, {}, {} FROM pg_constraint AS f JOIN pg_class AS c ON c.oid = "
                  "f.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_class AS t ON t.oid = "
                  "f.confrelid JOIN pg_namespace AS tn ON tn.oid = t.relnamespace WHERE f.contype = 'f' AND "
                  "f.conparentid = 0 AND tn.nspname = $1 AND t.relname = $2 ORDER BY 1, 2, f.conname",
                  columns("f.conrelid", "f.conkey"), columns("f.confrelid", "f.confkey")),
      {schema, table});
  std::vector<ForeignKey> keys;
  for (const auto row : rows) {
    keys.push_back(
        {std::string{row.text(0)}, std::string{row.text(1)}, names_in(row.text(2)), names_in(row.text(3))});
  }
  return keys;
}

std::vector<std::string> primary_key_of(pg::Transaction& tx, const std::string& schema,
                                        const std::string& table) {
  const auto list = tx.value(
      "SELECT jsonb_agg(a.attname ORDER BY k.place) FROM pg_index AS i JOIN pg_class AS c ON c.oid = "
      "i.indrelid "
      "JOIN pg_namespace AS n ON n.oid = c.relnamespace CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS "
      "k "
      "(number, place) JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number WHERE "
      "i.indisprimary "
      "AND n.nspname = $1 AND c.relname = $2",
      {schema, table});
  return list ? names_in(*list) : std::vector<std::string>{};
}

// SQL text: what people call a row `x` of the table.
std::string row_name(pg::Transaction& tx, const platform::Pack& pack, const std::string& schema,
                     const std::string& table, pg::Params& params) {
  if (const auto* kind = pack.kind_of_table(table); kind && schema == pack.schema) {
    return fmt::format("{}::text || x.{}::text", pg::bind(params, kind->name + "/"),
                       pg::quote(kind->label.value_or(kind->key)));
  }
  std::string parts;
  for (const auto& column : primary_key_of(tx, schema, table))
    parts += fmt::format("{}x.{}::text", parts.empty() ? "" : ", ", pg::quote(column));
  return parts.empty() ? "x.ctid::text" : fmt::format("concat_ws(', ', {})", parts);
}

// The rows of a query of (slug, count, [examples]).
void add_uses(pg::Transaction& tx, const std::string& sql, const pg::Params& params, const std::string& column,
              std::vector<CategoryUse>& uses) {
  for (const auto row : tx.query(sql, params)) {
    uses.push_back(
        {std::string{row.text(0)}, column, static_cast<std::size_t>(row.integer(1)), names_in(row.text(2))});
  }
}

// Rows are counted by their key; what is said of them goes by the natural key.
class UseSearch {
 public:
  UseSearch(pg::Transaction& tx, const platform::Pack& pack, const CategoryMapping& mapping,
            const std::vector<const LiveCategory*>& rows)
      : tx_{tx}, pack_{pack}, mapping_{mapping} {
    for (const auto* row : rows) {
      keys_.push_back(row->key);
      slugs_.push_back(row->slug);
    }
  }

  std::vector<CategoryUse> run() {
    const auto dot = mapping_.table.find('.');
    const auto schema = mapping_.is_native() ? mapping_.table.substr(0, dot) : pack_.schema;
    const auto table = mapping_.is_native() ? mapping_.table.substr(dot + 1) : mapping_.table;
    bool parent_is_key = false;
    for (const auto& key : foreign_keys_to(tx_, schema, table)) {
      parent_is_key = parent_is_key || (key.table == table && key.schema == schema &&
                                        key.columns == std::vector<std::string>{mapping_.parent});
      search(schema, table, key);
    }
    if (!mapping_.parent.empty() && !parent_is_key)
      search(schema, table, {schema, table, {mapping_.parent}, {mapping_.key}});
    for (const auto& reference : mapping_.references) search(reference);
    std::ranges::stable_sort(uses_, {}, &CategoryUse::slug);
    return std::move(uses_);
  }

 private:
  void search(const std::string& schema, const std::string& table, const ForeignKey& key) {
    pg::Params params{pg::array_text(keys_), pg::array_text(slugs_)};
    std::string joined;
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
      joined += fmt::format("{}x.{} = t.{}", i == 0 ? "" : " AND ", pg::quote(key.columns[i]),
                            pg::quote(key.targets[i]));
    }
    const bool within = key.schema == schema && key.table == table;
    const auto own = fmt::format("x.{}::text", pg::quote(mapping_.key));
    const auto shown = within ? own_name(own) : row_name(tx_, pack_, key.schema, key.table, params);
    const auto sql = fmt::format(
        "SELECT k.slug, count(*), to_jsonb((array_agg({0} ORDER BY {0}))[1:3]) FROM unnest($1::text[], "
        "$2::text[]) AS k (key, slug) JOIN {1} AS t ON t.{2}::text = k.key JOIN {3} AS x ON {4}{5} GROUP BY "
        "k.slug "
        "ORDER BY k.slug",
        shown, pg::quote(schema, table), pg::quote(mapping_.key), pg::quote(key.schema, key.table), joined,
        within ? fmt::format(" WHERE {} <> ALL ($1::text[])", own) : "");
    add_uses(tx_, sql, params, key.table + "." + join(key.columns, ", "), uses_);
  }

  // SQL text: the natural key of a row of the taxonomy itself, where one column has it.
  std::string own_name(const std::string& key) const {
    if (mapping_.slug.size() > 1) return key;
    return fmt::format("x.{}::text", pg::quote(mapping_.is_native() ? "slug" : mapping_.slug.front()));
  }

  void search(const ColumnName& reference);

  pg::Transaction& tx_;
  const platform::Pack& pack_;
  const CategoryMapping& mapping_;
  std::vector<std::string> keys_;
  std::vector<std::string> slugs_;
  std::vector<CategoryUse> uses_;
};

// How a column without a foreign key holds natural keys.
enum class Form { text, list, json };

Form form_of(pg::Transaction& tx, const platform::Pack& pack, const ColumnName& reference) {
  const auto type = tx.value(
      "SELECT CASE WHEN t.typcategory = 'A' THEN 'list' WHEN t.typname = 'jsonb' THEN 'json' ELSE 'text' END "
      "FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid JOIN pg_class AS c ON c.oid = a.attrelid "
      "JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2 AND a.attname "
      "= "
      "$3 AND NOT a.attisdropped",
      {pack.schema, reference.table, reference.column});
  if (!type) {
    throw Error{code::schema_missing,
                fmt::format("the database has no column {}.{}", reference.table, reference.column),
                "the pack's categories name it among their references",
                "is a migration missing? admctl migrate status"};
  }
  return *type == "list" ? Form::list : *type == "json" ? Form::json : Form::text;
}

// The natural keys in `x`'s column, as text[].
std::string held_keys(Form form, const std::string& column) {
  switch (form) {
    case Form::text:
      return fmt::format("ARRAY[x.{}::text]", column);
    case Form::list:
      return fmt::format("x.{}::text[]", column);
    case Form::json:
      break;
  }
  return fmt::format(
      "ARRAY(SELECT j #>> '{{}}' FROM jsonb_array_elements(CASE WHEN jsonb_typeof(x.{0}) = 'array' THEN x.{0} "
      "ELSE '[]' END) AS j WHERE jsonb_typeof(j) = 'string')",
      column);
}

// The column's value, as jsonb, with the keys of $1 (former -> new) replaced; of equals the first stays.
std::string replaced_keys(Form form, const std::string& column) {
  constexpr std::string_view list =
      "(SELECT coalesce(jsonb_agg(d.v ORDER BY d.place), '[]') FROM (SELECT DISTINCT ON (u.v) u.v, u.place "
      "FROM "
      "(SELECT {} AS v, e.place FROM {} WITH ORDINALITY AS e (s, place)) AS u ORDER BY u.v, u.place) AS d)";
  switch (form) {
    case Form::text:
      return fmt::format("$1::jsonb -> x.{}::text", column);
    case Form::list:
      return fmt::format(list, "coalesce($1::jsonb -> e.s, to_jsonb(e.s), 'null')",
                         fmt::format("unnest(x.{}::text[])", column));
    case Form::json:
      break;
  }
  return fmt::format(
      list,
      "CASE WHEN jsonb_typeof(e.s) = 'string' THEN coalesce($1::jsonb -> (e.s #>> '{}'), e.s) ELSE e.s END",
      fmt::format("jsonb_array_elements(x.{})", column));
}

void UseSearch::search(const ColumnName& reference) {
  pg::Params params{pg::array_text(slugs_)};
  const auto form = form_of(tx_, pack_, reference);
  const auto name = row_name(tx_, pack_, pack_.schema, reference.table, params);
  const auto sql = fmt::format(
      "SELECT s.slug, count(*), to_jsonb((array_agg({0} ORDER BY {0}))[1:3]) FROM {1} AS x CROSS JOIN LATERAL "
      "(SELECT DISTINCT slug FROM unnest({2}) AS u (slug)) AS s WHERE s.slug = ANY ($1::text[]) GROUP BY "
      "s.slug "
      "ORDER BY s.slug",
      name, pg::quote(pack_.schema, reference.table), held_keys(form, pg::quote(reference.column)));
  add_uses(tx_, sql, params, reference.table + "." + reference.column, uses_);
}

void rewrite(ops::Writer& writer, const ColumnName& reference,
             const std::map<std::string, std::string>& renamed, std::map<std::string, std::size_t>& counts) {
  auto& tx = writer.tx();
  const auto& pack = writer.pack();
  const auto form = form_of(tx, pack, reference);
  const auto key = primary_key_of(tx, pack.schema, reference.table);
  Object names;
  std::vector<std::string> former;
  for (const auto& [was, is] : renamed) {
    names[was] = is;
    former.push_back(was);
  }
  const auto column = pg::quote(reference.column);
  const auto held = held_keys(form, column);
  const auto table = pg::quote(pack.schema, reference.table);
  if (key.size() != 1) {
    const auto any = tx.value(fmt::format("SELECT 1 FROM {} AS x WHERE {} && $1::text[] LIMIT 1", table, held),
                              {pg::array_text(former)});
    if (!any) return;
    throw Error{code::schema_missing, fmt::format("table {} has no primary key of one column", reference.table),
                "its rows name a category that is renamed, and cannot be changed one by one"};
  }
  const auto rows = tx.query(
      fmt::format("SELECT x.{0}::text, {1}, to_jsonb({2}) FROM {3} AS x WHERE {2} && $2::text[] ORDER BY x.{0} "
                  "FOR UPDATE",
                  pg::quote(key.front()), replaced_keys(form, column), held, table),
      {to_json(names), pg::array_text(former)});
  const auto* kind = pack.kind_of_table(reference.table);
  std::vector<ops::KeyedRow> changed;
  for (const auto row : rows) {
    Object columns{{reference.column, parse_json(row.text(1))}};
    if (kind && kind->updated) columns[*kind->updated] = writer.now();
    changed.push_back({std::string{row.text(0)}, std::move(columns)});
    const auto had = names_in(row.text(2));
    for (const auto& slug : std::set<std::string>{had.begin(), had.end()}) {
      if (renamed.contains(slug)) ++counts[slug];
    }
  }
  writer.update_rows(reference.table, key.front(), changed);
}

std::string use_line(const std::string& slug, std::span<const CategoryUse> uses) {
  std::vector<std::string> parts;
  for (const auto& use : uses) {
    if (use.slug != slug) continue;
    const bool all = use.rows == use.examples.size();
    parts.push_back(fmt::format("{} in {} ({}{})", count_of(use.rows, "row"), use.column,
                                join(use.examples, ", "), all ? "" : ", ..."));
  }
  return fmt::format("{}: {}", slug, join(parts, "; "));
}

}  // namespace

std::vector<CategoryUse> uses_of(pg::Transaction& tx, const platform::Pack& pack,
                                 const CategoryMapping& mapping, const std::vector<const LiveCategory*>& rows) {
  if (rows.empty()) return {};
  return UseSearch{tx, pack, mapping, rows}.run();
}

void refuse_used(pg::Transaction& tx, const platform::Pack& pack, const CategoryMapping& mapping,
                 const std::vector<const LiveCategory*>& rows) {
  const auto uses = uses_of(tx, pack, mapping, rows);
  if (uses.empty()) return;
  std::set<std::string> used;
  for (const auto& use : uses) used.insert(use.slug);
  std::vector<std::string> lines;
  constexpr std::size_t shown = 20;
  for (const auto& slug : used) {
    if (lines.size() == shown) {
      lines.push_back(fmt::format("and {} more", used.size() - shown));
      break;
    }
    lines.push_back(use_line(slug, uses));
  }
  throw Error{
      code::category_in_use,
      used.size() == 1
          ? fmt::format("'{}' is still used and cannot be removed", *used.begin())
          : fmt::format("{} of the {} categories to remove are still used", used.size(), rows.size()),
      join(lines, "\n"),
      "let those rows name another category first, give an entry of the file 'was: NAME' to rename it, or "
      "keep it in the file"};
}

std::map<std::string, std::size_t> rewrite_references(ops::Writer& writer, const CategoryMapping& mapping,
                                                      const std::map<std::string, std::string>& renamed) {
  std::map<std::string, std::size_t> counts;
  if (renamed.empty()) return counts;
  for (const auto& reference : mapping.references) rewrite(writer, reference, renamed, counts);
  return counts;
}

}  // namespace admctl::seed
