#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include <yaml-cpp/yaml.h>

#include "cli/render/parts.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

// Words that YAML 1.1 or 1.2 readers take for something else than text.
constexpr std::array reserved{"null", "true", "false", "yes", "no", "on", "off", "y", "n"};

// Only what no reader can take for another type goes without quotes.
bool is_plain(std::string_view text) {
  if (text.empty() || text.back() == ' ') return false;
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '/';
  };
  if (!letter(text.front())) return false;
  const auto harmless = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == ' ' || c == '.' || c == '-';
  };
  return std::ranges::all_of(text, harmless) && std::ranges::find(reserved, to_lower(text)) == reserved.end();
}

class YamlWriter {
 public:
  explicit YamlWriter(YAML::Emitter& emitter) : emitter_{emitter} {}

  void write(const Value& value) { std::visit(*this, value.data()); }

  void operator()(std::nullptr_t) { emitter_ << YAML::Null; }
  void operator()(bool flag) { emitter_ << flag; }
  void operator()(std::int64_t number) { emitter_ << number; }
  // As JSON writes it, which gives the shortest text that reads back as the same number.
  void operator()(double number) { emitter_ << to_json(number); }
  void operator()(const Decimal& number) { emitter_ << number.text; }
  void operator()(const std::string& text) {
    if (!is_plain(text)) emitter_ << YAML::DoubleQuoted;
    emitter_ << text;
  }
  void operator()(const Array& array) {
    if (array.empty()) emitter_ << YAML::Flow;
    emitter_ << YAML::BeginSeq;
    for (const auto& value : array) write(value);
    emitter_ << YAML::EndSeq;
  }
  void operator()(const Object& object) {
    if (object.empty()) emitter_ << YAML::Flow;
    emitter_ << YAML::BeginMap;
    for (const auto& [key, value] : object.members()) {
      emitter_ << YAML::Key;
      (*this)(key);
      emitter_ << YAML::Value;
      write(value);
    }
    emitter_ << YAML::EndMap;
  }

 private:
  YAML::Emitter& emitter_;
};

void write_document(const Value& value, Output& out) {
  YAML::Emitter emitter;
  YamlWriter{emitter}.write(value);
  write_escaped(out, std::string_view{emitter.c_str(), emitter.size()});
  out.write("\n");
}

}  // namespace

void write_yaml(const Report& report, Output& out) {
  const auto* table = list_of(report);
  if (!table) return write_document(page_object(report), out);
  out.write("schemaVersion: " + std::to_string(schema_version) + '\n');
  bool first = true;
  // Each row is a document of its own, a sequence of one: put one after the other they are the whole sequence.
  for_each_row(*table, [&](const Row& row) {
    if (first) out.write("rows:\n");
    first = false;
    write_document(Array{to_object(table->columns, row)}, out);
  });
  if (first) out.write("rows: []\n");
  write_document(Object{{"notes", to_array(report.notes)}, {"next", to_array(report.next)}}, out);
}

}  // namespace admctl::cli
