#include "lib/lifecycle/move_writes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/pg/copy.hpp"

namespace admctl::lifecycle {
namespace {

// One object appended to the history column.
std::string history_sql(ops::Writer& writer, const platform::Trail& trail) {
  std::string entry;
  for (const auto& [member, expression] : trail.history_entry) {
    entry +=
        fmt::format("{}{}, {}", entry.empty() ? "" : ", ", pg::quote_literal(writer.tx(), member), expression);
  }
  return fmt::format("coalesce(r.{}, '[]'::jsonb) || jsonb_build_array(jsonb_build_object({}))",
                     pg::quote(trail.history_column), entry);
}

// What the operator gives for a column of the record comes before what the rule computes for it.
platform::Expressions record_expressions(ops::Writer& writer, const platform::Kind& kind,
                                         const platform::Transition* rule, const Object& given) {
  platform::Expressions out{{kind.state, kind.state_writes.empty() ? "op.to_state" : kind.state_writes}};
  if (kind.updated) out.emplace_back(*kind.updated, "op.now");
  if (!kind.trail.history_column.empty())
    out.emplace_back(kind.trail.history_column, history_sql(writer, kind.trail));
  if (rule) {
    for (const auto& [column, expression] : rule->sets) {
      if (!given.find(column)) out.emplace_back(column, expression);
    }
  }
  for (const auto& [name, value] : given.members()) {
    const auto input = rule ? std::ranges::find(rule->inputs, name, &platform::Input::name)
                            : std::vector<platform::Input>::const_iterator{};
    const bool elsewhere = rule && input != rule->inputs.end() && input->of;
    if (!elsewhere) out.emplace_back(name, fmt::format("op.given -> {}", pg::quote_literal(writer.tx(), name)));
  }
  return out;
}

}  // namespace

std::vector<WrittenChange> write_moves(ops::Writer& writer, const platform::Kind& kind,
                                       const platform::Transition* rule, std::vector<ops::StateMove> moves,
                                       std::span<const std::vector<std::string>> overridden) {
  std::vector<WrittenChange> written;
  const auto& given = moves.front().given;
  const auto columns =
      ops::evaluate(writer.tx(), writer.facts(), kind, moves, record_expressions(writer, kind, rule, given));
  if (rule) {
    for (const auto& write : rule->writes) {
      const auto first = writer.changes().size();
      const auto owners = ops::apply_row_write(writer, kind, moves, write);
      for (std::size_t i = 0; i < owners.size(); ++i) written.push_back({first + i, owners[i]});
    }
    auto data = ops::evaluate(writer.tx(), writer.facts(), kind, moves, rule->data);
    for (std::size_t i = 0; i < moves.size(); ++i) {
      // A member that the pack gives no value is left out.
      data[i].erase_nulls();
      moves[i].data = std::move(data[i]);
    }
  }
  std::vector<ops::KeyedRow> rows;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    if (!overridden[i].empty()) moves[i].data["overridden"] = to_array(overridden[i]);
    rows.push_back({moves[i].key, columns[i], moves[i].image});
    written.push_back({writer.changes().size() + i, i});
  }
  writer.update_rows(kind.table, kind.key, rows);
  ops::write_events(writer, kind, moves);
  return written;
}

}  // namespace admctl::lifecycle
