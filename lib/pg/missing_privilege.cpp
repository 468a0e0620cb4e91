#include "lib/pg/missing_privilege.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/text.hpp"

namespace admctl::pg {
namespace {

// Relations of that name, with what the role of this session may do with them.
constexpr std::string_view relation_query = R"(
  SELECT n.nspname, c.relname, current_user AS role, pg_get_userbyid(c.relowner) AS owner,
         has_table_privilege(c.oid, 'SELECT') AS may_select, has_table_privilege(c.oid, 'INSERT') AS may_insert,
         has_table_privilege(c.oid, 'UPDATE') AS may_update, has_table_privilege(c.oid, 'DELETE') AS may_delete,
         has_table_privilege(c.oid, 'TRUNCATE') AS may_truncate,
         ARRAY(SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0
               AND NOT a.attisdropped AND NOT has_column_privilege(c.oid, a.attnum, 'UPDATE')
               AND has_any_column_privilege(c.oid, 'UPDATE')
               AND strpos($2, quote_ident(a.attname)) > 0)::text[] AS columns
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  ORDER BY strpos($2, format('"%s"."%s"', n.nspname, c.relname)) = 0, strpos($2, n.nspname || '.' || c.relname) = 0,
           NOT pg_table_is_visible(c.oid), n.nspname
  LIMIT 1)";

// The statement inside a function that was refused, when it was one.
std::string_view inner_statement(std::string_view sql, const ServerError& fields) {
  constexpr std::string_view begin = "SQL statement \"";
  const std::string_view context = fields.context;
  const auto at = context.find(begin);
  if (at == std::string_view::npos) return sql;
  const auto end = context.rfind('"');
  return context.substr(at + begin.size(), end - at - begin.size());
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

// Whether the relation stands behind `words`: "UPDATE" in `UPDATE "public"."deals" AS t`.
bool stands_behind(std::string_view sql, std::string_view words, std::string_view relation) {
  for (auto at = sql.find(words); at != std::string_view::npos; at = sql.find(words, at + 1)) {
    auto rest = sql.substr(at + words.size());
    const auto end = rest.find_first_not_of(" \n");
    if (end == 0 || end == std::string_view::npos) continue;
    rest.remove_prefix(end);
    if (rest.starts_with("ONLY ")) rest.remove_prefix(5);
    // Up to two names with a dot between them.
    for (int part = 0; part < 2; ++part) {
      const bool quoted = rest.starts_with('"');
      if (quoted) rest.remove_prefix(1);
      std::size_t length = 0;
      while (length < rest.size() && (quoted ? rest[length] != '"' : is_name_char(rest[length]))) ++length;
      const auto name = rest.substr(0, length);
      rest.remove_prefix(std::min(rest.size(), length + (quoted ? 1 : 0)));
      const bool goes_on = rest.starts_with('.');
      if (!goes_on && name == relation) return true;
      if (!goes_on) break;
      rest.remove_prefix(1);
    }
  }
  return false;
}

SqlError rewritten(const SqlError& error, std::string message, std::string hint) {
  auto fields = error.fields();
  fields.detail = fields.detail.empty() ? fields.message : fields.message + '\n' + fields.detail;
  fields.message = std::move(message);
  fields.hint = std::move(hint);
  return SqlError{code::no_privilege, std::move(fields)};
}

constexpr std::string_view for_all = "; 'admctl schema grants' prints roles with all that a job needs";

SqlError of_relation(Transaction& tx, const SqlError& error, std::string_view sql,
                     const RefusedObject& object) {
  const auto rows = tx.query(relation_query, {object.name, std::string{sql}});
  if (rows.empty()) return error;
  const auto row = rows.front();
  const auto relation = quote(row.text("nspname"), row.text("relname"));
  const auto role = quote(row.text("role"));
  if (object.kind == "owner") {
    return rewritten(
        error, fmt::format("role {} does not own table {}", role, relation),
        fmt::format("let its owner grant membership: GRANT {} TO {}", quote(row.text("owner")), role));
  }
  if (object.kind == "policy") {
    return rewritten(
        error, fmt::format("row security of table {} refuses the row to role {}", relation, role),
        fmt::format("let the owner make a policy: CREATE POLICY {0} ON {1} TO {0} USING (true) WITH "
                    "CHECK (true){2}",
                    role, relation, for_all));
  }
  std::vector<std::string> missing;
  for (const auto& privilege : privileges_needed(sql, object.name)) {
    if (row.boolean("may_" + to_lower(privilege))) continue;
    const auto columns = row.text("columns");
    const auto only = privilege == "UPDATE" && columns.size() > 2 ? columns.substr(1, columns.size() - 2) : "";
    if (only.empty()) {
      missing.push_back(privilege);
      continue;
    }
    std::vector<std::string> names;
    for (auto name : split(only, ',')) {
      std::erase(name, '"');
      names.push_back(std::move(name));
    }
    missing.push_back(fmt::format("UPDATE ({})", quote_list(names)));
  }
  // What is needed is there, but not on every column.
  if (missing.empty()) missing.emplace_back("SELECT");
  const auto list = join(missing, ", ");
  return rewritten(
      error, fmt::format("role {} lacks {} on table {}", role, list, relation),
      fmt::format("let the owner run: GRANT {} ON TABLE {} TO {}{}", list, relation, role, for_all));
}

SqlError of_other(Transaction& tx, const SqlError& error, std::string_view sql, const RefusedObject& object) {
  static constexpr std::array<std::array<std::string_view, 3>, 4> usual{{{"schema", "USAGE", "SCHEMA"},
                                                                         {"sequence", "USAGE", "SEQUENCE"},
                                                                         {"function", "EXECUTE", "FUNCTION"},
                                                                         {"database", "CREATE", "DATABASE"}}};
  const auto* found = std::ranges::find(usual, object.kind, [](const auto& entry) { return entry[0]; });
  if (found == usual.end()) return error;
  const auto role = quote(tx.role());
  std::string privilege{(*found)[1]};
  if (object.kind == "schema") {
    const auto uses = tx.value("SELECT has_schema_privilege($1, 'USAGE')", {object.name});
    if (uses == "t") privilege = "CREATE";
    if (uses == "f" && sql.find("CREATE ") != std::string_view::npos) privilege = "USAGE, CREATE";
  }
  const auto name = object.kind == "function" ? object.name : quote(object.name);
  return rewritten(
      error, fmt::format("role {} lacks {} on {} {}", role, privilege, object.kind, name),
      fmt::format("let the owner run: GRANT {} ON {} {} TO {}{}", privilege, (*found)[2], name, role, for_all));
}

}  // namespace

std::optional<RefusedObject> refused_object(std::string_view message) {
  const auto behind = [&](std::string_view words) -> std::optional<std::string> {
    const auto at = message.find(words);
    if (at == std::string_view::npos) return std::nullopt;
    auto name = trim(message.substr(at + words.size()));
    if (name.size() > 1 && name.starts_with('"') && name.ends_with('"')) name = name.substr(1, name.size() - 2);
    return std::string{name};
  };
  for (const std::string_view kind : {"table", "view", "materialized view", "foreign table", "relation"}) {
    if (auto name = behind(fmt::format("permission denied for {} ", kind)))
      return RefusedObject{"table", *name};
    if (auto name = behind(fmt::format("must be owner of {} ", kind))) return RefusedObject{"owner", *name};
  }
  if (auto name = behind("violates row-level security policy for table "))
    return RefusedObject{"policy", *name};
  for (const std::string_view kind : {"schema", "sequence", "function", "database"}) {
    if (auto name = behind(fmt::format("permission denied for {} ", kind)))
      return RefusedObject{std::string{kind}, *name};
  }
  return std::nullopt;
}

std::vector<std::string> privileges_needed(std::string_view sql, std::string_view relation) {
  const bool copies = sql.find("FROM STDIN") != std::string_view::npos && stands_behind(sql, "COPY", relation);
  const bool inserts = copies || stands_behind(sql, "INSERT INTO", relation);
  const bool updates = stands_behind(sql, "UPDATE", relation);
  const bool removes = stands_behind(sql, "DELETE FROM", relation);
  const bool truncates =
      stands_behind(sql, "TRUNCATE", relation) || stands_behind(sql, "TRUNCATE TABLE", relation);
  const bool writes = inserts || updates || removes || truncates;
  const bool reads = !writes || sql.find("RETURNING") != std::string_view::npos || updates || removes ||
                     stands_behind(sql, "FROM", relation) || stands_behind(sql, "JOIN", relation);
  const bool locks = !writes && (sql.find("FOR UPDATE") != std::string_view::npos ||
                                 sql.find("FOR NO KEY UPDATE") != std::string_view::npos ||
                                 sql.find("FOR SHARE") != std::string_view::npos);
  std::vector<std::string> out;
  if (reads && !truncates) out.emplace_back("SELECT");
  if (inserts) out.emplace_back("INSERT");
  if (updates || locks) out.emplace_back("UPDATE");
  if (removes) out.emplace_back("DELETE");
  if (truncates) out.emplace_back("TRUNCATE");
  return out;
}

SqlError explain_refusal(const Session& session, std::string_view sql, const SqlError& error) {
  try {
    const auto object = refused_object(error.fields().message);
    if (!object) return error;
    auto other = session.open_another("admctl privileges");
    Transaction tx{other, Transaction::Options::snapshot()};
    const auto statement = inner_statement(sql, error.fields());
    const bool relation = object->kind == "table" || object->kind == "owner" || object->kind == "policy";
    return relation ? of_relation(tx, error, statement, *object) : of_other(tx, error, statement, *object);
  } catch (const Error&) {
    // What the server said is enough when it does not say more.
    return error;
  }
}

}  // namespace admctl::pg
