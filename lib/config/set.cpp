#include "lib/config/set.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/config/comparison.hpp"
#include "lib/config/history.hpp"
#include "lib/config/store.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/codes/database.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/sha256.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/trail.hpp"
#include "lib/pg/error_translation.hpp"

namespace admctl::config {
namespace {

constexpr std::string_view unique_violation = "23505";
// Members of the operation's summary: the keys in the order of the changes, and a digest of what was asked for.
constexpr std::string_view keys_member = "keys";
constexpr std::string_view asked_member = "asked";

// One key under its lock.
struct Locked {
  const Wanted* wanted;
  const platform::ConfigStore* store;
  std::optional<ops::SettingRow> row;  // hidden or not
  std::optional<Entry> entry;          // in use
};

class Change {
 public:
  Change(const platform::Pack& pack, const Schema& schema, std::vector<Wanted> wanted)
      : pack_{pack}, schema_{schema}, wanted_{std::move(wanted)} {
    // Locks are taken in order of the keys.
    std::ranges::sort(wanted_, {}, &Wanted::key);
    for (const auto& each : wanted_) check(each);
  }

  void write(ops::Writer& writer) {
    result_ = {};
    lock_stores(writer);
    std::vector<Locked> all;
    for (const auto& each : wanted_) all.push_back(lock(writer, each));
    compare(writer, all);
    std::vector<const Locked*> changed;
    for (const auto& each : all) {
      if (differs(each)) {
        put(writer, each);
        changed.push_back(&each);
      } else {
        result_.unchanged.push_back(
            describe(each, each.entry ? each.entry->revision : std::string{no_revision}));
      }
    }
    if (changed.empty()) return;
    check_rules(writer);
    summarise(writer, changed);
    for (const auto* each : changed) result_.changes.push_back(read_back(writer, *each));
  }

  ChangeResult take(ops::Outcome outcome) {
    if (outcome.replayed) read_replayed(outcome);
    result_.outcome = std::move(outcome);
    return std::move(result_);
  }

  bool touches_secret() const {
    return std::ranges::any_of(wanted_, [&](const Wanted& each) { return schema_.is_secret(each.key); });
  }

  bool touches_table(std::string_view table) const {
    return std::ranges::any_of(wanted_, [&](const Wanted& each) { return store(each.key).table == table; });
  }

 private:
  void check(const Wanted& wanted) const {
    if (mapping_of(pack_).find_document(wanted.key)) {
      throw Error{code::config_versioned,
                  fmt::format("{} is a versioned document: its versions never change", wanted.key),
                  {},
                  fmt::format("publish a new one: 'admctl config publish {} VERSION --file FILE'", wanted.key)};
    }
    const auto* setting = schema_.find(wanted.key);
    if (setting && wanted.value) schema_.check(*setting, *wanted.value);
  }

  const platform::ConfigStore& store(std::string_view key) const { return store_of(pack_, schema_, key); }

  void lock_stores(ops::Writer& writer) const {
    for (const auto& each : mapping_of(pack_).stores) {
      if (touches_table(each.table)) ops::lock_store(writer, each);
    }
  }

  Locked lock(ops::Writer& writer, const Wanted& wanted) const {
    Locked out{&wanted, &store(wanted.key), std::nullopt, std::nullopt};
    if (!schema_.find(wanted.key)) {
      // Known to a table alone: it is where it is found.
      if (const auto entry = find_entry(writer.tx(), pack_, schema_, wanted.key)) out.store = entry->store;
    }
    out.row = ops::lock_setting(writer, *out.store, wanted.key);
    if (out.row && !out.row->hidden) out.entry = read_entry(*out.store, schema_, *out.row);
    const bool keeps = out.entry && wanted.value && same_value(out.entry->value, *wanted.value);
    if (!schema_.find(wanted.key) && (!out.entry || (wanted.value && !keeps))) schema_.get(wanted.key);
    return out;
  }

  static std::string revision(const Locked& each) {
    return each.entry ? each.entry->revision : std::string{no_revision};
  }

  void compare(ops::Writer& writer, const std::vector<Locked>& all) const {
    std::vector<std::string> facts;
    const Locked* first = nullptr;
    std::size_t moved = 0;
    for (const auto& each : all) {
      if (!each.wanted->expect || *each.wanted->expect == revision(each)) continue;
      if (!first) first = &each;
      ++moved;
      facts.push_back(what_happened(writer, each, all.size() > 1));
    }
    if (!first) return;
    const auto message = moved == 1 ? fmt::format("{} is not at revision {} any more: nothing was written",
                                                  first->wanted->key, *first->wanted->expect)
                                    : fmt::format("{} keys changed meanwhile: nothing was written", moved);
    throw Error{code::config_moved, message, join(facts, "\n"),
                moved == 1 ? fmt::format("look at it again, then use --expect {}", revision(*first))
                           : std::string{"look at them again, then repeat the command"}};
  }

  std::string what_happened(ops::Writer& writer, const Locked& each, bool named) const {
    const auto& now = each.entry;
    const auto& key = each.wanted->key;
    auto out = now ? fmt::format("{} is {} now, revision {}", named ? key : "it",
                                 to_json(shown(key, now->value)), now->revision)
                   : fmt::format("{} has no row now", named ? key : "it");
    if (const auto edit = last_edit(writer.tx(), pack_, schema_, key)) {
      const auto side = [](const std::optional<Value>& value) { return value ? to_json(*value) : "no row"; };
      out += fmt::format("\nchanged last by {} at {} from {} to {} in operation {}", edit->actor, edit->time,
                         side(edit->before), side(edit->after), *edit->operation);
      if (edit->reason) out += ": " + *edit->reason;
    } else if (now && now->updated) {
      out += fmt::format("\nchanged last at {}, not by admctl", *now->updated);
    }
    return out;
  }

  static bool differs(const Locked& each) {
    const auto& wanted = each.wanted->value;
    if (!each.entry || !wanted) return each.entry.has_value() != wanted.has_value();
    return !same_value(each.entry->value, *wanted);
  }

  void put(ops::Writer& writer, const Locked& each) const {
    const auto& wanted = *each.wanted;
    const auto& store = *each.store;
    const bool secret = schema_.is_secret(wanted.key);
    const auto before = each.entry ? image(store, wanted.key, each.entry->value) : Value{};
    if (!wanted.value) {
      ops::remove_setting(writer, store, *each.row, secret);
      ops::write_audit(writer, "config.unset", store.table, wanted.key, before, {});
      return;
    }
    const auto* setting = schema_.find(wanted.key);
    ops::put_setting(writer, store, each.row,
                     {.key = wanted.key,
                      .value = *wanted.value,
                      .secret = secret,
                      .description = setting ? std::string_view{setting->description} : std::string_view{}});
    ops::write_audit(writer, "config.set", store.table, wanted.key, before,
                     image(store, wanted.key, *wanted.value));
  }

  void check_rules(ops::Writer& writer) const {
    std::vector<std::string> keys;
    for (const auto& each : wanted_) keys.push_back(each.key);
    const auto entries = load_entries(writer.tx(), pack_, schema_);
    std::vector<std::string> problems;
    for (const auto& breach : schema_.breaches(values_of(schema_, entries), keys))
      problems.push_back(breach.what);
    if (problems.empty()) return;
    throw Error{code::config_rule_broken, "the values do not fit together: nothing was written",
                join(problems, "\n"),
                "change the other key too, in one step: 'admctl config edit' or 'config apply'"};
  }

  void summarise(ops::Writer& writer, const std::vector<const Locked*>& changed) const {
    Array keys;
    for (const auto* each : changed) keys.emplace_back(each->wanted->key);
    writer.summarise("subject", subject());
    writer.summarise(keys_member, std::move(keys));
    writer.summarise(asked_member, asked());
  }

  // Read again, so that the revision holds whatever the table's own triggers made of the row.
  KeyChange read_back(ops::Writer& writer, const Locked& each) const {
    const auto& key = each.wanted->key;
    const auto row = ops::find_setting(writer.tx(), pack_, *each.store, key);
    const bool there = row && !row->hidden;
    if (there != each.wanted->value.has_value())
      throw Error{code::sql_failed, "a rule or trigger of the table undid the change of " + key};
    if (writer.request().dry_run) return describe(each, "");
    return describe(each, there ? read_entry(*each.store, schema_, *row).revision : std::string{no_revision});
  }

  KeyChange describe(const Locked& each, std::string revision) const {
    const auto& key = each.wanted->key;
    KeyChange out{key, std::nullopt, std::nullopt, std::move(revision)};
    if (each.entry) out.before = shown(key, each.entry->value);
    if (each.wanted->value) out.after = shown(key, *each.wanted->value);
    return out;
  }

  // The body did not run: what was done is in the changes of the earlier operation.
  void read_replayed(const ops::Outcome& outcome) {
    result_ = {};
    const auto& summary = outcome.operation.summary;
    const auto* keys = summary.at(keys_member).as_array();
    if (!keys || summary.at(asked_member) != Value{asked()}) refuse_replay(outcome.operation);
    auto key = keys->begin();
    for (const auto& change : outcome.changes) {
      if (change.trail || key == keys->end()) continue;
      const auto& name = *(key++)->as_string();
      const auto& where = store(name);
      KeyChange out{name, std::nullopt, std::nullopt, ""};
      if (change.before.as_object())
        out.before = shown(name, ops::setting_value(where, *change.before.as_object()));
      const auto it = std::ranges::find(wanted_, name, &Wanted::key);
      if (it != wanted_.end() && it->value) out.after = shown(name, *it->value);
      result_.changes.push_back(std::move(out));
    }
  }

  [[noreturn]] static void refuse_replay(const ops::Operation& earlier) {
    throw Error{code::key_reused,
                fmt::format("the idempotency key '{}' belongs to another change", *earlier.idempotency_key),
                fmt::format("operation {}: {}", earlier.id, earlier.command),
                "choose another --key for this change"};
  }

  std::string subject() const { return wanted_.size() == 1 ? "config/" + wanted_.front().key : "config"; }

  std::string asked() const {
    Array all;
    for (const auto& each : wanted_) {
      all.emplace_back(Object{{"key", each.key},
                              {"set", each.value.has_value()},
                              {"value", each.value ? shown(each.key, *each.value) : Value{}}});
    }
    return sha256_hex(to_canonical_json(all));
  }

  Value shown(std::string_view key, const Value& value) const {
    return schema_.is_secret(key) ? Value{redacted} : value;
  }
  Value image(const platform::ConfigStore& store, std::string_view key, const Value& value) const {
    return Object{{store.value, shown(key, value)}};
  }

  const platform::Pack& pack_;
  const Schema& schema_;
  std::vector<Wanted> wanted_;
  ChangeResult result_;
};

}  // namespace

ChangeResult change(pg::Session& session, const platform::Pack& pack, const Schema& schema,
                    const ops::Request& request, std::vector<Wanted> wanted, const ops::WriteOptions& options) {
  Change body{pack, schema, std::move(wanted)};
  const auto write = [&] {
    return body.take(ops::write(
        session, pack, request, [&](ops::Writer& writer) { body.write(writer); }, options));
  };
  try {
    try {
      return write();
    } catch (const pg::SqlError& error) {
      // The application inserted a key's first row between our look and our insert; now there is a row to lock.
      if (error.sqlstate() != unique_violation || !body.touches_table(error.fields().table)) throw;
      return write();
    }
  } catch (const pg::SqlError& error) {
    const bool quotes_values = error.code() == code::sql_failed || error.code() == code::constraint_violated;
    if (!quotes_values || !body.touches_secret()) throw;
    throw Error{
        error.code(), "the database refused to write a secret: nothing was written",
        fmt::format("SQLSTATE {}; its own words are left out, as they may hold the secret", error.sqlstate())};
  }
}

SetResult set(pg::Session& session, const platform::Pack& pack, const Schema& schema,
              const ops::Request& request, const SetRequest& wanted, const ops::WriteOptions& options) {
  auto asked = request;
  // The command goes into the ledger and the audit row.
  if (schema.is_secret(wanted.key))
    asked.command = fmt::format("admctl config set {} {}", wanted.key, redacted);
  auto value = schema.parse(schema.get(wanted.key), wanted.text, wanted.json);
  auto changed = change(session, pack, schema, asked, {{wanted.key, std::move(value), wanted.expect}}, options);
  SetResult result;
  result.unchanged = changed.changes.empty();
  auto& only = result.unchanged ? changed.unchanged.front() : changed.changes.front();
  result.before = std::move(only.before);
  result.after = std::move(*only.after);
  result.revision = std::move(only.revision);
  result.outcome = std::move(changed.outcome);
  return result;
}

}  // namespace admctl::config
