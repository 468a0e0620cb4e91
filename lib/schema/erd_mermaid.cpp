// to_mermaid of erd.hpp.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/schema/erd.hpp"

namespace admctl::schema {
namespace {

// Words that Mermaid's entity diagrams read as something else than a name, in lower case.
constexpr std::array<std::string_view, 21> keywords{
    "accdescr", "acctitle",  "and",      "class", "classdef", "default", "direction",
    "end",      "erdiagram", "many",     "more",  "one",      "only",    "optionally",
    "or",       "style",     "subgraph", "title", "to",       "u",       "zero"};

bool is_plain(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool is_identifier(std::string_view name) {
  return !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) &&
         std::ranges::all_of(name, is_plain) && std::ranges::find(keywords, to_lower(name)) == keywords.end();
}

// Between double quotes, where nothing can be escaped.
std::string quoted_label(std::string_view text) {
  auto out = visible(text);
  std::ranges::replace(out, '"', '\'');
  std::ranges::replace(out, '%', ' ');
  return '"' + out + '"';
}

// The name or type of an attribute: a word, in which brackets may stand.
std::string word(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool kept = is_plain(c) || ((c == '(' || c == ')' || c == '[' || c == ']') && !out.empty());
    out += kept ? c : '_';
  }
  if (out.empty() || !(std::isalpha(static_cast<unsigned char>(out.front())) || out.front() == '_'))
    out.insert(0, "_");
  return out;
}

using Ids = std::map<std::string, std::string, std::less<>>;

Ids ids_of(const Erd& erd) {
  Ids ids;
  std::size_t number = 0;
  for (const auto& table : erd.tables) {
    auto id = table.name;
    while (!is_identifier(id)) {
      id = fmt::format("t{}", ++number);
      if (erd.find(id)) id.clear();
    }
    ids.emplace(table.name, id);
  }
  return ids;
}

std::string attribute(const ErdColumn& column) {
  const auto name = word(column.name);
  auto out = fmt::format("    {} {}", word(column.type), name);
  std::string keys;
  if (column.primary) keys += "PK";
  if (column.foreign) keys += keys.empty() ? "FK" : ", FK";
  if (column.unique) keys += keys.empty() ? "UK" : ", UK";
  if (!keys.empty()) out += ' ' + keys;
  if (name != column.name) return out + ' ' + quoted_label(column.name) + '\n';
  return out + (column.nullable ? " \"may be null\"\n" : "\n");
}

}  // namespace

std::string to_mermaid(const Erd& erd) {
  const auto ids = ids_of(erd);
  std::string out = "erDiagram\n";
  for (std::size_t group = 0; group < erd.groups.size(); ++group) {
    out += fmt::format("  %% {}\n", visible(erd.groups[group]));
    for (const auto& table : erd.tables) {
      if (table.group != group) continue;
      const auto& id = ids.at(table.name);
      const auto shown = id == table.name ? id : fmt::format("{}[{}]", id, quoted_label(table.name));
      if (table.columns.empty()) {
        out += fmt::format("  {}\n", shown);
        continue;
      }
      out += fmt::format("  {} {{\n", shown);
      for (const auto& column : table.columns) out += attribute(column);
      out += "  }\n";
    }
  }
  for (const auto& edge : erd.edges) {
    out += fmt::format("  {} {}--{} {} : {}\n", ids.at(edge.to), edge.optional ? "|o" : "||",
                       edge.single ? "o|" : "o{", ids.at(edge.from), quoted_label(join(edge.columns, ", ")));
  }
  return out;
}

}  // namespace admctl::schema
