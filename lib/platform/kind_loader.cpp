// Reads one kind of platform.yaml and the small values that all parts of a pack are made of.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/platform/pack_parts.hpp"

namespace admctl::platform {
namespace {

constexpr std::size_t longest_identifier = 63;  // PostgreSQL cuts longer names off silently

bool is_identifier(std::string_view word) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           (c & 0x80) != 0;
  };
  return !word.empty() && word.size() <= longest_identifier && std::ranges::all_of(word, fits);
}

// Kinds are typed on command lines: deal/1042.
std::string read_kind_name(const YamlNode& node, std::string name) {
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  if (!std::ranges::all_of(name, is_plain)) {
    node.refuse(fmt::format("'{}' cannot be the name of a kind", name),
                "Use lower-case letters, digits and '-'.");
  }
  return name;
}

std::optional<std::string> find_identifier(const YamlMap& map, std::string_view key) {
  const auto* node = map.find(key);
  return node ? std::optional{read_identifier(*node)} : std::nullopt;
}

std::vector<Party> read_parties(const YamlNode& node) {
  std::vector<Party> result;
  for (const auto& item : node.items()) {
    const auto map = item.map("a party", {"role", "column", "table", "key", "show", "find"});
    Party party;
    party.role = map.text("role");
    party.column = read_identifier(map.at("column"));
    party.table = read_identifier(map.at("table"));
    party.key = find_identifier(map, "key").value_or(party.key);
    party.show = read_identifiers(map, "show");
    party.find = read_identifiers(map, "find");
    if (std::ranges::find(result, party.role, &Party::role) != result.end()) {
      map.at("role").refuse(fmt::format("two parties have the role '{}'", party.role));
    }
    result.push_back(std::move(party));
  }
  return result;
}

std::vector<Related> read_related(const YamlNode& node) {
  std::vector<Related> result;
  for (const auto& item : node.items()) {
    const auto map =
        item.map("a related table", {"name", "table", "column", "equals", "show", "order", "lock", "key"});
    Related related;
    related.name = map.text("name");
    related.table = read_identifier(map.at("table"));
    related.column = read_identifier(map.at("column"));
    related.equals = find_identifier(map, "equals").value_or(related.equals);
    related.show = read_identifiers(map, "show");
    related.order = find_identifier(map, "order");
    related.lock = map.flag_or("lock", false);
    related.key = find_identifier(map, "key").value_or(related.key);
    if (related.show.empty()) map.at("show").refuse("'show' must name at least one column");
    if (std::ranges::find(result, related.name, &Related::name) != result.end()) {
      map.at("name").refuse(fmt::format("two related tables are called '{}'", related.name));
    }
    result.push_back(std::move(related));
  }
  return result;
}

std::vector<TimelineSource> read_timeline(const YamlNode& node) {
  std::vector<TimelineSource> result;
  for (const auto& item : node.items()) {
    const auto map =
        item.map("a timeline source", {"name", "table", "column", "equals", "time", "what", "where"});
    TimelineSource source;
    source.name = map.text("name");
    source.table = read_identifier(map.at("table"));
    source.column = read_identifier(map.at("column"));
    source.equals = find_identifier(map, "equals").value_or(source.equals);
    source.time = read_sql(map.at("time"));
    source.what = read_sql(map.at("what"));
    if (const auto* where = map.find("where")) source.where = read_sql(*where);
    result.push_back(std::move(source));
  }
  return result;
}

std::vector<Guard> read_guards(const YamlNode& node) {
  std::vector<Guard> result;
  for (const auto& member : node.members()) {
    const auto map = member.value.map(fmt::format("guard '{}'", member.key), {"holds", "sentence"});
    result.push_back({member.key, read_sql(map.at("holds")), map.text("sentence")});
  }
  return result;
}

// The column, or how a state is told from it.
void read_state(Kind& kind, const YamlNode& node) {
  if (node.type() == YamlNode::Type::text) {
    kind.state = read_identifier(node);
    return;
  }
  const auto map = node.map("'state'", {"column", "reads", "writes"});
  kind.state = read_identifier(map.at("column"));
  kind.state_reads = read_sql(map.at("reads"));
  if (const auto* writes = map.find("writes")) kind.state_writes = read_sql(*writes);
}

// Whether the kind exists is checked when all kinds are read.
Owner read_owner(const YamlNode& node) {
  const auto map = node.map("'owner'", {"kind", "column"});
  return {map.text("kind"), read_identifier(map.at("column"))};
}

// `key` names a member of `written`, so that what is written can be read back.
std::string read_member_name(const YamlMap& map, std::string_view key, const Expressions& written) {
  std::vector<std::string> names;
  for (const auto& [name, sql] : written) names.push_back(name);
  return map.at(key).one_of("member", names);
}

void read_history(Trail& trail, const YamlNode& node) {
  const auto map = node.map("'history'", {"column", "state", "time", "entry"});
  trail.history_column = read_identifier(map.at("column"));
  trail.history_entry = read_expressions(map.at("entry"));
  trail.history_state = read_member_name(map, "state", trail.history_entry);
  trail.history_time = read_member_name(map, "time", trail.history_entry);
}

void read_events(Trail& trail, const YamlNode& node) {
  const auto map =
      node.map("'events'", {"table", "key", "row", "record", "time", "type", "actor_type", "data"});
  trail.event_table = read_identifier(map.at("table"));
  trail.event_key = find_identifier(map, "key").value_or(trail.event_key);
  for (const auto& member : map.at("row").members()) read_identifier(member.key_node);
  trail.event = read_expressions(map.at("row"));
  trail.event_record = read_member_name(map, "record", trail.event);
  trail.event_time = read_member_name(map, "time", trail.event);
  trail.event_type = read_member_name(map, "type", trail.event);
  if (map.contains("actor_type")) trail.event_actor_type = read_member_name(map, "actor_type", trail.event);
  if (map.contains("data")) trail.event_data = read_member_name(map, "data", trail.event);
}

Trail read_trail(const YamlNode& node) {
  const auto map = node.map("'trail'", {"history", "events"});
  Trail trail;
  if (const auto* history = map.find("history")) read_history(trail, *history);
  if (const auto* events = map.find("events")) read_events(trail, *events);
  return trail;
}

}  // namespace

std::string read_identifier(const YamlNode& node) {
  auto word = node.text();
  if (!is_identifier(word)) {
    node.refuse(fmt::format("'{}' is no name of a table or column", word),
                fmt::format("Letters, digits, '_' and '$', at most {} bytes.", longest_identifier));
  }
  return word;
}

std::vector<std::string> read_identifiers(const YamlMap& map, std::string_view key) {
  const auto* node = map.find(key);
  if (!node) return {};
  for (const auto& item : node->items()) read_identifier(item);
  return node->texts();
}

std::vector<std::string> read_columns(const YamlNode& node) {
  for (const auto& item : node.items()) {
    const auto word = item.text();
    const auto parts = split(word, '.');
    if (parts.size() != 2 || !is_identifier(parts[0]) || !is_identifier(parts[1])) {
      item.refuse(fmt::format("'{}' is no column", word), "Write table.column.");
    }
  }
  return node.texts();
}

std::string read_sql(const YamlNode& node) {
  const auto text = node.text();
  return std::string{trim(text)};
}

Expressions read_expressions(const YamlNode& node) {
  Expressions result;
  for (const auto& member : node.members()) result.emplace_back(member.key, read_sql(member.value));
  if (result.empty()) node.refuse(fmt::format("{} is empty", node.name()));
  return result;
}

YamlNode read_yaml(const PackFiles& files, std::string_view file) {
  const auto image = files.yaml_image(file);
  return image.empty() ? YamlNode::parse(files.display_path(file), files.read(file))
                       : YamlNode::from_image(files.display_path(file), files.read(file), image);
}

YamlNode read_part(const YamlNode& node, const PackFiles& files) {
  if (node.type() != YamlNode::Type::text) return node;
  const auto file = node.text();
  if (!files.contains(file)) node.refuse(fmt::format("{}: the pack has no file '{}'", node.name(), file));
  return read_yaml(files, file);
}

std::vector<Input> read_inputs(const YamlNode& node) {
  std::vector<Input> result;
  for (const auto& member : node.members()) {
    const auto map =
        member.value.map(fmt::format("input '{}'", member.key), {"meaning", "of", "required", "when"});
    Input input;
    input.name = read_identifier(member.key_node);
    input.meaning = map.text("meaning");
    input.required = map.flag_or("required", false);
    if (const auto* when = map.find("when")) input.when = read_sql(*when);
    if (const auto* of = map.find("of")) {
      input.of = of->text();
      if (split(*input.of, '.').size() != 2)
        of->refuse(fmt::format("'{}' is no column", *input.of), "Write table.column.");
    }
    result.push_back(std::move(input));
  }
  return result;
}

Kind read_kind(const YamlMember& member, const YamlNode& body) {
  const auto map =
      body.map(fmt::format("kind '{}'", member.key),
               {"plural", "title", "table", "key", "label", "find", "state", "updated", "created", "list",
                "terms", "parties", "related", "timeline", "owner", "trail", "guards", "lifecycle"});
  Kind kind;
  kind.name = read_kind_name(member.key_node, member.key);
  kind.plural = read_kind_name(map.at("plural"), map.text("plural"));
  kind.title = map.text("title");
  kind.table = read_identifier(map.at("table"));
  kind.key = read_identifier(map.at("key"));
  kind.label = find_identifier(map, "label");
  kind.find = read_identifiers(map, "find");
  read_state(kind, map.at("state"));
  kind.updated = find_identifier(map, "updated");
  kind.created = find_identifier(map, "created");
  kind.list = read_identifiers(map, "list");
  kind.terms = read_identifiers(map, "terms");
  if (const auto* parties = map.find("parties")) kind.parties = read_parties(*parties);
  if (const auto* related = map.find("related")) kind.related = read_related(*related);
  if (const auto* timeline = map.find("timeline")) kind.timeline = read_timeline(*timeline);
  if (const auto* owner = map.find("owner")) kind.owner = read_owner(*owner);
  if (const auto* trail = map.find("trail")) kind.trail = read_trail(*trail);
  if (const auto* guards = map.find("guards")) kind.guards = read_guards(*guards);
  kind.lifecycle = read_lifecycle(map.at("lifecycle"), kind);
  return kind;
}

}  // namespace admctl::platform
