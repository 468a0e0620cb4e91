#include "lib/audit/ecs_writer.hpp"

#include "lib/core/json_text.hpp"

namespace admctl::audit {
namespace {

constexpr std::array<std::pair<std::string_view, Common>, 4> labels{{{"resource", Common::resource},
                                                                     {"resource_id", Common::resource_id},
                                                                     {"ticket", Common::ticket},
                                                                     {"operation", Common::operation}}};

}  // namespace

EcsWriter::EcsWriter(const Source& source, const WriterOptions& options)
    : actor_ids_{source}, is_ledger_{source.kind == SourceKind::ledger}, row_{source, RowShown::whole} {
  service_ = ",\"service\":{\"name\":";
  append_json_string(service_, options.platform);
  service_ += ",\"type\":\"postgresql\"}";
}

void EcsWriter::append(std::string& out, const Record& record) {
  out += "{\"@timestamp\":";
  append_value(out, record.at(Common::time));
  const bool changes = is_given(record.at(Common::old_value)) || is_given(record.at(Common::new_value));
  out += R"(,"ecs":{"version":"8.11.0"},"event":{"kind":"event","category":["database"],"type":[")";
  out += changes || is_ledger_ ? "change" : "info";
  out += R"("],"outcome":"success","module":"admctl","dataset":"admctl.)";
  out += record.at(Common::source).text;
  out += "\",\"id\":";
  append_as_text(out, record.at(Common::id));
  out += ",\"action\":";
  append_as_text(out, record.at(Common::action));
  if (is_given(record.at(Common::reason))) {
    out += ",\"reason\":";
    append_as_text(out, record.at(Common::reason));
  }
  out += '}';
  if (const auto& actor = record.at(Common::actor); is_given(actor)) {
    out += actor_ids_.has(record) ? ",\"user\":{\"id\":" : ",\"user\":{\"name\":";
    append_as_text(out, actor);
    out += '}';
  }
  out += service_;
  append_labels(out, record);
  out += ",\"admctl\":{\"source\":";
  append_value(out, record.at(Common::source));
  out += ",\"actor_type\":";
  append_value(out, record.at(Common::actor_type));
  out += ",\"old\":";
  append_value(out, record.at(Common::old_value));
  out += ",\"new\":";
  append_value(out, record.at(Common::new_value));
  out += ",\"row\":";
  row_.append(out, record);
  out += "}}\n";
}

void EcsWriter::append_labels(std::string& out, const Record& record) const {
  bool first = true;
  for (const auto& [name, field] : labels) {
    if (!is_given(record.at(field))) continue;
    if (first) out += ",\"labels\":";
    out += member_start(name, first);
    append_as_text(out, record.at(field));
    first = false;
  }
  if (!first) out += '}';
}

}  // namespace admctl::audit
