#include "lib/ops/undo.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/ops/ledger.hpp"
#include "lib/ops/trail.hpp"

namespace admctl::ops {
namespace {

// What an operation did to one row, all its changes taken together.
struct Net {
  std::string table;
  RowKey key;
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

// In the order in which the rows were last touched.
std::vector<Net> fold(const std::vector<Change>& changes) {
  std::vector<Net> nets;
  for (const auto& change : changes) {
    if (change.trail) continue;
    const auto key = row_key(change);
    const auto known =
        std::ranges::find_if(nets, [&](const Net& net) { return net.table == change.table && net.key == key; });
    Net net = known == nets.end() ? Net{change.table, key, !change.before.is_null(), true, {}, {}} : *known;
    if (known != nets.end()) nets.erase(known);
    fold_into(net, change);
    nets.push_back(std::move(net));
  }
  return nets;
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

void prove_unchanged(Writer& writer, std::vector<Net> nets, std::string_view id) {
  std::ranges::sort(nets, {}, [](const Net& net) { return std::tie(net.table, net.key); });
  std::vector<std::string> moved;
  for (const auto& net : nets) {
    for (auto& line : differences(net, writer.lock(net.table, net.key))) moved.push_back(std::move(line));
  }
  if (moved.empty()) return;
  throw Error{
      code::image_moved,
      fmt::format("operation {} cannot be undone: {} changed since", id, count_of(moved.size(), "value")),
      join(moved, "\n"),
      "undo the later operations first ('admctl op list'), or repair the rows by a transition"};
}

void restore(Writer& writer, const Net& net) {
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

// Records that move back to an earlier state get an event that says so.
void write_compensation(Writer& writer, const Net& net, const Operation& undone) {
  for (const auto& kind : writer.pack().kinds) {
    const auto* from = net.after.find(kind.state);
    const auto* to = net.before.find(kind.state);
    if (kind.table != net.table || !from || !to || !net.existed || !net.exists || *from == *to) continue;
    const StateMove move{
        net.key.front().second, from->string_or(""), to->string_or(""), {{"undoes", undone.id}}};
    write_events(writer, kind, {&move, 1});
  }
  write_audit(writer, "op.undo", net.table, net.key.front().second,
              net.existed && net.exists ? Value{net.after} : Value{},
              net.existed && net.exists ? Value{net.before} : Value{}, {{"undoes", undone.id}});
}

void undo_inside(Writer& writer, const Operation& undone) {
  const auto nets = fold(load_changes(writer.tx(), undone.id));
  if (undone.summary.at("bulk").as_object() || nets.empty()) {
    throw Error{code::not_undoable, fmt::format("operation {} ({}) cannot be undone", undone.id, undone.kind),
                "it changed rows in bulk or the schema, of which the ledger keeps counts, not images",
                "restore from a backup, or write a new migration that takes it back"};
  }
  prove_unchanged(writer, nets, undone.id);
  for (auto net = nets.rbegin(); net != nets.rend(); ++net) restore(writer, *net);
  for (const auto& net : nets) write_compensation(writer, net, undone);
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

}  // namespace admctl::ops
