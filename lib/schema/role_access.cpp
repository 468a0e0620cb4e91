#include "lib/schema/role_access.hpp"

#include <algorithm>
#include <cctype>

#include "lib/core/text.hpp"
#include "lib/platform/sql_uses.hpp"

namespace admctl::schema {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$'; }

class Collector {
 public:
  Collector(const platform::Pack& pack, const pg::Catalog& catalog) : pack_{pack}, catalog_{catalog} {}

  void read_records() {
    for (const auto& kind : pack_.kinds) {
      read_whole(kind.table);
      for (const auto& party : kind.parties) read_whole(party.table);
      for (const auto& related : kind.related) read_whole(related.table);
      for (const auto& source : kind.timeline) read_some(source.table);
      if (!kind.trail.event_table.empty()) read_whole(kind.trail.event_table);
    }
    for (const auto& invariant : pack_.invariants) {
      for (const auto& check : invariant.checks) read_some(check.table);
    }
    for (const auto& use : platform::sql_uses(pack_)) read_sql(use.sql);
  }

  void read_settings() {
    if (pack_.config) {
      for (const auto& store : pack_.config->stores) {
        if (store.kind != platform::ConfigStore::Kind::native) read_whole(store.table);
        for (const auto& user : store.used_by) read_some(user.table);
      }
    }
    for (const auto& mapping : pack_.categories) {
      if (!mapping.is_native()) read_whole(mapping.table);
      for (const auto& lookup : mapping.lookups) read_some(lookup.table);
      for (const auto& reference : mapping.references) read_some(reference.table);
      read_sql(mapping.where);
      for (const auto& [column, sql] : mapping.defaults) read_sql(sql);
    }
  }

  void read_trails() {
    if (pack_.audit) read_whole(pack_.audit->table);
    for (const auto& events : pack_.events) read_whole(events.table);
    for (const auto& kind : pack_.kinds) {
      if (!kind.trail.event_table.empty()) read_whole(kind.trail.event_table);
    }
  }

  // So that records are found by what people call them.
  void read_names() {
    for (const auto& kind : pack_.kinds) {
      read_column(kind.table, kind.key);
      if (kind.label) read_column(kind.table, *kind.label);
      for (const auto& name : kind.find) read_column(kind.table, name);
    }
  }

  void move_records() {
    for (const auto& kind : pack_.kinds) {
      update(kind.table, kind.state);
      if (kind.updated) update(kind.table, *kind.updated);
      if (!kind.trail.history_column.empty()) update(kind.table, kind.trail.history_column);
      if (!kind.trail.event_table.empty()) insert(kind.trail.event_table);
      // Rows that are locked with a record: a lock needs the right to change something.
      for (const auto& related : kind.related) {
        if (related.lock) lock(related.table, related.key);
      }
      for (const auto& move : kind.lifecycle.transitions) {
        set(kind.table, move.sets);
        for (const auto& input : move.inputs) {
          if (!input.of) update(kind.table, input.name);
        }
        for (const auto& each : move.writes) write(each);
      }
    }
    for (const auto& recipe : pack_.recipes) {
      const auto* kind = pack_.find_kind(recipe.kind);
      for (const auto& step : recipe.steps) {
        if (kind) set(kind->table, step.sets);
        if (step.write) write(*step.write);
      }
    }
    write_audit();
  }

  void write_settings() {
    if (pack_.config) {
      for (const auto& store : pack_.config->stores) {
        if (store.kind != platform::ConfigStore::Kind::native) change_rows(store.table);
      }
    }
    for (const auto& mapping : pack_.categories) {
      if (!mapping.is_native()) change_rows(mapping.table);
      for (const auto& reference : mapping.references) update(reference.table, reference.column);
    }
    write_audit();
  }

  void remove_audit_rows() {
    if (pack_.audit) remove(pack_.audit->table);
    for (const auto& events : pack_.events) remove(events.table);
  }

  Access finish() {
    // One column will do; one that is written anyway is the least.
    for (const auto& [table, key] : locked_) {
      if (access_[table].update_columns.empty()) update(table, key);
    }
    for (auto& [name, access] : access_) {
      if (access.select) access.select_columns.clear();
    }
    return std::move(access_);
  }

 private:
  const pg::CatalogTable* find(std::string_view name) const {
    const auto found = std::ranges::find(catalog_.tables, name, &pg::CatalogTable::name);
    return found == catalog_.tables.end() ? nullptr : &*found;
  }

  // nullptr when the database does not have it.
  TableAccess* access(const std::string& name) { return find(name) ? &access_[name] : nullptr; }

  void read_whole(const std::string& table) {
    if (auto* each = access(table)) each->select = true;
  }

  void read_column(const std::string& table, const std::string& column) {
    if (auto* each = access(table)) each->select_columns.insert(column);
  }

  // All but what nobody is to see.
  void read_some(const std::string& table) {
    const auto* known = find(table);
    if (!known) return;
    std::vector<std::string> open;
    for (const auto& column : known->columns) {
      if (!pack_.is_in_class("secret", table, column.name)) open.push_back(column.name);
    }
    if (open.size() == known->columns.size()) return read_whole(table);
    access_[table].select_columns.insert(open.begin(), open.end());
  }

  void read_sql(std::string_view sql) {
    for (const auto& table : tables_in(sql)) read_some(table);
  }

  void insert(const std::string& table) {
    if (auto* each = access(table)) each->insert = each->select = true;
  }

  void remove(const std::string& table) {
    if (auto* each = access(table)) each->remove = each->select = true;
  }

  void update(const std::string& table, const std::string& column) {
    if (auto* each = access(table)) {
      each->select = true;
      each->update_columns.insert(column);
    }
  }

  void lock(const std::string& table, const std::string& key) {
    if (access(table)) locked_.emplace(table, key);
  }

  void update_all(const std::string& table) {
    const auto* known = find(table);
    if (!known) return;
    for (const auto& column : known->columns) update(table, column.name);
  }

  void change_rows(const std::string& table) {
    insert(table);
    remove(table);
    update_all(table);
  }

  void set(const std::string& table, const platform::Expressions& columns) {
    for (const auto& [column, sql] : columns) update(table, column);
  }

  // What is written is also taken back: an undo removes what was made and makes what was removed.
  void write(const platform::RowWrite& each) {
    if (each.action == platform::RowWrite::Action::update) return set(each.table, each.set);
    insert(each.table);
    remove(each.table);
    lock(each.table, each.key);
  }

  void write_audit() {
    if (pack_.audit) insert(pack_.audit->table);
  }

  const platform::Pack& pack_;
  const pg::Catalog& catalog_;
  Access access_;
  std::map<std::string, std::string> locked_;
};

}  // namespace

std::string_view role_name(RoleKind kind) {
  switch (kind) {
    case RoleKind::reader:
      return "reader";
    case RoleKind::operator_:
      return "operator";
    case RoleKind::admin:
      return "admin";
    case RoleKind::auditor:
      return "auditor";
  }
  return {};
}

std::string_view role_purpose(RoleKind kind) {
  switch (kind) {
    case RoleKind::reader:
      return "looks: inspect, check, audit list and verify, config list and get, op list, schema, migrate "
             "status";
    case RoleKind::operator_:
      return "moves records: what a reader does, and transition, recover, op undo, plans, approvals, audit "
             "export";
    case RoleKind::admin:
      return "runs the platform: what an operator does, and config, seed categories, migrate, audit seal and "
             "archive";
    case RoleKind::auditor:
      return "watches: audit list, export, seal and verify, and the ledger; of records only what they are "
             "called";
  }
  return {};
}

Access access_of(const platform::Pack& pack, const pg::Catalog& catalog, RoleKind kind) {
  Collector collector{pack, catalog};
  collector.read_trails();
  if (kind == RoleKind::auditor) {
    collector.read_names();
    return collector.finish();
  }
  collector.read_records();
  collector.read_settings();
  if (kind == RoleKind::reader) return collector.finish();
  collector.move_records();
  if (kind == RoleKind::operator_) return collector.finish();
  collector.write_settings();
  collector.remove_audit_rows();
  return collector.finish();
}

std::vector<ops::LedgerUse> ledger_uses(RoleKind kind) {
  using ops::LedgerUse;
  switch (kind) {
    case RoleKind::reader:
      return {LedgerUse::read};
    case RoleKind::operator_:
      return {LedgerUse::read, LedgerUse::record, LedgerUse::plan};
    case RoleKind::admin:
      return {LedgerUse::read,    LedgerUse::record, LedgerUse::plan,   LedgerUse::configure,
              LedgerUse::migrate, LedgerUse::seal,   LedgerUse::archive};
    case RoleKind::auditor:
      return {LedgerUse::read, LedgerUse::record, LedgerUse::seal};
  }
  return {};
}

std::set<std::string> tables_in(std::string_view sql) {
  std::set<std::string> out;
  std::string word;
  bool is_next = false;
  bool has_name = false;
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    std::size_t end = at + 1;
    std::string token{c};
    bool quoted = false;
    if (c == '\'') {
      end = std::min(sql.size(), sql.find('\'', at + 1)) + 1;
      token = "'";
    } else if (c == '"') {
      end = std::min(sql.size(), sql.find('"', at + 1));
      token = sql.substr(at + 1, end - at - 1);
      quoted = true;
      ++end;
    } else if (is_word(c)) {
      while (end < sql.size() && is_word(sql[end])) ++end;
      token = to_lower(sql.substr(at, end - at));
    } else if (std::isspace(static_cast<unsigned char>(c))) {
      at = end;
      continue;
    }
    at = end;
    // A name, or a schema with a dot and a name behind it.
    if (is_next && has_name && token != ".") {
      out.insert(word);
      is_next = has_name = false;
    }
    if (!quoted && (token == "from" || token == "join" || token == "only")) {
      is_next = true;
      has_name = false;
    } else if (is_next && token == ".") {
      has_name = false;
    } else if (is_next && (quoted || is_word(token.front()))) {
      word = token;
      has_name = true;
    } else {
      is_next = false;
    }
  }
  if (is_next && has_name) out.insert(word);
  return out;
}

}  // namespace admctl::schema
