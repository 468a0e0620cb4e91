// The writing half of json_text.hpp.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "lib/core/json_text.hpp"
#include "lib/core/utf8.hpp"

namespace admctl {
namespace {

// The shortest text that reads back as `number`, never looking like an integer.
std::string shortest(double number) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  std::string text{buffer.data(), end};
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

bool is_json_number(std::string_view text) {
  const auto digits = [&] {
    const auto count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
  };
  const auto skip = [&](std::string_view choices) {
    const bool found = !text.empty() && choices.find(text.front()) != std::string_view::npos;
    if (found) text.remove_prefix(1);
    return found;
  };
  skip("-");
  const bool leading_zero = text.starts_with('0');
  const auto whole = digits();
  if (whole == 0 || (leading_zero && whole > 1)) return false;
  if (skip(".") && digits() == 0) return false;
  if (skip("eE")) {
    skip("+-");
    if (digits() == 0) return false;
  }
  return text.empty();
}

struct Style {
  bool pretty = false;
  bool sorted = false;
};

class Writer {
 public:
  explicit Writer(Style style) : style_{style} {}

  std::string write(const Value& value) {
    add(value, 0);
    return std::move(out_);
  }

 private:
  void add(const Value& value, std::size_t depth) {
    std::visit([&](const auto& content) { add_content(content, depth); }, value.data());
  }

  void add_content(std::nullptr_t, std::size_t) { out_ += "null"; }
  void add_content(bool value, std::size_t) { out_ += value ? "true" : "false"; }
  void add_content(std::int64_t value, std::size_t) { out_ += std::to_string(value); }
  void add_content(double value, std::size_t) {
    if (std::isfinite(value)) {
      out_ += shortest(value);
    } else {
      append_json_string(out_, std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity");
    }
  }
  void add_content(const Decimal& value, std::size_t) {
    if (is_json_number(value.text)) {
      out_ += value.text;
    } else {
      append_json_string(out_, value.text);
    }
  }
  void add_content(const std::string& value, std::size_t) { append_json_string(out_, value); }

  void add_content(const Array& items, std::size_t depth) {
    out_ += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      begin_item(i, depth + 1);
      add(items[i], depth + 1);
    }
    end_items(items.size(), depth);
    out_ += ']';
  }

  void add_content(const Object& object, std::size_t depth) {
    std::vector<const Object::Member*> members;
    for (const auto& member : object.members()) members.push_back(&member);
    if (style_.sorted)
      std::ranges::sort(
          members, {}, [](const auto* member) -> auto& { return member->first; });
    out_ += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
      begin_item(i, depth + 1);
      append_json_string(out_, members[i]->first);
      out_ += style_.pretty ? ": " : ":";
      add(members[i]->second, depth + 1);
    }
    end_items(members.size(), depth);
    out_ += '}';
  }

  void begin_item(std::size_t index, std::size_t depth) {
    if (index > 0) out_ += ',';
    new_line(depth);
  }
  void end_items(std::size_t count, std::size_t depth) {
    if (count > 0) new_line(depth);
  }
  void new_line(std::size_t depth) {
    if (style_.pretty) out_.append(1, '\n').append(2 * depth, ' ');
  }

  Style style_;
  std::string out_;
};

// Quotes, backslashes, control characters, and bytes that may not be valid UTF-8.
bool needs_care(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte >= 0x80 || c == '"' || c == '\\';
}

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\b':
      out += "\\b";
      break;
    case '\f':
      out += "\\f";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
  }
}

}  // namespace

std::string to_json(const Value& value) { return Writer{{}}.write(value); }
std::string to_pretty_json(const Value& value) { return Writer{{.pretty = true}}.write(value); }
std::string to_canonical_json(const Value& value) { return Writer{{.sorted = true}}.write(value); }

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    // Most text needs no escape: whole runs are copied.
    const auto run = static_cast<std::size_t>(std::ranges::find_if(text, needs_care) - text.begin());
    out += text.substr(0, run);
    text.remove_prefix(run);
    if (text.empty()) break;
    const auto point = decode_utf8(text);
    if (!point.valid) {
      out += "\ufffd";
    } else if (point.length > 1) {
      out += text.substr(0, point.length);
    } else {
      append_escape(out, text.front());
    }
    text.remove_prefix(point.length);
  }
  out += '"';
}

}  // namespace admctl
