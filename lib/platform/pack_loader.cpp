// Reads platform.yaml from its top; kinds and lifecycles are read by their own files.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/platform/domains.hpp"
#include "lib/platform/pack_parts.hpp"

namespace admctl::platform {
namespace {

constexpr std::string_view manifest = "platform.yaml";

template <typename E, std::size_t N>
E read_enum(const YamlMap& map, std::string_view key,
            const std::array<std::pair<std::string_view, E>, N>& words, std::string_view what) {
  std::vector<std::string> allowed;
  for (const auto& [word, value] : words) allowed.emplace_back(word);
  const auto word = map.at(key).one_of(what, allowed);
  return words[static_cast<std::size_t>(std::ranges::find(allowed, word) - allowed.begin())].second;
}

constexpr std::array<std::pair<std::string_view, HistoryFormat>, 5> history_formats{{
    {"prisma", HistoryFormat::prisma},
    {"drizzle", HistoryFormat::drizzle},
    {"supabase", HistoryFormat::supabase},
    {"dbmate", HistoryFormat::dbmate},
    {"native", HistoryFormat::native},
}};

constexpr std::array<std::pair<std::string_view, IdFormat>, 2> id_formats{{
    {"cuid", IdFormat::cuid},
    {"uuid", IdFormat::uuid},
}};

std::string read_migrations(const YamlMap& root, const PackFiles& files) {
  const auto* node = root.find("migrations");
  if (!node) return "migrations";
  auto dir = node->text();
  if (files.list(dir).empty()) node->refuse(fmt::format("the pack has no files in '{}'", dir));
  return dir;
}

std::optional<std::string> read_generator(const YamlMap& root, const PackFiles& files) {
  if (const auto* node = root.find("generator")) return read_file_name(*node, files);
  constexpr std::string_view usual = "generator.yaml";
  return files.contains(usual) ? std::optional<std::string>{usual} : std::nullopt;
}

std::vector<MoneyColumns> read_money(const YamlNode& node) {
  std::vector<MoneyColumns> result;
  std::vector<std::string> seen;
  for (const auto& item : node.items()) {
    const auto map = item.map("a money format", {"unit", "scale", "minor_units", "columns"});
    MoneyColumns money;
    money.format.unit = map.text("unit");
    money.format.minor_units = map.flag_or("minor_units", true);
    constexpr int largest_scale = 18;
    if (const auto* scale = map.find("scale")) {
      money.format.scale = static_cast<int>(scale->integer(0, largest_scale));
    }
    money.columns = read_columns(map.at("columns"));
    for (const auto& column : money.columns) {
      if (std::ranges::find(seen, column) != seen.end()) {
        map.at("columns").refuse(fmt::format("'{}' has two money formats", column));
      }
      seen.push_back(column);
    }
    result.push_back(std::move(money));
  }
  return result;
}

// Commands take singular and plural, so no word may mean two kinds.
void check_words(const Kind& kind, const Kind& other, const YamlMember& member, const YamlNode& body) {
  for (const auto& word : {other.name, other.plural}) {
    if (kind.name == word)
      member.key_node.refuse(fmt::format("'{}' already means kind '{}'", word, other.name));
    if (kind.plural != word) continue;
    for (const auto& part : body.members()) {
      if (part.key == "plural")
        part.value.refuse(fmt::format("'{}' already means kind '{}'", word, other.name));
    }
  }
}

std::vector<Kind> read_kinds(const YamlNode& node, const PackFiles& files) {
  std::vector<Kind> result;
  const auto members = node.members();
  for (const auto& member : members) {
    const auto body = read_part(member.value, files);
    auto kind = read_kind(member, body);
    for (const auto& other : result) check_words(kind, other, member, body);
    result.push_back(std::move(kind));
  }
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto& owner = result[i].owner;
    if (owner && std::ranges::find(result, owner->kind, &Kind::name) == result.end())
      members[i].key_node.refuse(fmt::format("its owner '{}' is no kind", owner->kind));
  }
  return result;
}

void read_audit_columns(const YamlNode& node, AuditMapping& result) {
  const auto columns = node.map("the audit columns", {"id", "time", "actor", "actor_type", "action", "resource",
                                                      "resource_id", "old", "new", "metadata"});
  for (const auto& member : columns.node().members())
    result.columns[member.key] = read_identifier(member.value);
  for (const auto* needed : {"id", "time", "action"}) columns.at(needed);
}

AuditMapping read_audit(const YamlNode& node) {
  const auto map = node.map("'audit'", {"table", "actor_type", "columns", "values", "when"});
  AuditMapping result;
  result.table = read_identifier(map.at("table"));
  read_audit_columns(map.at("columns"), result);
  if (const auto* values = map.find("values")) {
    for (const auto& member : values->members()) read_identifier(member.key_node);
    result.values = read_expressions(*values);
  }
  if (const auto* when = map.find("when")) result.when = read_sql(*when);
  if (result.columns.contains("actor_type")) {
    result.actor_type = map.text("actor_type");
  } else if (const auto* unused = map.find("actor_type")) {
    unused->refuse("'actor_type' is given but the audit columns have none");
  }
  return result;
}

std::vector<AuditMapping> read_events(const YamlNode& node) {
  std::vector<AuditMapping> result;
  for (const auto& item : node.items()) {
    const auto map = item.map("an event table", {"table", "resource", "columns"});
    AuditMapping events;
    events.table = read_identifier(map.at("table"));
    read_audit_columns(map.at("columns"), events);
    if (const auto* resource = map.find("resource")) {
      if (events.columns.contains("resource")) resource->refuse("'resource' is a column already");
      events.resource = read_identifier(*resource);
    }
    result.push_back(std::move(events));
  }
  return result;
}

std::vector<ColumnClass> read_classes(const YamlNode& node) {
  std::vector<ColumnClass> result;
  const auto map = node.map("'classes'", {"secret", "personal", "financial", "content", "linkable"});
  for (const auto& member : map.node().members()) result.push_back({member.key, read_columns(member.value)});
  return result;
}

std::string read_platform_name(const YamlNode& node) {
  auto name = node.text();
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  if (!std::ranges::all_of(name, is_plain)) {
    node.refuse(fmt::format("'{}' is no platform name", name), "Use lower-case letters, digits and '-'.");
  }
  return name;
}

}  // namespace

std::string read_file_name(const YamlNode& node, const PackFiles& files) {
  auto file = node.text();
  if (!files.contains(file)) node.refuse(fmt::format("{}: the pack has no file '{}'", node.name(), file));
  return file;
}

namespace {

YamlMap read_manifest(const PackFiles& files) {
  return read_yaml(files, manifest)
      .map("the platform", {"platform", "title", "schema", "history", "ids", "migrations", "money", "domains",
                            "kinds", "invariants", "recipes", "categories", "config", "audit", "events",
                            "classes", "scenarios", "generator"});
}

PackHead read_head(const YamlMap& root, PackFiles files) {
  PackHead head;
  head.platform = read_platform_name(root.at("platform"));
  head.title = root.text("title");
  if (const auto* schema = root.find("schema")) head.schema = read_identifier(*schema);
  head.history = read_enum(root, "history", history_formats, "history format");
  head.ids = read_enum(root, "ids", id_formats, "id format");
  head.migrations = read_migrations(root, files);
  head.files = std::move(files);
  return head;
}

}  // namespace

PackHead load_pack_head(PackFiles files) {
  const auto root = read_manifest(files);
  return read_head(root, std::move(files));
}

Pack load_pack(PackFiles all) {
  const auto root = read_manifest(all);
  Pack pack;
  static_cast<PackHead&>(pack) = read_head(root, std::move(all));
  const auto& files = pack.files;
  if (const auto* money = root.find("money")) pack.money = read_money(*money);
  if (root.contains("domains")) read_domains(files);
  pack.kinds = read_kinds(root.at("kinds"), files);
  if (const auto* invariants = root.find("invariants"))
    pack.invariants = read_invariants(read_part(*invariants, files), pack.kinds);
  if (const auto* recipes = root.find("recipes"))
    pack.recipes = read_recipes(read_part(*recipes, files), pack.kinds);
  if (const auto* categories = root.find("categories")) pack.categories = read_categories(*categories, files);
  if (const auto* config = root.find("config")) pack.config = read_config(*config, files);
  if (const auto* audit = root.find("audit")) pack.audit = read_audit(*audit);
  if (const auto* events = root.find("events")) pack.events = read_events(*events);
  if (const auto* classes = root.find("classes")) pack.classes = read_classes(*classes);
  if (const auto* scenarios = root.find("scenarios"))
    pack.scenarios = read_scenarios(read_part(*scenarios, files), pack.kinds, pack.recipes);
  pack.generator = read_generator(root, files);
  return pack;
}

}  // namespace admctl::platform
