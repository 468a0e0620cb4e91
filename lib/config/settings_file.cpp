#include "lib/config/settings_file.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "lib/core/codes/config.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"
#include "lib/core/yaml_text.hpp"
#include "lib/platform/yaml_reader.hpp"

namespace admctl::config {
namespace {

// What the reader calls the text; its messages begin with "<name>:<line>:<column>: ".
constexpr std::string_view reader_name = "settings";

LineProblem problem_of(const Error& error) {
  LineProblem out{1, error.message()};
  const std::string_view message = error.message();
  if (message.starts_with(reader_name)) {
    const auto* end = message.data() + message.size();
    std::from_chars(message.data() + reader_name.size() + 1, end, out.line);
    const auto words = message.find(": ");
    if (words != std::string_view::npos) out.what = message.substr(words + 2);
  }
  if (!error.hint().empty()) out.what += ". " + error.hint();
  return out;
}

// YAML has numbers that JSON has no way to write: those become texts.
bool is_json(const Value& value) {
  if (value.as_double() || value.as_decimal()) return !parse_json(to_json(value)).as_string();
  if (const auto* list = value.as_array()) return std::ranges::all_of(*list, is_json);
  const auto* object = value.as_object();
  return !object ||
         std::ranges::all_of(object->members(), [](const auto& member) { return is_json(member.second); });
}

bool is_blank(const std::string& text) {
  const auto lines = split(text, '\n');
  return std::ranges::all_of(lines, [](std::string_view line) {
    const auto words = trim(line);
    return words.empty() || words.starts_with('#');
  });
}

std::optional<std::string> problem_with(const Schema& schema, const FileSetting& setting) {
  const auto* known = schema.find(setting.key);
  // Keys unknown to the schema are checked against the live rows.
  if (!known || (known->secret && setting.value == Value{redacted})) return std::nullopt;
  try {
    schema.check(*known, setting.value);
    return std::nullopt;
  } catch (const Error& error) {
    if (error.code() != code::config_invalid) throw;
    return error.detail().empty() ? error.message() : error.message() + "; " + error.detail();
  }
}

}  // namespace

std::string list_problems(const std::vector<LineProblem>& problems) {
  std::vector<std::string> lines;
  for (const auto& problem : problems) lines.push_back(fmt::format("line {}: {}", problem.line, problem.what));
  return join(lines, "\n");
}

std::vector<FileSetting> parse_settings(const std::string& text, std::vector<LineProblem>& problems) {
  std::vector<FileSetting> out;
  if (is_blank(text)) return out;
  try {
    const auto root = platform::YamlNode::parse(std::string{reader_name}, text, code::bad_settings_file);
    if (root.type() != platform::YamlNode::Type::map)
      root.refuse("a mapping is expected: one 'key: value' per setting");
    for (const auto& member : root.members()) {
      out.push_back({member.key, member.value.value(), member.key_node.line()});
      if (!is_json(out.back().value)) {
        problems.push_back(
            {member.value.line(), fmt::format("{} has a number that JSON cannot hold", member.key)});
        out.pop_back();
      }
    }
  } catch (const Error& error) {
    if (error.code() != code::bad_settings_file) throw;
    problems.push_back(problem_of(error));
  }
  return out;
}

std::vector<FileSetting> read_settings(const Schema& schema, const std::string& path, const std::string& text) {
  std::vector<LineProblem> problems;
  auto settings = parse_settings(text, problems);
  for (const auto& setting : settings) {
    if (auto what = problem_with(schema, setting)) problems.push_back({setting.line, std::move(*what)});
  }
  if (problems.empty()) return settings;
  throw Error{code::bad_settings_file,
              fmt::format("{} is not valid: {}", path, count_of(problems.size(), "problem")),
              list_problems(problems), "'admctl config describe KEY' says what a key may be"};
}

std::vector<Wanted> wanted_by(const platform::Pack& pack, const std::vector<FileSetting>& settings,
                              const std::vector<Entry>& entries, const Schema& schema, bool prune) {
  const auto find = [&](std::string_view key) {
    const auto it = std::ranges::find(entries, key, &Entry::key);
    return it == entries.end() ? nullptr : &*it;
  };
  std::vector<Wanted> out;
  for (const auto& setting : settings) {
    const auto* entry = find(setting.key);
    if (schema.is_secret(setting.key) && setting.value == Value{redacted}) continue;
    if (entry && entry->version && same_value(entry->value, setting.value)) continue;
    out.push_back({setting.key, setting.value, entry ? entry->revision : std::string{no_revision}});
  }
  if (!prune) return out;
  for (const auto& entry : entries) {
    if (entry.version || pack.config->find_document(entry.key)) continue;
    if (std::ranges::find(settings, entry.key, &FileSetting::key) == settings.end())
      out.push_back({entry.key, std::nullopt, entry.revision});
  }
  return out;
}

std::string describe_in_comment(const Setting& setting) {
  std::string out;
  const auto about = setting.title.empty()         ? setting.description
                     : setting.description.empty() ? setting.title
                                                   : setting.title + ": " + setting.description;
  if (!about.empty()) out += yaml_comment(about);
  std::string facts;
  if (setting.fallback && !setting.secret) facts += "default: " + to_json(*setting.fallback) + "; ";
  if (!setting.unit.empty()) facts += "unit: " + setting.unit + "; ";
  out += yaml_comment(facts + "allowed: " + setting.allowed);
  if (!setting.takes_effect.empty()) out += yaml_comment("takes effect: " + setting.takes_effect);
  if (!setting.shadowed_by.empty()) out += yaml_comment("shadowed by: " + setting.shadowed_by);
  return out;
}

std::string export_yaml(const Schema& schema, const std::vector<Entry>& entries, bool comments) {
  std::string out;
  for (const auto& entry : entries) {
    if (entry.version) continue;
    const auto* setting = schema.find(entry.key);
    if (comments && !out.empty()) out += '\n';
    if (comments) out += setting ? describe_in_comment(*setting) : "# unknown to the schema\n";
    out += yaml_member(entry.key, schema.is_secret(entry.key) ? Value{redacted} : entry.value);
  }
  return out;
}

std::string export_json(const Schema& schema, const std::vector<Entry>& entries) {
  Object out;
  for (const auto& entry : entries) {
    if (!entry.version) out[entry.key] = schema.is_secret(entry.key) ? Value{redacted} : entry.value;
  }
  return to_pretty_json(out) + "\n";
}

}  // namespace admctl::config
