#include "lib/ops/undo.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <span>

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/expression.hpp"
#include "lib/ops/ledger.hpp"
#include "lib/ops/trail.hpp"

namespace admctl::ops {
namespace {

// What an operation did to one row, all its changes taken together.
struct Net {
  std::string table;
  RowKey key;
  std::size_t last_touched = 0;
  bool existed = true;
  bool exists = true;
  Object before;  // columns as they were; all of them when the row was deleted
  Object after;   // columns as they must be now
};

void fold_into(Net& net, const Change& change) {
  if (const auto* before = change.before.as_object()) {
    for (const auto& [column, value] : before->members()) {
      if (!net.before.find(column)) net.before[column] = value;
    }
  }
  net.exists = !change.after.is_null();
  if (const auto* after = change.after.as_object()) {
    for (const auto& [column, value] : after->members()) net.after[column] = value;
  }
}

// A row whose key the operation changed is found under the new one.
void follow_key(Net& net) {
  if (!net.existed || !net.exists) return;
  for (auto& [column, value] : net.key) {
    const auto* now = net.after.find(column);
    if (now) value = now->as_string() ? *now->as_string() : to_json(*now);
  }
}

// In the order in which the rows were last touched.
std::vector<Net> fold(const std::vector<Change>& changes) {
  std::map<std::pair<std::string, RowKey>, Net> nets;
  std::size_t place = 0;
  for (const auto& change : changes) {
    if (change.trail) continue;
    const auto key = row_key(change);
    auto [at, is_new] = nets.try_emplace({change.table, key});
    auto& net = at->second;
    if (is_new) net = {change.table, key, 0, !change.before.is_null(), true, {}, {}};
    net.last_touched = ++place;
    fold_into(net, change);
  }
  std::vector<Net> out;
  for (auto& [key, net] : nets) {
    follow_key(net);
    out.push_back(std::move(net));
  }
  std::ranges::sort(out, {}, &Net::last_touched);
  return out;
}

std::string name_of(const Net& net) {
  std::string out = net.table;
  for (const auto& [column, value] : net.key) out += " " + value;
  return out;
}

// The columns that no longer are what the operation left.
std::vector<std::string> differences(const Net& net, const std::optional<Object>& row) {
  std::vector<std::string> out;
  if (!net.exists) {
    if (row) out.push_back(name_of(net) + ": the operation deleted it, and it exists again");
    return out;
  }
  if (!row) return {name_of(net) + ": it was deleted since"};
  for (const auto& [column, value] : net.after.members()) {
    const auto* now = row->find(column);
    if (now && *now == value) continue;
    out.push_back(fmt::format("{} {}: the operation left {}, now it is {}", name_of(net), column,
                              to_json(value), now ? to_json(*now) : "gone"));
  }
  return out;
}

// Rows of one table that are treated alike, so that one statement does.
using Run = std::span<const Net>;

bool has_plain_key(const Net& net) { return net.key.size() == 1; }

std::vector<std::string> keys_of(Run run) {
  std::vector<std::string> keys;
  for (const auto& net : run) keys.push_back(net.key.front().second);
  return keys;
}

std::vector<std::string> names_of(const Object& columns) {
  std::vector<std::string> out;
  for (const auto& [name, value] : columns.members()) out.push_back(name);
  return out;
}

bool are_alike(const Net& a, const Net& b) {
  return has_plain_key(a) && has_plain_key(b) && a.table == b.table && a.existed == b.existed &&
         a.exists == b.exists && names_of(a.before) == names_of(b.before);
}

void for_each_run(const std::vector<Net>& nets, const std::function<void(Run)>& body) {
  const std::span all{nets};
  for (std::size_t first = 0; first < all.size();) {
    auto last = first + 1;
    while (last < all.size() && are_alike(all[first], all[last])) ++last;
    body(all.subspan(first, last - first));
    first = last;
  }
}

void prove_unchanged(Writer& writer, std::vector<Net> nets, std::string_view id) {
  std::ranges::sort(nets, {}, [](const Net& net) { return std::tie(net.table, net.key); });
  std::vector<std::string> moved;
  const auto compare = [&](const Net& net, const std::optional<Object>& row) {
    for (auto& line : differences(net, row)) moved.push_back(std::move(line));
  };
  for_each_run(nets, [&](Run run) {
    if (!has_plain_key(run.front()))
      return compare(run.front(), writer.lock(run.front().table, run.front().key));
    const auto rows = writer.lock_rows(run.front().table, run.front().key.front().first, keys_of(run));
    for (std::size_t i = 0; i < run.size(); ++i) compare(run[i], rows[i]);
  });
  if (moved.empty()) return;
  const auto count = moved.size();
  constexpr std::size_t shown = 50;
  if (count > shown) moved.resize(shown);
  throw Error{code::image_moved,
              fmt::format("operation {} cannot be undone: {} changed since", id, count_of(count, "value")),
              join(moved, "\n") + (count > shown ? "\n..." : ""),
              "undo the later operations first ('admctl op list'), or repair the rows by a transition"};
}

void restore_one(Writer& writer, const Net& net) {
  if (!net.existed && net.exists) {
    writer.remove(net.table, net.key);
  } else if (net.existed && !net.exists) {
    std::vector<std::string> key_columns;
    for (const auto& [column, value] : net.key) key_columns.push_back(column);
    writer.insert(net.table, key_columns, net.before);
  } else if (net.existed && !net.before.empty()) {
    writer.update(net.table, net.key, net.before);
  }
}

void restore(Writer& writer, Run run) {
  const auto& first = run.front();
  if (run.size() == 1) return restore_one(writer, first);
  const auto& key_column = first.key.front().first;
  if (!first.existed && first.exists) {
    writer.remove_rows(first.table, key_column, keys_of(run));
  } else if (first.existed && !first.exists) {
    std::vector<Object> rows;
    for (const auto& net : run) rows.push_back(net.before);
    writer.insert_rows(first.table, {key_column}, std::move(rows));
  } else if (first.existed && !first.before.empty()) {
    std::vector<KeyedRow> rows;
    for (const auto& net : run) rows.push_back({net.key.front().second, net.before});
    writer.update_rows(first.table, key_column, rows);
  }
}

// The state of a record whose row had `columns`, as it is now in all others.
std::string state_with(Writer& writer, const platform::Kind& kind, const Net& net, const Object& columns) {
  if (kind.state_reads.empty()) {
    const auto& state = *columns.find(kind.state);
    return state.is_null() ? "" : state.as_string() ? *state.as_string() : to_json(state);
  }
  const auto table = pg::quote(writer.pack().schema, kind.table);
  return writer.tx()
      .value(
          fmt::format("SELECT {} FROM jsonb_populate_record((SELECT t FROM {} AS t WHERE t.{} = $1), $2) AS r",
                      state_sql(kind), table, pg::quote(kind.key)),
          {net.key.front().second, to_json(columns)})
      .value_or("");
}

// Records that move back to an earlier state get an event that says so.
void write_compensation(Writer& writer, const std::vector<Net>& nets, const Operation& undone) {
  for (const auto& kind : writer.pack().kinds) {
    std::vector<StateMove> moves;
    for (const auto& net : nets) {
      const bool changed =
          net.existed && net.exists && net.after.find(kind.state) && net.before.find(kind.state);
      if (kind.table != net.table || !changed) continue;
      auto from = state_with(writer, kind, net, net.after);
      auto to = state_with(writer, kind, net, net.before);
      if (from == to) continue;
      moves.push_back({net.key.front().second, std::move(from), std::move(to), {{"undoes", undone.id}}});
    }
    if (!moves.empty()) write_events(writer, kind, moves);
  }
  std::vector<Audit> audits;
  for (const auto& net : nets) {
    const bool updated = net.existed && net.exists;
    audits.push_back({"op.undo",
                      net.table,
                      net.key.front().second,
                      updated ? Value{net.after} : Value{},
                      updated ? Value{net.before} : Value{},
                      {{"undoes", undone.id}}});
  }
  write_audits(writer, audits);
}

void undo_inside(Writer& writer, const Operation& undone) {
  const auto nets = fold(load_changes(writer.tx(), undone.id));
  if (undone.summary.at("bulk").as_object() || nets.empty()) {
    throw Error{code::not_undoable, fmt::format("operation {} ({}) cannot be undone", undone.id, undone.kind),
                "it changed rows in bulk or the schema, of which the ledger keeps counts, not images",
                "restore from a backup, or write a new migration that takes it back"};
  }
  if (undone.summary.at(masked_member).as_bool()) {
    throw Error{code::not_undoable, fmt::format("operation {} ({}) cannot be undone", undone.id, undone.kind),
                "it changed a secret, and the ledger keeps no secrets",
                "write the former value again: 'admctl config set KEY --file FILE'"};
  }
  prove_unchanged(writer, nets, undone.id);
  const std::vector<Net> newest_first{nets.rbegin(), nets.rend()};
  for_each_run(newest_first, [&](Run run) { restore(writer, run); });
  write_compensation(writer, nets, undone);
  writer.mark_undo_of(undone.id);
  writer.summarise("undoes", undone.kind);
  if (const auto& subject = undone.summary.at("subject"); !subject.is_null())
    writer.summarise("subject", subject);
}

}  // namespace

Outcome undo(pg::Session& session, const platform::Pack& pack, const Request& request, std::string_view id,
             const WriteOptions& options) {
  {
    pg::Transaction tx{session};
    const auto undone = find_operation(tx, id);
    if (auto earlier = find_undo_of(tx, undone.id)) {
      Outcome outcome;
      outcome.changes = load_changes(tx, earlier->id);
      outcome.operation = std::move(*earlier);
      outcome.replayed = true;
      return outcome;
    }
  }
  return write(
      session, pack, request, [&](Writer& writer) { undo_inside(writer, find_operation(writer.tx(), id)); },
      options);
}

std::vector<Outcome> undo_plan(pg::Session& session, const platform::Pack& pack, const Request& request,
                               const Plan& plan, const WriteOptions& options,
                               const std::function<void(std::size_t done, std::size_t all)>& on_done) {
  const auto operations = [&] {
    pg::Transaction tx{session};
    return operations_of(tx, plan);
  }();
  std::vector<Outcome> out;
  for (const auto& operation : operations) {
    out.push_back(undo(session, pack, request, operation, options));
    if (on_done) on_done(out.size(), operations.size());
  }
  return out;
}

}  // namespace admctl::ops
