#include "lib/ops/trail.hpp"

#include <map>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"

namespace admctl::ops {
namespace {

Object who_and_why(const Writer& writer, bool forced) {
  const auto& request = writer.request();
  Object out{{"operator", request.actor}, {"operation", writer.id()}};
  if (request.reason) out["reason"] = *request.reason;
  if (request.ticket) out["ticket"] = *request.ticket;
  if (forced) out["forced"] = true;
  return out;
}

Object audit_row(const Writer& writer, const Audit& audit) {
  const auto& mapping = *writer.pack().audit;
  auto more = who_and_why(writer, false);
  more["command"] = writer.request().command;
  more["host"] = writer.request().host;
  for (const auto& [name, value] : audit.metadata.members()) more[name] = value;

  std::map<std::string_view, Value> fields;
  fields["id"] = writer.new_id();
  fields["time"] = writer.now();
  fields["actor_type"] = mapping.actor_type;
  fields["action"] = audit.action;
  fields["resource"] = audit.resource;
  fields["resource_id"] = audit.resource_id;
  fields["old"] = masked_image(writer.pack(), audit.resource, audit.before);
  fields["new"] = masked_image(writer.pack(), audit.resource, audit.after);
  fields["metadata"] = std::move(more);
  // Rows written together have the same columns: what there is nothing to say of is NULL.
  Object row;
  for (const auto& [field, column] : mapping.columns) {
    if (field != "actor") row[column] = std::move(fields[field]);
  }
  return row;
}

// What the pack's own expressions make of the audits: for each that is to be written its place and the columns
// that they give.
std::vector<std::pair<std::size_t, Object>> own_values(Writer& writer, std::span<const Audit> audits) {
  const auto& mapping = *writer.pack().audit;
  Array records;
  for (std::size_t i = 0; i < audits.size(); ++i) {
    const auto& audit = audits[i];
    auto metadata = who_and_why(writer, false);
    for (const auto& [name, value] : audit.metadata.members()) metadata[name] = value;
    records.emplace_back(Object{{"place", i},
                                {"action", audit.action},
                                {"resource", audit.resource},
                                {"resource_id", audit.resource_id},
                                {"old", masked_image(writer.pack(), audit.resource, audit.before)},
                                {"new", masked_image(writer.pack(), audit.resource, audit.after)},
                                {"metadata", std::move(metadata)}});
  }
  const auto& request = writer.request();
  pg::Params params;
  const auto text = [&](pg::Param value) { return pg::bind(params, std::move(value)) + "::text"; };
  const auto object = mapping.values.empty() ? std::string{"'{}'"} : build_object(mapping.values, params);
  const auto rows = writer.tx().query(
      fmt::format(
          "SELECT a.place, {} FROM jsonb_to_recordset({}::jsonb) AS a (place integer, action text, resource "
          "text, resource_id text, old jsonb, new jsonb, metadata jsonb) CROSS JOIN (SELECT {} AS id, "
          "{}::timestamp AS now, {} AS operator, {} AS reason, {} AS ticket) AS op WHERE {} ORDER BY a.place",
          object, pg::bind(params, to_json(records)), text(writer.id()), pg::bind(params, writer.now()),
          text(request.actor), text(request.reason), text(request.ticket),
          mapping.when.empty() ? "true" : fmt::format("({}\n)", mapping.when)),
      params);
  std::vector<std::pair<std::size_t, Object>> out;
  for (const auto row : rows)
    out.emplace_back(static_cast<std::size_t>(row.integer(0)), parse_json_object(row.text(1)));
  return out;
}

std::vector<std::string> audit_key(const platform::AuditMapping& mapping) {
  const auto id = mapping.columns.find("id");
  if (id == mapping.columns.end()) throw Error{code::bad_pack, "the pack's audit mapping has no id column"};
  return {id->second};
}

}  // namespace

Value masked_image(const platform::Pack& pack, std::string_view table, const Value& image) {
  const auto* object = image.as_object();
  if (!object) return image;
  Object out;
  for (const auto& [column, value] : object->members()) {
    out[column] = pack.is_in_class("secret", table, column) && !value.is_null() ? Value{redacted} : value;
  }
  return out;
}

void write_audit(Writer& writer, std::string_view action, std::string_view resource,
                 std::string_view resource_id, const Value& old_value, const Value& new_value,
                 Object metadata) {
  const Audit audit{std::string{action}, std::string{resource}, std::string{resource_id}, old_value,
                    new_value,           std::move(metadata)};
  write_audits(writer, {&audit, 1});
}

void write_audits(Writer& writer, std::span<const Audit> audits) {
  const auto& mapping = writer.pack().audit;
  if (!mapping) return;
  if (audits.empty()) return;
  std::vector<Object> rows;
  if (mapping->values.empty() && mapping->when.empty()) {
    for (const auto& audit : audits) rows.push_back(audit_row(writer, audit));
  } else {
    for (auto& [place, own] : own_values(writer, audits)) {
      auto& row = rows.emplace_back(audit_row(writer, audits[place]));
      for (auto& [column, value] : own.members()) row[column] = value;
    }
  }
  writer.insert_rows(mapping->table, audit_key(*mapping), std::move(rows), Role::trail);
}

Audit audit_of(const Change& change, std::string action, Object metadata) {
  return {std::move(action), change.table, row_key(change).front().second,
          change.before,     change.after, std::move(metadata)};
}

void write_events(Writer& writer, const platform::Kind& kind, std::span<const StateMove> moves) {
  if (kind.trail.event_table.empty()) return;
  std::vector<Object> data;
  for (const auto& move : moves) {
    auto members = who_and_why(writer, move.forced);
    for (const auto& [name, value] : move.data.members()) members[name] = value;
    data.push_back(std::move(members));
  }
  writer.insert_evaluated(kind.trail.event_table, {kind.trail.event_key}, kind, moves, kind.trail.event, data,
                          Role::trail);
}

}  // namespace admctl::ops
