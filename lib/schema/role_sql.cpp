#include "lib/schema/role_sql.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/ledger_schema.hpp"

namespace admctl::schema {
namespace {

constexpr std::string_view ledger = "admctl";

// What only the live database knows.
struct Live {
  pg::Catalog catalog;
  std::string database;
  std::map<std::string, std::vector<std::string>> sequences;  // by table: what its defaults draw from, quoted
  std::vector<std::string> guarded;                           // tables with row security
  std::vector<std::pair<std::string, bool>> owners;           // of tables, and whether that is a superuser
  std::string history_schema;                                 // empty: the history is not there yet
  std::string history_table;
};

Live read_live(pg::Transaction& tx, const std::string& schema, const std::string& history) {
  Live live{
      pg::read_catalog(tx, schema), tx.value("SELECT current_database()").value_or(""), {}, {}, {}, {}, {}};
  for (const auto row :
       tx.query("SELECT DISTINCT c.relname, s.oid::regclass::text, n.nspname, s.relname FROM "
                "pg_class AS c JOIN pg_attrdef AS d ON d.adrelid = c.oid JOIN pg_depend AS p ON "
                "p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid AND p.refclassid = "
                "'pg_class'::regclass JOIN pg_class AS s ON s.oid = p.refobjid AND s.relkind = 'S' "
                "JOIN pg_namespace AS n ON n.oid = s.relnamespace WHERE c.relnamespace = (SELECT "
                "oid FROM pg_namespace WHERE nspname = $1) ORDER BY 1, 2",
                {schema})) {
    live.sequences[std::string{row.text(0)}].push_back(pg::quote(row.text(2), row.text(3)));
  }
  for (const auto row :
       tx.query("SELECT c.relname FROM pg_class AS c WHERE c.relrowsecurity AND c.relnamespace = "
                "(SELECT oid FROM pg_namespace WHERE nspname = $1) ORDER BY 1",
                {schema})) {
    live.guarded.emplace_back(row.text(0));
  }
  for (const auto row : tx.query(
           "SELECT DISTINCT r.rolname, r.rolsuper FROM pg_class AS c JOIN pg_roles AS r ON r.oid = c.relowner "
           "JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname IN ($1, 'admctl') AND c.relkind "
           "IN ('r', 'p') ORDER BY 1",
           {schema})) {
    live.owners.emplace_back(row.text(0), row.boolean(1));
  }
  const auto dot = history.find('.');
  const auto in = dot == std::string::npos ? schema : history.substr(0, dot);
  const auto name = dot == std::string::npos ? history : history.substr(dot + 1);
  if (tx.value(
          "SELECT 1 FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 "
          "AND c.relname = $2",
          {in, name})) {
    live.history_schema = in;
    live.history_table = name;
  }
  return live;
}

std::string columns_of(const std::set<std::string>& columns) {
  return pg::quote_list(std::vector<std::string>(columns.begin(), columns.end()));
}

// "SELECT, INSERT, UPDATE (...)": columns after the privileges on the whole table.
std::string privileges_of(const TableAccess& access) {
  std::vector<std::string> out;
  if (access.select) out.emplace_back("SELECT");
  if (access.insert) out.emplace_back("INSERT");
  if (access.remove) out.emplace_back("DELETE");
  if (!access.select_columns.empty())
    out.push_back(fmt::format("SELECT ({})", columns_of(access.select_columns)));
  if (!access.update_columns.empty())
    out.push_back(fmt::format("UPDATE ({})", columns_of(access.update_columns)));
  return join(out, ", ");
}

class RoleText {
 public:
  RoleText(const platform::Pack& pack, const Live& live, RoleKind kind, const std::string& prefix)
      : pack_{pack},
        live_{live},
        kind_{kind},
        name_{prefix + std::string{role_name(kind)}},
        role_{pg::quote(name_)} {}

  std::string text() {
    out_ = fmt::format("\n-- {}: {}\n", name_, role_purpose(kind_));
    // The name is letters, digits, _ and - alone.
    out_ += fmt::format(
        "DO $$ BEGIN\n  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{}') THEN CREATE ROLE {} NOLOGIN; "
        "END "
        "IF;\nEND $$;\n",
        name_, role_);
    const auto schema = pg::quote(pack_.schema);
    for (const auto& each : {schema, pg::quote(ledger)}) {
      out_ += fmt::format("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {};\n", each, role_);
      out_ += fmt::format("REVOKE ALL ON ALL SEQUENCES IN SCHEMA {} FROM {};\n", each, role_);
    }
    grant("CONNECT", "DATABASE " + pg::quote(live_.database));
    grant("USAGE", "SCHEMA " + schema);
    if (kind_ != RoleKind::auditor) grant("SELECT", "ALL SEQUENCES IN SCHEMA " + schema);
    platform_tables();
    history();
    ledger_tables();
    if (kind_ == RoleKind::admin) {
      monitoring();
      ownership();
    }
    return std::move(out_);
  }

 private:
  void grant(std::string_view privileges, std::string_view on) {
    out_ += fmt::format("GRANT {} ON {} TO {};\n", privileges, on, role_);
  }

  void platform_tables() {
    for (const auto& [name, access] : access_of(pack_, live_.catalog, kind_)) {
      if (name == live_.history_table && pack_.schema == live_.history_schema) continue;
      const auto table = pg::quote(pack_.schema, name);
      grant(privileges_of(access), "TABLE " + table);
      const auto sequences = live_.sequences.find(name);
      if (access.insert && sequences != live_.sequences.end()) {
        for (const auto& sequence : sequences->second) grant("USAGE", "SEQUENCE " + sequence);
      }
      if (std::ranges::find(live_.guarded, name) != live_.guarded.end()) policy(table);
    }
  }

  // Without one, row security hides every row.
  void policy(const std::string& table) {
    out_ += fmt::format("DROP POLICY IF EXISTS {0} ON {1};\n", role_, table);
    out_ += fmt::format("CREATE POLICY {0} ON {1} TO {0} USING (true) WITH CHECK (true);\n", role_, table);
  }

  void history() {
    if (live_.history_table.empty() || kind_ == RoleKind::auditor) return;
    const bool own_schema = live_.history_schema == pack_.schema || live_.history_schema == ledger;
    if (!own_schema) grant("USAGE", "SCHEMA " + pg::quote(live_.history_schema));
    if (live_.history_schema == ledger) return;
    grant(kind_ == RoleKind::admin ? "SELECT, INSERT, UPDATE, DELETE" : "SELECT",
          "TABLE " + pg::quote(live_.history_schema, live_.history_table));
  }

  void ledger_tables() {
    const auto schema = pg::quote(ledger);
    grant("USAGE", "SCHEMA " + schema);
    for (const auto use : ledger_uses(kind_)) {
      for (const auto& each : ops::ledger_grants(use)) {
        grant(each.privileges,
              each.table == "*" ? "ALL TABLES IN SCHEMA " + schema : "TABLE " + pg::quote(ledger, each.table));
      }
    }
  }

  // Only a superuser, or who has the right from one, may give it; the rest does not hang on that.
  void monitoring() {
    out_ += fmt::format(
        "-- Sessions of others, for doctor.\n"
        "DO $$ BEGIN\n  GRANT pg_monitor TO {};\nEXCEPTION WHEN insufficient_privilege THEN\n"
        "  RAISE NOTICE 'doctor needs pg_monitor for sessions of others: let a superuser grant it';\nEND $$;\n",
        role_);
  }

  void ownership() {
    out_ += "-- Migrations make tables and schemas, and alter tables, which only their owner may.\n";
    grant("CREATE", "DATABASE " + pg::quote(live_.database));
    grant("CREATE", "SCHEMA " + pg::quote(pack_.schema));
    for (const auto& [owner, is_superuser] : live_.owners) {
      if (owner == name_) continue;
      if (!is_superuser) {
        out_ += fmt::format("GRANT {} TO {};\n", pg::quote(owner), role_);
        continue;
      }
      out_ += fmt::format(
          "-- The owner {} is a superuser: membership would give everything, so it is not granted. For "
          "migrations of\n"
          "-- tables that are there, let an ordinary role own them (ALTER TABLE ... OWNER TO ...) and run this "
          "again.\n",
          pg::quote(owner));
    }
  }

  const platform::Pack& pack_;
  const Live& live_;
  RoleKind kind_;
  std::string name_;
  std::string role_;
  std::string out_;
};

void check_prefix(const std::string& prefix) {
  constexpr std::size_t longest = 50;
  const bool plain = std::ranges::all_of(
      prefix, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; });
  if (plain && prefix.size() <= longest) return;
  throw Error{code::usage,
              fmt::format("'{}' cannot begin the name of a role", prefix),
              {},
              fmt::format("use up to {} letters, digits, '_' and '-': app_", longest)};
}

}  // namespace

std::string role_sql(pg::Transaction& tx, const platform::Pack& pack, const RoleSqlOptions& options) {
  check_prefix(options.prefix);
  const auto live = read_live(tx, pack.schema, options.history);
  auto out = fmt::format(
      "-- Roles for admctl on {}, schema {}.\n"
      "-- Run it as the owner of the tables with the right to make roles: psql -v ON_ERROR_STOP=1 -f FILE\n"
      "-- Running it again, after migrations or a newer admctl, gives each role what its commands then need.\n"
      "-- People get a role by: GRANT {} TO somebody;\n"
      "BEGIN;\n",
      visible(pack.title), pg::quote(pack.schema), pg::quote(options.prefix + "reader"));
  if (const auto script = ops::ledger_script(tx); !script.empty())
    out += "\n-- What the ledger of admctl lacks in this database.\n" + script;
  for (const auto kind : all_roles) {
    const bool wanted = options.roles.empty() || std::ranges::find(options.roles, kind) != options.roles.end();
    if (wanted) out += RoleText{pack, live, kind, options.prefix}.text();
  }
  return out + "\nCOMMIT;\n";
}

}  // namespace admctl::schema
