// The formats of other people: what leaves as ECS and OCSF is valid by their schemas, whatever a row holds.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "lib/audit/record_writer.hpp"
#include "lib/core/json_text.hpp"
#include "tests/support/json_schema.hpp"

namespace admctl::audit {
namespace {

using Shape = Field::Shape;

struct Given {
  Field actor = {};
  Field actor_type = {};
  Field old_value = {};
  Field new_value = {};
  Field resource{Shape::text, "deals"};
  Field resource_id{Shape::text, "d1"};
  Field reason = {};
  Field ticket = {};
  Field operation = {};
};

std::string line(Format format, const Given& given, SourceKind kind = SourceKind::audit) {
  Source source;
  source.kind = kind;
  source.table = "audit_logs";
  source.columns = {{"createdAt", "a.c", ColumnType::timestamp}, {"actorId", "a.a"}, {"id", "a.i"}};
  source.common[static_cast<std::size_t>(Common::actor)] = 1;
  Record record;
  const Field time{Shape::text, "2026-02-16T12:00:00.123Z"};
  record.columns = {time, given.actor.shape == Shape::json ? Field{} : given.actor, {Shape::text, "a1"}};
  const auto set = [&](Common field, const Field& value) {
    record.common[static_cast<std::size_t>(field)] = value;
  };
  set(Common::time, time);
  set(Common::source, {Shape::text, source_name(kind)});
  set(Common::actor, given.actor);
  set(Common::actor_type, given.actor_type);
  set(Common::action, {Shape::text, "deal.\"odd\"\n"});
  set(Common::resource, given.resource);
  set(Common::resource_id, given.resource_id);
  set(Common::old_value, given.old_value);
  set(Common::new_value, given.new_value);
  set(Common::reason, given.reason);
  set(Common::ticket, given.ticket);
  set(Common::operation, given.operation);
  set(Common::id, record.columns[2]);
  std::string out;
  make_writer({.format = format, .platform = "shop", .tool = "admctl 1.2.3"}, source)->append(out, record);
  return out;
}

const Field object{Shape::json, R"({"status":"FUNDED"})"};

std::vector<Given> all_shapes() {
  std::vector<Given> shapes(1);
  for (const auto& actor : {Field{}, Field{Shape::text, "u1"}, Field{Shape::json, "\"alice\""}}) {
    for (const auto& type : {Field{}, Field{Shape::text, "USER"}, Field{Shape::text, "robot"}}) {
      for (const auto& old_value :
           {Field{}, object, Field{Shape::json, "null"}, Field{Shape::text, "********"}}) {
        for (const auto& new_value : {Field{}, object}) {
          shapes.push_back(
              {.actor = actor, .actor_type = type, .old_value = old_value, .new_value = new_value});
        }
      }
    }
  }
  shapes.push_back({.resource = {},
                    .resource_id = {},
                    .reason = {Shape::json, "\"why\""},
                    .ticket = {Shape::json, "4711"},
                    .operation = {Shape::text, "0199"}});
  shapes.push_back({.resource_id = {}, .reason = {Shape::json, "null"}});
  return shapes;
}

}  // namespace

TEST_CASE("Every row becomes one valid document of the Elastic Common Schema") {
  const test::JsonSchema schema{"tests/data/ecs.schema.json"};
  for (const auto& shape : all_shapes()) {
    for (const auto kind : {SourceKind::audit, SourceKind::events, SourceKind::ledger}) {
      const auto text = line(Format::ecs, shape, kind);
      INFO(text);
      CHECK(text.find('\n') == text.size() - 1);
      CHECK(schema.problems(text).empty());
    }
  }
}

TEST_CASE("Every row becomes one valid OCSF event of the class Entity Management") {
  const test::JsonSchema schema{"tests/data/ocsf_entity_management.schema.json"};
  for (const auto& shape : all_shapes()) {
    for (const auto kind : {SourceKind::audit, SourceKind::events, SourceKind::ledger}) {
      const auto text = line(Format::ocsf, shape, kind);
      INFO(text);
      CHECK(text.find('\n') == text.size() - 1);
      CHECK(schema.problems(text).empty());
      const auto event = parse_json(text);
      CHECK(*event.at("type_uid").as_int() == 300400 + *event.at("activity_id").as_int());
    }
  }
}

TEST_CASE("The schemas refuse what is no such document") {
  CHECK_FALSE(test::JsonSchema{"tests/data/ecs.schema.json"}
                  .problems(R"({"@timestamp": "2026-02-16T12:00:00.000Z"})")
                  .empty());
  auto event = nlohmann::json::parse(line(Format::ocsf, {}));
  event["unknown_attribute"] = 1;
  CHECK_FALSE(test::JsonSchema{"tests/data/ocsf_entity_management.schema.json"}.problems(event.dump()).empty());
}

TEST_CASE("ECS tells users of the application by id and operators by name") {
  CHECK(parse_json(line(Format::ecs, {.actor = {Shape::text, "u1"}})).at("user").at("id") == Value{"u1"});
  CHECK(parse_json(line(Format::ecs, {.actor = {Shape::json, "\"alice\""}})).at("user").at("name") ==
        Value{"alice"});
  CHECK(parse_json(line(Format::ecs, {.actor = {Shape::text, "bob@ops"}}, SourceKind::ledger))
            .at("user")
            .at("name") == Value{"bob@ops"});
  const auto labels = parse_json(line(Format::ecs, {.ticket = {Shape::json, "4711"}})).at("labels");
  CHECK(labels.at("ticket") == Value{"4711"});
  CHECK(labels.at("resource") == Value{"deals"});
}

TEST_CASE("OCSF tells from old and new values what was done") {
  const auto activity = [](const Given& given) { return parse_json(line(Format::ocsf, given)); };
  CHECK(activity({.new_value = object}).at("activity_name") == Value{"Create"});
  CHECK(activity({.old_value = object, .new_value = object}).at("activity_name") == Value{"Update"});
  CHECK(activity({.old_value = object}).at("activity_name") == Value{"Delete"});
  const auto other = activity({});
  CHECK(other.at("activity_id") == Value{99});
  CHECK(other.at("activity_name") == Value{"deal.\"odd\"\n"});
  CHECK(other.at("time") == Value{std::int64_t{1771243200123}});
  const auto update = activity({.old_value = object, .new_value = object});
  CHECK(update.at("entity").at("uid") == Value{"d1"});
  CHECK(update.at("entity").at("data").at("status") == Value{"FUNDED"});
  CHECK(update.at("entity_result").at("data").at("status") == Value{"FUNDED"});
  CHECK(update.at("metadata").at("product").at("version") == Value{"1.2.3"});
}

}  // namespace admctl::audit
