#include "lib/config/schema.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/config/schema_check.hpp"
#include "lib/config/store.hpp"
#include "lib/config/text_format.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"

namespace admctl::config {
namespace {

constexpr std::size_t shown_width = 60;

std::string range_text(const Value& schema) {
  const auto& least = schema.at("minimum");
  const auto& above = schema.at("exclusiveMinimum");
  const auto& most = schema.at("maximum");
  const auto& below = schema.at("exclusiveMaximum");
  if (!least.is_null() && !most.is_null()) return fmt::format(" from {} to {}", to_json(least), to_json(most));
  std::vector<std::string> limits;
  if (!least.is_null()) limits.push_back("of at least " + to_json(least));
  if (!above.is_null()) limits.push_back("above " + to_json(above));
  if (!most.is_null()) limits.push_back((limits.empty() ? "of at most " : "at most ") + to_json(most));
  if (!below.is_null()) limits.push_back("below " + to_json(below));
  return limits.empty() ? "" : " " + join(limits, " and ");
}

std::string text_limits(const Value& schema) {
  std::string out;
  if (const auto& least = schema.at("minLength"); !least.is_null()) {
    out += fmt::format(", at least {} characters", to_json(least));
  }
  if (const auto& most = schema.at("maxLength"); !most.is_null()) {
    out += fmt::format(", at most {} characters", to_json(most));
  }
  if (const auto* pattern = schema.at("pattern").as_string()) {
    out += " matching " + *pattern;
    if (const auto* example = schema.at("default").as_string())
      out += fmt::format(", such as \"{}\"", *example);
  }
  if (const auto* format = schema.at("format").as_string()) out += fmt::format(" in the form of a {}", *format);
  return out;
}

std::string allowed_text(const Value& schema) {
  if (const auto* choices = schema.at("enum").as_array()) {
    std::vector<std::string> names;
    for (const auto& choice : *choices) names.push_back(to_json(choice));
    return "one of " + join(names, ", ");
  }
  const auto type = schema.at("type").string_or("");
  if (type == "integer") return "an integer" + range_text(schema);
  if (type == "number") return "a number" + range_text(schema);
  if (type == "boolean") return "true or false";
  if (type == "string") return "text" + text_limits(schema);
  if (type == "array" || type == "object") return "a JSON " + type;
  return "a JSON value";
}

Setting read_setting(const std::string& key, const Value& schema) {
  Setting setting;
  setting.key = key;
  setting.title = schema.at("title").string_or("");
  setting.description = schema.at("description").string_or("");
  setting.unit = schema.at("x-unit").string_or("");
  setting.takes_effect = schema.at("x-takes-effect").string_or("");
  setting.shadowed_by = schema.at("x-shadowed-by").string_or("");
  const auto* object = schema.as_object();
  if (const auto* fallback = object ? object->find("default") : nullptr) setting.fallback = *fallback;
  setting.allowed = allowed_text(schema);
  setting.schema = schema;
  return setting;
}

bool has_nul(const Value& value) {
  if (const auto* text = value.as_string()) return text->find('\0') != std::string::npos;
  if (const auto* array = value.as_array()) return std::ranges::any_of(*array, has_nul);
  const auto* object = value.as_object();
  return object && std::ranges::any_of(object->members(), [](const auto& member) {
           return member.first.find('\0') != std::string::npos || has_nul(member.second);
         });
}

// True when allowed_text() says all that the schema asks for, so that a refusal needs no further words.
bool is_fully_described(const Value& schema) {
  constexpr std::array<std::string_view, 13> described{
      "format",    "type",      "enum",    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
      "minLength", "maxLength", "pattern", "default", "title",   "description"};
  const auto type = schema.at("type").string_or("");
  const auto* object = schema.as_object();
  return object && (type == "integer" || type == "number" || type == "boolean" || type == "string") &&
         std::ranges::all_of(object->members(), [&](const auto& member) {
           return member.first.starts_with("x-") ||
                  std::ranges::find(described, member.first) != described.end();
         });
}

}  // namespace

Schema Schema::load(const platform::Pack& pack) {
  return Schema{platform::read_config_schema(pack), pack.files.display_path(mapping_of(pack).schema_file)};
}

Schema::Schema(const Value& schema, std::string origin) : origin_{std::move(origin)}, secrets_{schema} {
  Object shared;
  for (const auto* name : {"definitions", "$defs"}) {
    if (!schema.at(name).is_null()) shared[name] = schema.at(name);
  }
  definitions_ = std::move(shared);
  const auto* properties = schema.at("properties").as_object();
  if (!properties) return;
  for (const auto& [key, property] : properties->members()) {
    settings_.push_back(read_setting(key, property));
    settings_.back().secret = secrets_.contains(key);
  }
  rules_ = read_rules(schema, origin_);
  if (const auto* required = schema.at("required").as_array()) {
    for (const auto& key : *required) required_.push_back(key.string_or(""));
  }
  for (const auto* name : {"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependencies"}) {
    if (!schema.at(name).is_null()) conditions_[name] = schema.at(name);
  }
}

std::vector<std::string> Schema::condition_problems(const ValueOf& value_of) const {
  if (conditions_.empty()) return {};
  Object schema{*definitions_.as_object()};
  for (const auto& [name, condition] : conditions_.members()) schema[name] = condition;
  Object values;
  for (const auto& setting : settings_) {
    if (auto value = value_of(setting.key)) values[setting.key] = std::move(*value);
  }
  try {
    return schema_problems(schema, values);
  } catch (const BadSchema& error) {
    throw Error{code::bad_pack, origin_ + ": the conditions across keys cannot be used", error.what()};
  }
}

std::vector<Breach> Schema::breaches(const ValueOf& value_of, std::span<const std::string> keys) const {
  std::vector<Breach> out;
  for (const auto& rule : rules_) {
    if (std::ranges::none_of(keys, [&](const std::string& key) { return rule.mentions(key); })) continue;
    if (auto what = breach(rule, value_of, [&](std::string_view key) { return !is_secret(key); }))
      out.push_back(std::move(*what));
  }
  for (auto& problem : condition_problems(value_of)) out.push_back({std::move(problem), {}});
  return out;
}

const Setting* Schema::find(std::string_view key) const {
  const auto it = std::ranges::find(settings_, key, &Setting::key);
  return it == settings_.end() ? nullptr : &*it;
}

const Setting& Schema::get(std::string_view key) const {
  if (const auto* setting = find(key)) return *setting;
  std::vector<std::string> keys;
  for (const auto& setting : settings_) keys.push_back(setting.key);
  throw Error{code::config_unknown_key,
              fmt::format("there is no configuration key '{}'.{}", key, did_you_mean(key, keys)),
              {},
              "run 'admctl config list' to see the keys"};
}

Value Schema::parse(const Setting& setting, std::string_view text, bool as_json) const {
  const auto type = setting.schema.at("type").string_or("");
  Value value{text};
  if (as_json || type != "string") {
    try {
      value = parse_json(text);
    } catch (const Error& error) {
      if (error.code() != code::config_invalid) throw;
      throw invalid(setting, text,
                    as_json || type.empty() || type == "array" || type == "object" ? error.message() : "");
    }
  }
  check(setting, value);
  return value;
}

void Schema::check(const Setting& setting, const Value& value) const {
  Object schema{*definitions_.as_object()};
  schema["type"] = "object";
  schema["properties"] = Object{{setting.key, setting.schema}};
  // The database keeps no such text.
  if (has_nul(value)) throw invalid(setting, to_json(value), "text must not hold the character U+0000");
  const auto* format = setting.schema.at("format").as_string();
  const auto* words = value.as_string();
  if (format && words && !has_format(*words, *format)) throw invalid(setting, *words, "");
  std::vector<std::string> problems;
  try {
    problems = schema_problems(schema, Object{{setting.key, value}});
  } catch (const BadSchema& error) {
    throw Error{code::bad_pack, fmt::format("{}: the schema of {} cannot be used", origin_, setting.key),
                error.what()};
  }
  if (problems.empty()) return;
  // The enclosing property is named by every message already.
  if (problems.size() > 1) problems.pop_back();
  const auto text = value.as_string() ? *value.as_string() : to_json(value);
  const bool obvious = is_fully_described(setting.schema) && text.size() <= shown_width;
  throw invalid(setting, text, obvious || is_secret(setting.key) ? "" : join(problems, "\n"));
}

Error Schema::invalid(const Setting& setting, std::string_view text, std::string detail) const {
  const auto shown = is_secret(setting.key) ? std::string{redacted} : clip(visible(text), shown_width);
  const auto unit = setting.unit.empty() ? "" : fmt::format(" ({})", setting.unit);
  return Error{code::config_invalid,
               fmt::format("{} cannot be '{}': it must be {}{}", setting.key, shown, setting.allowed, unit),
               std::move(detail), fmt::format("'admctl config get {}' shows what it means", setting.key)};
}

}  // namespace admctl::config
