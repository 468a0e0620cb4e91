#include "lib/core/yaml_text.hpp"

#include <algorithm>
#include <array>

#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl {
namespace {

// Words that readers of YAML 1.1 or 1.2 take for something else than text.
constexpr std::array reserved{"null", "true", "false", "yes", "no", "on", "off", "y", "n"};

// Only what no reader can take for another type goes without quotes.
bool is_plain(std::string_view text) {
  if (text.empty() || text.back() == ' ') return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto harmless = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == ' ' || c == '.' || c == '-' || c == '/';
  };
  return letter(text.front()) && std::ranges::all_of(text, harmless) &&
         std::ranges::find(reserved, to_lower(text)) == reserved.end();
}

// JSON is YAML too. What an editor would not show as one character of one line is escaped.
std::string escaped(std::string_view json) {
  std::string out;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto byte = static_cast<unsigned char>(json[i]);
    const auto rest = json.substr(i);
    if (byte == 0x7f) {
      out += "\\u007f";
    } else if (byte == 0xc2 && rest.size() > 1 && static_cast<unsigned char>(rest[1]) < 0xa0) {
      constexpr std::string_view hex = "0123456789abcdef";
      const auto low = static_cast<unsigned char>(rest[1]);
      out += "\\u00";
      out += hex[low >> 4U];
      out += hex[low & 15U];
      ++i;
    } else if (rest.starts_with("\xe2\x80\xa8") || rest.starts_with("\xe2\x80\xa9")) {
      out += rest[2] == '\xa8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (rest.starts_with("\xef\xbb\xbf")) {
      out += "\\ufeff";
      i += 2;
    } else {
      out += json[i];
    }
  }
  return out;
}

std::string quoted_scalar(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return escaped(json);
}

std::string scalar(const Value& value) {
  if (const auto* text = value.as_string()) return is_plain(*text) ? *text : quoted_scalar(*text);
  return to_json(value);
}

// A key longer than 1024 characters is none to YAML; such a value stays on one line, as JSON.
bool fits_block(const Value& value) {
  constexpr std::size_t longest_key = 200;
  if (const auto* object = value.as_object()) {
    return !object->empty() && std::ranges::all_of(object->members(), [](const auto& member) {
      return !member.first.empty() && member.first.size() <= longest_key;
    });
  }
  const auto* list = value.as_array();
  return list && !list->empty();
}

bool is_scalar(const Value& value) { return !value.as_object() && !value.as_array(); }

void write_block(std::string& out, const Value& value, std::size_t indent);

// What follows "key:" or "-".
void write_after(std::string& out, const Value& value, std::size_t indent) {
  if (is_scalar(value) || !fits_block(value)) {
    out += ' ' + (is_scalar(value) ? scalar(value) : escaped(to_json(value))) + '\n';
    return;
  }
  out += '\n';
  write_block(out, value, indent);
}

void write_block(std::string& out, const Value& value, std::size_t indent) {
  const std::string blanks(indent, ' ');
  if (const auto* object = value.as_object()) {
    for (const auto& [key, member] : object->members()) {
      out += blanks + (is_plain(key) ? key : quoted_scalar(key)) + ':';
      write_after(out, member, indent + 2);
    }
    return;
  }
  for (const auto& item : *value.as_array()) {
    out += blanks + '-';
    write_after(out, item, indent + 2);
  }
}

constexpr std::size_t deepest = 90;

bool is_readable(const Value& value, std::size_t depth) {
  if (depth > deepest) return false;
  const auto below = [&](const Value& each) { return is_readable(each, depth + 1); };
  if (const auto* list = value.as_array()) return std::ranges::all_of(*list, below);
  const auto* object = value.as_object();
  return !object || std::ranges::all_of(object->members(), [&](const auto& member) {
    return !member.first.empty() && member.first != "<<" && below(member.second);
  });
}

}  // namespace

bool can_be_yaml(const Value& value) { return is_readable(value, 0); }

std::string yaml_member(std::string_view key, const Value& value) {
  std::string out = is_plain(key) ? std::string{key} : quoted_scalar(key);
  out += ':';
  write_after(out, value, 2);
  return out;
}

std::string yaml_comment(std::string_view text, std::size_t width) {
  std::string out;
  for (const auto& paragraph : split(text, '\n')) {
    std::string line = "#";
    for (const auto& word : split(paragraph, ' ')) {
      if (word.empty()) continue;
      const auto shown = visible(word);
      if (line.size() > 1 && display_width(line) + 1 + display_width(shown) > width) {
        out += line + '\n';
        line = "#";
      }
      line += ' ' + shown;
    }
    out += line + '\n';
  }
  return out;
}

}  // namespace admctl
