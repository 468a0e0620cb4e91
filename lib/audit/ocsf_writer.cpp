#include "lib/audit/ocsf_writer.hpp"

#include <fmt/format.h>

#include "lib/core/clock.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::audit {
namespace {

constexpr int class_uid = 3004;

struct Activity {
  int id;
  std::string_view name;
};

Activity activity_of(const Record& record) {
  const bool old_given = is_given(record.at(Common::old_value));
  const bool new_given = is_given(record.at(Common::new_value));
  if (old_given && new_given) return {3, "Update"};
  if (new_given) return {1, "Create"};
  if (old_given) return {4, "Delete"};
  return {99, {}};
}

// What the platforms call their actors, in the words of the schema.
Activity user_type(std::string_view actor_type) {
  if (actor_type == "USER") return {1, "User"};
  if (actor_type == "ADMIN") return {2, "Admin"};
  if (actor_type == "SYSTEM") return {3, "System"};
  return {actor_type.empty() ? 0 : 99, actor_type};
}

}  // namespace

OcsfWriter::OcsfWriter(const Source& source, const WriterOptions& options)
    : actor_ids_{source}, table_{source.table}, row_{source, RowShown::whole} {
  application_ = ",\"actor\":{\"app_name\":";
  append_json_string(application_, options.platform);
  application_ += '}';
  const auto blank = options.tool.find(' ');
  product_ = R"({"version":"1.3.0","product":{"name":"admctl","vendor_name":"admctl","version":)";
  append_json_string(product_,
                     blank == std::string::npos ? "" : std::string_view{options.tool}.substr(blank + 1));
  product_ += "},\"log_provider\":";
  append_json_string(product_, options.platform);
}

void OcsfWriter::append(std::string& out, const Record& record) {
  const auto activity = activity_of(record);
  const auto time = parse_time(record.at(Common::time).text);
  fmt::format_to(std::back_inserter(out),
                 R"({{"category_uid":3,"category_name":"Identity & Access Management","class_uid":{0},)"
                 R"("class_name":"Entity Management","type_uid":{1},"activity_id":{2},"activity_name":)",
                 class_uid, class_uid * 100 + activity.id, activity.id);
  if (activity.name.empty())
    append_as_text(out, record.at(Common::action));
  else
    append_json_string(out, activity.name);
  fmt::format_to(
      std::back_inserter(out),
      R"(,"severity_id":1,"severity":"Informational","status_id":1,"status":"Success","time":{},"metadata":)",
      time ? time->time_since_epoch().count() : 0);
  append_metadata(out, record);
  append_actor(out, record);
  out += ",\"entity\":";
  append_entity(out, record, Common::old_value);
  if (is_given(record.at(Common::new_value))) {
    out += ",\"entity_result\":";
    append_entity(out, record, Common::new_value);
  }
  if (is_given(record.at(Common::reason))) {
    out += ",\"comment\":";
    append_as_text(out, record.at(Common::reason));
  }
  out += ",\"unmapped\":{\"source\":";
  append_value(out, record.at(Common::source));
  out += ",\"ticket\":";
  append_value(out, record.at(Common::ticket));
  out += ",\"row\":";
  row_.append(out, record);
  out += "}}\n";
}

void OcsfWriter::append_metadata(std::string& out, const Record& record) const {
  out += product_;
  out += ",\"log_name\":";
  append_json_string(out, table_);
  out += ",\"uid\":";
  append_as_text(out, record.at(Common::id));
  out += ",\"event_code\":";
  append_as_text(out, record.at(Common::action));
  out += ",\"original_time\":";
  append_as_text(out, record.at(Common::time));
  if (is_given(record.at(Common::operation))) {
    out += ",\"correlation_uid\":";
    append_as_text(out, record.at(Common::operation));
  }
  out += '}';
}

void OcsfWriter::append_actor(std::string& out, const Record& record) const {
  const auto& actor = record.at(Common::actor);
  if (!is_given(actor)) {
    out += application_;
    return;
  }
  out += actor_ids_.has(record) ? ",\"actor\":{\"user\":{\"uid\":" : ",\"actor\":{\"user\":{\"name\":";
  append_as_text(out, actor);
  const auto type = user_type(record.at(Common::actor_type).text);
  fmt::format_to(std::back_inserter(out), ",\"type_id\":{}", type.id);
  if (!type.name.empty()) {
    out += ",\"type\":";
    append_json_string(out, type.name);
  }
  out += "}}";
}

void OcsfWriter::append_entity(std::string& out, const Record& record, Common values) const {
  const auto& id = record.at(Common::resource_id);
  const auto& type = record.at(Common::resource);
  // One of name and uid must be there.
  out += is_given(id) ? "{\"uid\":" : "{\"name\":";
  append_as_text(out, is_given(id) ? id : is_given(type) ? type : record.at(Common::action));
  if (is_given(type)) {
    out += ",\"type\":";
    append_as_text(out, type);
  }
  if (const auto& data = record.at(values); is_given(data)) {
    out += ",\"data\":";
    append_value(out, data);
  }
  out += '}';
}

}  // namespace admctl::audit
