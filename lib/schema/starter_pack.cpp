#include "lib/schema/starter_pack.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>

#include <fmt/format.h>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::schema {
namespace {

using pg::CatalogColumn;
using pg::CatalogTable;
using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 6> secret_words{"password", "passwd",  "secret",
                                                       "token",    "api_key", "apikey"};
constexpr std::array<std::string_view, 12> personal_words{"email",     "phone",    "first_name", "firstname",
                                                          "last_name", "lastname", "full_name",  "fullname",
                                                          "address",   "birth",    "ip_addr",    "user_agent"};
constexpr std::array<std::string_view, 14> people_words{"user",     "account",  "customer", "profile", "person",
                                                        "people",   "member",   "client",   "seller",  "buyer",
                                                        "merchant", "employee", "creator",  "student"};

bool contains_any(std::string_view name, Words words) {
  const auto lower = to_lower(name);
  return std::ranges::any_of(words,
                             [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

// "orderItems" and "order_items" as "order-items"; what no kind may be called by is left out.
std::string kebab(std::string_view name) {
  std::string out;
  bool was_lower = false;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool word = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (upper && was_lower) out += '-';
    was_lower = word && !upper;
    if (word)
      out += upper ? static_cast<char>(c - 'A' + 'a') : c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "record" : out;
}

// "buyer_id" as BUYER.
std::string role_of(std::string_view column) {
  auto word = kebab(column);
  if (word.ends_with("-id")) word.resize(word.size() - 3);
  std::ranges::transform(word, word.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return word;
}

std::string singular(std::string word) {
  if (word.ends_with("ies") && word.size() > 4) return word.substr(0, word.size() - 3) + 'y';
  if (word.ends_with("sses") || word.ends_with("xes")) return word.substr(0, word.size() - 2);
  if (word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us")) word.pop_back();
  return word;
}

// A word of YAML as it is, anything else in quotes.
std::string scalar(std::string_view text) {
  static const std::set<std::string> special{"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  const bool letter_first =
      !text.empty() && ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'));
  if (letter_first && std::ranges::all_of(text, fits) && !special.contains(to_lower(text)))
    return std::string{text};
  return to_json(Value{std::string{text}});
}

std::string flow_list(std::span<const std::string> items) {
  std::vector<std::string> out;
  for (const auto& item : items) out.push_back(scalar(item));
  return '[' + join(out, ", ") + ']';
}

const CatalogColumn* first_of(const CatalogTable& table, Words names, std::string_view type = {}) {
  for (const auto name : names) {
    for (const auto& column : table.columns) {
      if (to_lower(column.name) == name && column.type.starts_with(type)) return &column;
    }
  }
  return nullptr;
}

constexpr std::array<std::string_view, 5> created_names{"created_at", "createdat", "created", "inserted_at",
                                                        "at"};
constexpr std::array<std::string_view, 5> updated_names{"updated_at", "updatedat", "updated", "modified_at",
                                                        "modifiedat"};

// Names as a pack may write them.
bool is_plain(std::string_view name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$") ==
             std::string_view::npos;
}

bool is_plain(const pg::CatalogForeignKey& key) {
  return key.columns.size() == 1 && is_plain(key.columns.front()) && is_plain(key.references_table) &&
         is_plain(key.references_columns.front());
}

// Columns that people may see, the best known first.
std::vector<std::string> shown_columns(const CatalogTable& table, std::size_t most) {
  std::vector<std::string> out;
  for (const auto& column : table.columns) {
    const bool long_type = column.type == "jsonb" || column.type == "json" || column.type == "bytea";
    const bool shown = is_plain(column.name) && !long_type && !contains_any(column.name, secret_words);
    if (out.size() < most && shown) out.push_back(column.name);
  }
  return out;
}

class StarterWriter {
 public:
  StarterWriter(std::string platform, std::string_view schema, std::string_view history,
                const pg::Catalog& catalog, const std::vector<StateColumn>& states)
      : platform_{std::move(platform)},
        schema_{schema},
        history_{history},
        catalog_{catalog},
        states_{states} {}

  Starter run() {
    name_kinds();
    for (std::size_t i = 0; i < states_.size(); ++i)
      starter_.files[fmt::format("kinds/{}.yaml", starter_.kinds[i])] = kind_file(i);
    starter_.files["platform.yaml"] = manifest();
    for (const auto& each : catalog_.tables) {
      if (!is_plain(each.name))
        starter_.notes.push_back(fmt::format("'{}' is left out: a pack cannot name it", each.name));
    }
    if (states_.empty()) starter_.notes.emplace_back("no column looks like a state, so there is no kind yet");
    starter_.notes.emplace_back("moves, limits and what a move writes are for you to say: see kinds/*.yaml");
    return std::move(starter_);
  }

 private:
  const CatalogTable& table(std::string_view name) const {
    return *std::ranges::find(catalog_.tables, name, &CatalogTable::name);
  }

  // Singular and plural of all kinds must differ.
  void name_kinds() {
    std::set<std::string> taken;
    for (const auto& state : states_) {
      const auto base = kebab(state.table);
      auto name = singular(base);
      auto plural = name == base ? base + 's' : base;
      if (taken.contains(name) || taken.contains(plural)) {
        name += '-' + kebab(state.column);
        plural = name + 's';
      }
      for (int number = 2; taken.contains(name) || taken.contains(plural); ++number) {
        name = fmt::format("{}-{}", singular(base), number);
        plural = name + 's';
      }
      taken.insert({name, plural});
      starter_.kinds.push_back(name);
      plurals_.push_back(plural);
    }
  }

  std::string kind_file(std::size_t index) const {
    const auto& state = states_[index];
    const auto& own = table(state.table);
    std::string out = fmt::format(
        "# Guessed from the database. What a state means, which moves there are and what they write is\n"
        "# for you to say; see 'admctl platform show' of a built-in platform, and 'platform lint --live'.\n"
        "plural: {}\ntitle: {}\ntable: {}\nkey: {}\nstate: {}\n",
        plurals_[index], scalar(starter_.kinds[index]), scalar(own.name), scalar(state.key),
        scalar(state.column));
    const auto* created = first_of(own, created_names, "timestamp");
    if (const auto* updated = first_of(own, updated_names, "timestamp"))
      out += fmt::format("updated: {}\n", scalar(updated->name));
    if (created) out += fmt::format("created: {}\n", scalar(created->name));
    std::vector<std::string> list{state.column};
    for (auto& name : shown_columns(own, 5)) {
      if (name != state.column && name != state.key) list.push_back(std::move(name));
    }
    out += fmt::format("list: {}\n", flow_list(list));
    out += fmt::format("terms: {}\n", flow_list(shown_columns(own, 12)));
    return out + parties(own) + related(own, state.key) + lifecycle(state);
  }

  // Foreign keys to tables of people.
  std::string parties(const CatalogTable& own) const {
    std::string out;
    std::set<std::string> roles;
    for (const auto& key : own.foreign_keys) {
      if (key.columns.size() != 1 || !contains_any(key.references_table, people_words) || !is_known(key))
        continue;
      const auto role = role_of(key.columns.front());
      if (!roles.insert(role).second) continue;
      out += fmt::format("  - {{role: {}, column: {}, table: {}, key: {}, show: {}}}\n", scalar(role),
                         scalar(key.columns.front()), scalar(key.references_table),
                         scalar(key.references_columns.front()),
                         flow_list(shown_columns(table(key.references_table), 3)));
    }
    return out.empty() ? out : "parties:\n" + out;
  }

  bool is_known(const pg::CatalogForeignKey& key) const {
    return std::ranges::find(catalog_.tables, key.references_table, &CatalogTable::name) !=
           catalog_.tables.end();
  }

  // Tables that refer to this one.
  std::string related(const CatalogTable& own, const std::string& key_column) const {
    std::string out;
    std::set<std::string> names;
    for (const auto& other : catalog_.tables) {
      if (other.primary_key.size() != 1 || !is_plain(other.name) || shown_columns(other, 1).empty()) continue;
      for (const auto& key : other.foreign_keys) {
        const bool refers =
            key.references_table == own.name && is_plain(key) && key.references_columns.front() == key_column;
        if (!refers) continue;
        auto name = kebab(other.name);
        if (!names.insert(name).second) names.insert(name += '-' + kebab(key.columns.front()));
        out += fmt::format("  - {{name: {}, table: {}, column: {}, equals: {}, key: {}, show: {}}}\n",
                           scalar(name), scalar(other.name), scalar(key.columns.front()), scalar(key_column),
                           scalar(other.primary_key.front()), flow_list(shown_columns(other, 4)));
      }
    }
    return out.empty() ? out : "related:\n" + out;
  }

  static std::string lifecycle(const StateColumn& state) {
    auto order = state.states;
    std::stable_partition(order.begin(), order.end(),
                          [&](const std::string& each) { return each == state.initial; });
    std::string out = fmt::format("lifecycle:\n  initial: {}\n  states:\n", scalar(state.initial));
    for (const auto& each : order) {
      out += fmt::format("    {}: {{meaning: {}{}}}\n", scalar(each), scalar(to_lower(each)),
                         each == order.back() ? ", terminal: true" : "");
    }
    out += "  transitions:\n";
    for (std::size_t i = 1; i < order.size(); ++i) {
      out +=
          fmt::format("    - {{to: {}, from: {}}}\n", scalar(order[i]), flow_list(std::span{order}.first(i)));
    }
    return out;
  }

  std::string manifest() {
    std::string out = fmt::format("# A starter, guessed from a live database.\nplatform: {}\ntitle: {}\n",
                                  platform_, scalar(platform_));
    if (schema_ != "public") out += fmt::format("schema: {}\n", scalar(schema_));
    out += fmt::format("history: {}\nids: {}\nmigrations: migrations\n", history_, id_format());
    if (starter_.kinds.empty()) {
      out += "kinds: {}\n";
    } else {
      out += "kinds:\n";
      for (const auto& kind : starter_.kinds) out += fmt::format("  {0}: kinds/{0}.yaml\n", kind);
    }
    return out + audit_tables() + classes();
  }

  std::string id_format() const {
    for (const auto& state : states_) {
      for (const auto& column : table(state.table).columns) {
        if (column.name == state.key && column.type == "text") return "cuid";
      }
    }
    return "uuid";
  }

  // They are read and exported; whether admctl may write to one is not to be guessed.
  std::string audit_tables() {
    std::string out;
    for (const auto& each : catalog_.tables) {
      const auto name = to_lower(each.name);
      const bool looks = name.find("audit") != std::string::npos || name.ends_with("_log") ||
                         name.ends_with("_logs") || name.ends_with("_events") || name.ends_with("history");
      if (!looks || each.primary_key.size() != 1 || !is_plain(each.name)) continue;
      if (auto columns = audit_columns(each); !columns.empty()) {
        out += fmt::format("  - table: {}\n    columns: {{{}}}\n", scalar(each.name), columns);
        starter_.notes.push_back(fmt::format(
            "{} looks like an audit table: it is read; move it to 'audit:' to have admctl write to it",
            each.name));
      }
    }
    return out.empty() ? out : "events:\n" + out;
  }

  // Empty when it has no time or no action.
  static std::string audit_columns(const CatalogTable& each) {
    struct Field {
      std::string_view field;
      std::vector<std::string_view> names;
    };
    static const std::vector<Field> fields{
        {"time", {"created_at", "createdat", "occurred_at", "timestamp", "logged_at", "at", "time"}},
        {"action", {"action", "action_type", "event", "event_type", "type", "operation"}},
        {"actor", {"actor", "actor_id", "actorid", "user_id", "userid", "performed_by", "admin_id"}},
        {"resource",
         {"resource", "resource_type", "entity", "entity_type", "entitytype", "table_name", "target_type"}},
        {"resource_id",
         {"resource_id", "resourceid", "entity_id", "entityid", "record_id", "target_id", "targetid"}},
        {"old", {"old", "old_value", "old_values", "oldvalue", "before"}},
        {"new", {"new", "new_value", "new_values", "newvalue", "after"}},
        {"metadata", {"metadata", "details", "data", "payload", "context"}}};
    std::string out = "id: " + scalar(each.primary_key.front());
    for (const auto& [field, names] : fields) {
      const auto* column = first_of(each, names, field == "time" ? "timestamp" : "");
      if (column) {
        out += fmt::format(", {}: {}", field, scalar(column->name));
      } else if (field == "time" || field == "action") {
        return {};
      }
    }
    return out;
  }

  std::string classes() const {
    std::string out;
    for (const auto& [name, words] :
         {std::pair{"secret", Words{secret_words}}, std::pair{"personal", Words{personal_words}}}) {
      std::string columns;
      for (const auto& each : catalog_.tables) {
        for (const auto& column : each.columns) {
          const bool textual = column.type == "text" || column.type.starts_with("character") ||
                               column.type == "jsonb" || column.type == "date" || column.type == "inet";
          if (textual && contains_any(column.name, words) && is_plain(each.name) && is_plain(column.name))
            columns += fmt::format("    - {}\n", scalar_path(each.name, column.name));
        }
      }
      if (!columns.empty()) out += fmt::format("  {}:\n{}", name, columns);
    }
    return out.empty() ? out : "classes:\n" + out;
  }

  static std::string scalar_path(const std::string& in, const std::string& column) {
    return to_json(Value{in + '.' + column});
  }

  std::string platform_;
  std::string schema_;
  std::string history_;
  const pg::Catalog& catalog_;
  const std::vector<StateColumn>& states_;
  std::vector<std::string> plurals_;
  Starter starter_;
};

}  // namespace

Starter starter_pack(const std::string& platform, std::string_view schema, std::string_view history,
                     const pg::Catalog& catalog, const std::vector<StateColumn>& states) {
  return StarterWriter{platform, schema, history, catalog, states}.run();
}

}  // namespace admctl::schema
