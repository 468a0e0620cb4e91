#include "lib/ops/trail.hpp"

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"

namespace admctl::ops {
namespace {

Value masked(const platform::Pack& pack, std::string_view table, const Value& image) {
  const auto* object = image.as_object();
  if (!object) return image;
  Object out;
  for (const auto& [column, value] : object->members()) {
    out[column] = pack.is_in_class("secret", table, column) && !value.is_null() ? Value{redacted} : value;
  }
  return out;
}

Object who_and_why(const Writer& writer) {
  const auto& request = writer.request();
  Object out{{"operator", request.actor}, {"operation", writer.id()}};
  if (request.reason) out["reason"] = *request.reason;
  if (request.ticket) out["ticket"] = *request.ticket;
  if (writer.forced()) out["forced"] = true;
  return out;
}

}  // namespace

void write_audit(Writer& writer, std::string_view action, std::string_view resource,
                 std::string_view resource_id, const Value& old_value, const Value& new_value,
                 Object metadata) {
  const auto& mapping = writer.pack().audit;
  if (!mapping) return;
  auto more = who_and_why(writer);
  more["command"] = writer.request().command;
  more["host"] = writer.request().host;
  for (const auto& [name, value] : metadata.members()) more[name] = value;

  const Object fields{{"id", writer.new_id()},
                      {"time", writer.now()},
                      {"actor_type", mapping->actor_type},
                      {"action", action},
                      {"resource", resource},
                      {"resource_id", resource_id},
                      {"old", masked(writer.pack(), resource, old_value)},
                      {"new", masked(writer.pack(), resource, new_value)},
                      {"metadata", std::move(more)}};
  Object row;
  for (const auto& [field, column] : mapping->columns) {
    const auto* value = fields.find(field);
    if (value && !value->is_null()) row[column] = *value;
  }
  const auto id = mapping->columns.find("id");
  if (id == mapping->columns.end()) throw Error{code::bad_pack, "the pack's audit mapping has no id column"};
  writer.insert(mapping->table, {id->second}, row, Role::trail);
}

Object event_data(const Writer& writer, const Object& more) {
  auto out = who_and_why(writer);
  for (const auto& [name, value] : more.members()) out[name] = value;
  return out;
}

std::string expression_source(const Writer& writer, const platform::Kind& kind, const StateMove& move,
                              const Value& data, pg::Params& params) {
  const auto& request = writer.request();
  const auto text = [&](pg::Param value) { return pg::bind(params, std::move(value)) + "::text"; };
  return fmt::format(
      "{} AS r CROSS JOIN (SELECT {} AS id, {} AS new_id, {}::timestamp AS now, {} AS from_state, {} AS "
      "to_state, {} AS "
      "reason, {} AS ticket, {} AS operator, {}::boolean AS forced, {}::jsonb AS given, {}::jsonb AS data) AS "
      "op",
      pg::quote(writer.pack().schema, kind.table), text(writer.id()), text(writer.new_id()),
      pg::bind(params, writer.now()), text(move.from), text(move.to), text(request.reason),
      text(request.ticket), text(request.actor), pg::bind(params, writer.forced() ? "true" : "false"),
      pg::bind(params, to_json(move.given)), pg::bind(params, to_json(data)));
}

Object evaluate(Writer& writer, const platform::Kind& kind, const StateMove& move, const Value& data,
                const platform::Expressions& expressions) {
  if (expressions.empty()) return {};
  pg::Params params;
  const auto source = expression_source(writer, kind, move, data, params);
  std::string members;
  for (const auto& [name, expression] : expressions) {
    members += fmt::format("{}{}::text, {}", members.empty() ? "" : ", ", pg::bind(params, name), expression);
  }
  const auto key = pg::bind(params, move.key);
  const auto image = writer.tx().value(fmt::format("SELECT jsonb_build_object({}) FROM {} WHERE r.{} = {}",
                                                   members, source, pg::quote(kind.key), key),
                                       params);
  if (!image) throw Error{code::no_such_record, fmt::format("there is no {} {}", kind.name, move.key)};
  return *parse_json(*image).as_object();
}

void write_event(Writer& writer, const platform::Kind& kind, const StateMove& move) {
  if (kind.trail.event_table.empty()) return;
  const auto row = evaluate(writer, kind, move, event_data(writer, move.data), kind.trail.event);
  writer.insert(kind.trail.event_table, {kind.trail.event_key}, row, Role::trail);
}

}  // namespace admctl::ops
