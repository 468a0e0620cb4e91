#include "lib/ops/pack_check.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/expression.hpp"
#include "lib/pg/catalog.hpp"
#include "lib/platform/domains.hpp"
#include "lib/platform/sql_uses.hpp"

namespace admctl::ops {
namespace {

using platform::Kind;
using platform::Severity;

class PackCheck {
 public:
  PackCheck(pg::Transaction& tx, const platform::Pack& pack)
      : tx_{tx}, pack_{pack}, catalog_{pg::read_catalog(tx, pack.schema)} {}

  std::vector<PackFinding> run() {
    for (const auto& kind : pack_.kinds) check_kind(kind);
    check_mappings();
    check_column_lists();
    for (const auto& domain : platform::read_domains(pack_.files)) {
      for (const auto& [name, purpose] : domain.tables) table("domain " + domain.title, name);
    }
    for (const auto& recipe : pack_.recipes) {
      for (const auto& step : recipe.steps) {
        if (step.write) check_write("recipe " + recipe.name, *step.write);
      }
    }
    for (const auto& scenario : pack_.scenarios) {
      for (const auto& write : scenario.writes) check_write("scenario " + scenario.name, write);
    }
    for (const auto& use : platform::sql_uses(pack_)) check_sql(use);
    return std::move(findings_);
  }

 private:
  void find(const PackRule& rule, std::string place, std::string message, std::string hint = {}) {
    findings_.push_back({rule.id, rule.severity, std::move(place), std::move(message), std::move(hint)});
  }

  const pg::CatalogTable* table(const std::string& place, const std::string& name) {
    const auto found = std::ranges::find(catalog_.tables, name, &pg::CatalogTable::name);
    if (found != catalog_.tables.end()) return &*found;
    if (missing_.insert(name).second) {
      std::vector<std::string> names;
      for (const auto& each : catalog_.tables) names.push_back(each.name);
      find(pack_rule::table_missing, place, fmt::format("there is no table '{}'", name),
           std::string{trim(did_you_mean(name, names))});
    }
    return nullptr;
  }

  static const pg::CatalogColumn* find_column(const pg::CatalogTable& table, std::string_view name) {
    const auto found = std::ranges::find(table.columns, name, &pg::CatalogColumn::name);
    return found == table.columns.end() ? nullptr : &*found;
  }

  const pg::CatalogColumn* column(const std::string& place, const std::string& table_name,
                                  const std::string& name) {
    const auto* in = table(place, table_name);
    if (!in) return nullptr;
    if (const auto* found = find_column(*in, name)) return found;
    if (missing_.insert(table_name + '.' + name).second) {
      std::vector<std::string> names;
      for (const auto& each : in->columns) names.push_back(each.name);
      find(pack_rule::column_missing, place, fmt::format("{} has no column '{}'", table_name, name),
           std::string{trim(did_you_mean(name, names))});
    }
    return nullptr;
  }

  void columns(const std::string& place, const std::string& table_name, const std::vector<std::string>& names) {
    for (const auto& name : names) column(place, table_name, name);
  }

  static bool is_unique(const pg::CatalogTable& table, const std::string& column) {
    const std::vector<std::string> alone{column};
    return table.primary_key == alone || std::ranges::any_of(table.indexes, [&](const pg::CatalogIndex& index) {
             return index.unique && !index.predicate && index.columns == alone;
           });
  }

  void check_kind(const Kind& kind) {
    const auto place = "kind " + kind.name;
    const auto* own = table(place, kind.table);
    if (!own) return;
    for (const auto* name : {&kind.key, kind.label ? &*kind.label : nullptr}) {
      if (name && column(place, kind.table, *name) && !is_unique(*own, *name)) {
        find(pack_rule::key_not_unique, place, fmt::format("{}.{} is not unique", kind.table, *name),
             "key and label name one record each");
      }
    }
    for (const auto& name : kind.find) {
      if (column(place, kind.table, name) && !is_unique(*own, name))
        find(pack_rule::name_not_unique, place, fmt::format("{}.{} is not unique", kind.table, name));
    }
    for (const auto* name : {&kind.updated, &kind.created}) {
      if (*name) column(place, kind.table, **name);
    }
    columns(place, kind.table, kind.list);
    columns(place, kind.table, kind.terms);
    check_relations(place, kind);
    check_states(place, kind);
    for (const auto& move : kind.lifecycle.transitions) {
      const auto of_move = fmt::format("{}, move to {}", place, move.to);
      for (const auto& [name, sql] : move.sets) column(of_move, kind.table, name);
      for (const auto& input : move.inputs) {
        if (!input.of) column(of_move, kind.table, input.name);
      }
      for (const auto& write : move.writes) check_write(of_move, write);
    }
  }

  void check_relations(const std::string& place, const Kind& kind) {
    for (const auto& party : kind.parties) {
      column(place, kind.table, party.column);
      column(place, party.table, party.key);
      columns(place, party.table, party.show);
      columns(place, party.table, party.find);
    }
    for (const auto& related : kind.related) {
      column(place, kind.table, related.equals);
      column(place, related.table, related.column);
      column(place, related.table, related.key);
      columns(place, related.table, related.show);
    }
    for (const auto& source : kind.timeline) {
      column(place, kind.table, source.equals);
      column(place, source.table, source.column);
    }
    if (kind.owner) column(place, kind.table, kind.owner->column);
    const auto& trail = kind.trail;
    if (!trail.history_column.empty()) column(place, kind.table, trail.history_column);
    if (!trail.event_table.empty()) check_insert(place + ", events", trail.event_table, trail.event);
  }

  void check_states(const std::string& place, const Kind& kind) {
    const auto* state = column(place, kind.table, kind.state);
    if (!state) return;
    const auto names = kind.lifecycle.state_names();
    const auto labels = std::ranges::find_if(catalog_.enums, [&](const pg::CatalogEnum& each) {
      return each.name == state->type || pg::quote(each.name) == state->type;
    });
    if (labels != catalog_.enums.end() && kind.state_reads.empty()) {
      for (const auto& name : names) {
        if (std::ranges::find(labels->labels, name) == labels->labels.end())
          find(pack_rule::state_unknown_to_enum, place,
               fmt::format("state {} is no label of {}", name, labels->name));
      }
      for (const auto& label : labels->labels) {
        if (std::ranges::find(names, label) == names.end() && !is_state_elsewhere(*labels, label))
          find(pack_rule::label_without_state, place,
               fmt::format("label {} of {} is no state", label, labels->name));
      }
    }
    check_data_states(place, kind, names);
  }

  // A type that several kinds share may have labels that are states of one of them alone.
  bool is_state_elsewhere(const pg::CatalogEnum& labels, const std::string& label) const {
    return std::ranges::any_of(pack_.kinds, [&](const Kind& kind) {
      const auto own = std::ranges::find(catalog_.tables, kind.table, &pg::CatalogTable::name);
      const auto* state = own == catalog_.tables.end() ? nullptr : find_column(*own, kind.state);
      return state && (state->type == labels.name || state->type == pg::quote(labels.name)) &&
             kind.lifecycle.find_state(label);
    });
  }

  void check_data_states(const std::string& place, const Kind& kind, const std::vector<std::string>& names) {
    attempt(place, [&] {
      const auto rows =
          tx_.query(fmt::format("SELECT {}::text, count(*) FROM {} AS r GROUP BY 1 ORDER BY 2 DESC LIMIT 1000",
                                state_sql(kind), pg::quote(pack_.schema, kind.table)));
      for (const auto row : rows) {
        if (row.is_null(0) || std::ranges::find(names, row.text(0)) != names.end()) continue;
        find(pack_rule::record_without_state, place,
             fmt::format("{} in '{}', which is no state",
                         count_of(static_cast<std::size_t>(row.integer(1)), "record is", "records are"),
                         row.text(0)));
      }
    });
  }

  void check_write(const std::string& place, const platform::RowWrite& write) {
    if (write.action == platform::RowWrite::Action::insert) {
      check_insert(place, write.table, write.set);
      return;
    }
    column(place, write.table, write.key);
    for (const auto& [name, sql] : write.set) column(place, write.table, name);
  }

  // Columns that are there, and none left out that the database wants.
  void check_insert(const std::string& place, const std::string& name, const platform::Expressions& values) {
    std::set<std::string, std::less<>> given;
    for (const auto& [column_name, sql] : values) {
      column(place, name, column_name);
      given.insert(column_name);
    }
    require_given(place, name, given);
  }

  void require_given(const std::string& place, const std::string& name,
                     const std::set<std::string, std::less<>>& given) {
    const auto* into = table(place, name);
    if (!into) return;
    for (const auto& each : into->columns) {
      if (!each.nullable && !each.default_value && !given.contains(each.name) &&
          !is_identity(name, each.name)) {
        find(pack_rule::value_missing, place,
             fmt::format("a row of {} needs a value for '{}', and none is given", name, each.name));
      }
    }
  }

  bool is_identity(const std::string& table_name, const std::string& column_name) {
    return tx_
        .value(
            "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = $2 AND "
            "attidentity <> ''",
            {pg::quote(pack_.schema, table_name), column_name})
        .has_value();
  }

  void check_categories(const std::string& place, const platform::CategoryMapping& mapping) {
    for (const auto& reference : mapping.references) column(place, reference.table, reference.column);
    if (mapping.is_native()) return;
    for (const auto& name :
         {mapping.key, mapping.parent, mapping.updated.value_or(""), mapping.order.value_or("")}) {
      if (!name.empty()) column(place, mapping.table, name);
    }
    columns(place, mapping.table, mapping.slug);
    columns(place, mapping.table, mapping.columns);
    for (const auto& [name, sql] : mapping.defaults) column(place, mapping.table, name);
    for (const auto& lookup : mapping.lookups) columns(place, lookup.table, {lookup.key, lookup.by});
  }

  void check_mappings() {
    const auto in_audit = [&](const std::string& place, const platform::AuditMapping& mapping) {
      for (const auto& [field, name] : mapping.columns) column(place, mapping.table, name);
      for (const auto& [name, sql] : mapping.values) column(place, mapping.table, name);
    };
    if (pack_.audit) {
      in_audit("audit", *pack_.audit);
      std::set<std::string, std::less<>> given;
      for (const auto& [field, name] : pack_.audit->columns) {
        if (field != "actor") given.insert(name);
      }
      for (const auto& [name, sql] : pack_.audit->values) given.insert(name);
      require_given("audit", pack_.audit->table, given);
    }
    for (const auto& events : pack_.events) in_audit("events", events);
    for (const auto& mapping : pack_.categories) check_categories("categories " + mapping.name, mapping);
    if (!pack_.config) return;
    for (const auto& store : pack_.config->stores) {
      if (store.kind == platform::ConfigStore::Kind::native) continue;
      for (const auto* name : {&store.id, &store.key, &store.value}) {
        if (!name->empty()) column("config", store.table, *name);
      }
      for (const auto* name :
           {&store.type, &store.active, &store.updated, &store.description, &store.title, &store.deprecated}) {
        if (*name) column("config", store.table, **name);
      }
    }
  }

  void check_column_lists() {
    const auto each = [&](const std::string& place, const std::vector<std::string>& names) {
      for (const auto& name : names) {
        const auto parts = split(name, '.');
        column(place, std::string{parts[0]}, std::string{parts[1]});
      }
    };
    for (const auto& money : pack_.money) each("money", money.columns);
    for (const auto& of_class : pack_.classes) each("classes, " + of_class.name, of_class.columns);
  }

  void check_sql(const platform::SqlUse& use) {
    const auto& name = use.kind ? use.kind->table : use.table;
    if (!table(use.place, name) || (!use.other.empty() && !table(use.place, use.other))) return;
    pg::Params params;
    const OperationFacts facts{&pack_, {}, "1970-01-01 00:00:00.000", {}, {}, {}};
    // Without moves there are no rows; the names have their types all the same.
    auto from = use.kind ? expression_source(facts, *use.kind, {}, {}, params)
                         : fmt::format("{} AS r", pg::quote(pack_.schema, name));
    if (!use.other.empty()) from += fmt::format(" CROSS JOIN {} AS t", pg::quote(pack_.schema, use.other));
    const auto sql = use.is_condition ? fmt::format("SELECT 1 FROM {} WHERE false AND ({}\n)", from, use.sql)
                                      : fmt::format("SELECT ({}\n) FROM {} WHERE false", use.sql, from);
    attempt(use.place, [&] { tx_.query(sql, params); });
  }

  void attempt(const std::string& place, const std::function<void()>& body) {
    try {
      tx_.savepoint(body);
    } catch (const Error& error) {
      // Anything else says nothing of the pack: a lost connection, a lock, a missing right, Ctrl-C.
      if (error.exit() != Exit::failure) throw;
      find(pack_rule::sql_refused, place, error.message(), error.detail());
    }
  }

  pg::Transaction& tx_;
  const platform::Pack& pack_;
  pg::Catalog catalog_;
  std::set<std::string> missing_;
  std::vector<PackFinding> findings_;
};

}  // namespace

std::vector<PackFinding> check_pack(pg::Transaction& tx, const platform::Pack& pack) {
  return PackCheck{tx, pack}.run();
}

}  // namespace admctl::ops
