#include "lib/ops/expression.hpp"

#include <fmt/format.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/id.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::ops {
namespace {

std::string text_param(pg::Params& params, pg::Param value) {
  return pg::bind(params, std::move(value)) + "::text";
}

}  // namespace

std::string OperationFacts::new_id() const {
  const auto time = parse_time(now).value_or(Time{});
  return pack->ids == platform::IdFormat::cuid ? make_cuid(time) : make_uuid_v4();
}

std::string expression_source(const OperationFacts& facts, const platform::Kind& kind,
                              std::span<const StateMove> moves, std::span<const Object> data,
                              pg::Params& params) {
  Array list;
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    const auto& move = moves[i];
    keys.push_back(move.key);
    // Member by member: a list of initialisers would copy the objects once more.
    Object record;
    record["place"] = i;
    record["key"] = move.key;
    record["new_id"] = facts.new_id();
    record["from_state"] = move.from;
    record["to_state"] = move.to;
    record["given"] = move.given;
    record["forced"] = move.forced;
    record["data"] = data.empty() ? Object{} : data[i];
    list.emplace_back(std::move(record));
  }
  const auto records = pg::bind(params, to_json(list));
  const auto all_keys = pg::bind(params, pg::array_text(keys));
  const auto key = pg::quote(kind.key);
  return fmt::format(
      "jsonb_to_recordset({}::jsonb) AS k (place integer, key text, new_id text, from_state text, to_state "
      "text, "
      "given jsonb, forced boolean, data jsonb) JOIN {} AS r ON r.{} = ANY({}) AND r.{}::text = k.key "
      "CROSS JOIN LATERAL (SELECT {} AS id, k.new_id, {}::timestamp AS now, k.from_state, k.to_state, {} AS "
      "reason, {} AS ticket, {} AS operator, k.forced, k.given, k.data) AS op",
      records, pg::quote(facts.pack->schema, kind.table), key, all_keys, key, text_param(params, facts.id),
      pg::bind(params, facts.now), text_param(params, facts.reason), text_param(params, facts.ticket),
      text_param(params, facts.actor));
}

std::string state_sql(const platform::Kind& kind) {
  return kind.state_reads.empty() ? "r." + pg::quote(kind.state) : fmt::format("({})::text", kind.state_reads);
}

std::string build_object(const platform::Expressions& expressions, pg::Params& params) {
  std::string members;
  for (const auto& [name, expression] : expressions) {
    members += fmt::format("{}{}, {}", members.empty() ? "" : ", ", text_param(params, name), expression);
  }
  return fmt::format("jsonb_build_object({})", members);
}

std::string evaluation(const OperationFacts& facts, const platform::Kind& kind,
                       std::span<const StateMove> moves, const platform::Expressions& expressions,
                       std::span<const Object> data, pg::Params& params) {
  const auto source = expression_source(facts, kind, moves, data, params);
  return fmt::format("SELECT k.place AS place, {} AS image FROM {}", build_object(expressions, params), source);
}

std::vector<Object> evaluate(pg::Transaction& tx, const OperationFacts& facts, const platform::Kind& kind,
                             std::span<const StateMove> moves, const platform::Expressions& expressions,
                             std::span<const Object> data) {
  std::vector<Object> out(moves.size());
  if (expressions.empty() || moves.empty()) return out;
  pg::Params params;
  const auto sql = evaluation(facts, kind, moves, expressions, data, params);
  const auto rows = tx.query(sql, params);
  if (rows.size() != moves.size()) {
    throw Error{code::no_such_record, fmt::format("a {} was deleted meanwhile", kind.name)};
  }
  for (const auto row : rows) {
    out[static_cast<std::size_t>(row.integer(0))] = parse_json_object(row.text(1));
  }
  return out;
}

}  // namespace admctl::ops
