#include "lib/config/set.hpp"

#include <fmt/format.h>

#include "lib/config/history.hpp"
#include "lib/config/store.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/codes/database.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/trail.hpp"
#include "lib/pg/error_translation.hpp"

namespace admctl::config {
namespace {

constexpr std::string_view unique_violation = "23505";

class Setter {
 public:
  Setter(const platform::Pack& pack, const Schema& schema, const SetRequest& wanted)
      : pack_{pack},
        schema_{schema},
        mapping_{mapping_of(pack)},
        wanted_{wanted},
        value_{schema.parse(schema.get(wanted.key), wanted.text, wanted.json)} {}

  void write(ops::Writer& writer) {
    result_ = {};
    result_.after = shown(value_);
    const auto before = locked(writer);
    if (before) result_.before = shown(before->value);
    compare(writer, before);
    if (before && before->value == value_) {
      result_.unchanged = true;
      result_.revision = before->revision;
      return;
    }
    if (before)
      writer.update(mapping_.table, {{mapping_.id, before->id}}, columns(writer));
    else
      insert(writer);
    ops::write_audit(writer, "config.set", mapping_.table, wanted_.key, before ? image(before->value) : Value{},
                     image(value_));
    writer.summarise("subject", subject());
    // Read back, so that the revision holds whatever the table's own triggers made of it.
    const auto after = locked(writer);
    if (!after) throw Error{code::sql_failed, "a rule or trigger removed the row of " + wanted_.key};
    result_.revision = writer.request().dry_run ? "" : after->revision;
  }

  SetResult take(ops::Outcome outcome) {
    if (outcome.replayed) read_replayed(outcome);
    result_.outcome = std::move(outcome);
    return std::move(result_);
  }

 private:
  std::optional<Entry> locked(ops::Writer& writer) const {
    const auto row = writer.lock(mapping_.table, {{mapping_.key, wanted_.key}});
    return row ? std::optional{read_entry(mapping_, *row)} : std::nullopt;
  }

  Value shown(const Value& value) const { return schema_.is_secret(wanted_.key) ? Value{redacted} : value; }
  Value image(const Value& value) const { return Object{{mapping_.value, shown(value)}}; }

  Object columns(const ops::Writer& writer) const {
    Object out{{mapping_.value, value_}};
    if (mapping_.updated) out[*mapping_.updated] = writer.now();
    return out;
  }

  void insert(ops::Writer& writer) const {
    auto row = columns(writer);
    row[mapping_.key] = wanted_.key;
    if (mapping_.id != mapping_.key) row[mapping_.id] = writer.new_id();
    writer.insert(mapping_.table, {mapping_.id}, row);
  }

  void compare(ops::Writer& writer, const std::optional<Entry>& now) const {
    const auto revision = now ? now->revision : std::string{no_revision};
    if (!wanted_.expect || *wanted_.expect == revision) return;
    std::string detail = now ? fmt::format("it is {} now, revision {}", to_json(shown(now->value)), revision)
                             : std::string{"it has no row now"};
    if (const auto edit = last_edit(writer.tx(), pack_, schema_, wanted_.key)) {
      detail +=
          fmt::format("\nchanged last by {} at {} in operation {}", edit->actor, edit->time, *edit->operation);
      if (edit->reason) detail += ": " + *edit->reason;
    } else if (now && now->updated) {
      detail += fmt::format("\nchanged last at {}, not by admctl", *now->updated);
    }
    throw Error{
        code::config_moved,
        fmt::format("{} is not at revision {} any more: nothing was written", wanted_.key, *wanted_.expect),
        std::move(detail), fmt::format("look at it again, then use --expect {}", revision)};
  }

  // The body did not run: what was done is in the changes of the earlier operation.
  void read_replayed(const ops::Outcome& outcome) {
    result_ = {};
    result_.after = shown(value_);
    for (const auto& change : outcome.changes) {
      if (change.trail || change.table != mapping_.table) continue;
      const bool same = outcome.operation.summary.at("subject") == Value{subject()} &&
                        change.after.at(mapping_.value) == value_;
      if (!same) refuse_replay(outcome.operation);
      if (change.before.as_object()) result_.before = shown(change.before.at(mapping_.value));
    }
  }

  [[noreturn]] void refuse_replay(const ops::Operation& earlier) const {
    throw Error{code::key_reused,
                fmt::format("the idempotency key '{}' belongs to another change", *earlier.idempotency_key),
                fmt::format("operation {}: {}", earlier.id, earlier.command),
                "choose another --key for this change"};
  }

  std::string subject() const { return "config/" + wanted_.key; }

  const platform::Pack& pack_;
  const Schema& schema_;
  const platform::ConfigMapping& mapping_;
  const SetRequest& wanted_;
  Value value_;
  SetResult result_;
};

}  // namespace

SetResult set(pg::Session& session, const platform::Pack& pack, const Schema& schema,
              const ops::Request& request, const SetRequest& wanted, const ops::WriteOptions& options) {
  Setter setter{pack, schema, wanted};
  auto asked = request;
  // The command goes into the ledger and the audit row.
  if (schema.is_secret(wanted.key))
    asked.command = fmt::format("admctl config set {} {}", wanted.key, redacted);
  const auto write = [&] {
    return setter.take(ops::write(
        session, pack, asked, [&](ops::Writer& writer) { setter.write(writer); }, options));
  };
  try {
    return write();
  } catch (const pg::SqlError& error) {
    // Another session inserted the key's first row between our look and our insert; now there is a row to lock.
    if (error.sqlstate() != unique_violation || error.fields().table != mapping_of(pack).table) throw;
    return write();
  }
}

}  // namespace admctl::config
