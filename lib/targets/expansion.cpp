#include "lib/targets/expansion.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "lib/core/codes/target.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/conninfo_keywords.hpp"

namespace admctl::targets {
namespace {

// Calls literal(text) and variable(name) for the parts in their order.
template <typename Literal, typename Variable>
void for_each_part(const Setting& setting, const Literal& literal, const Variable& variable) {
  std::string_view rest = setting.text;
  while (!rest.empty()) {
    const auto begin = rest.find("${");
    if (begin == std::string_view::npos) return literal(rest);
    if (begin > 0 && rest[begin - 1] == '$') {
      literal(rest.substr(0, begin));
      literal(std::string_view{"{"});
      rest.remove_prefix(begin + 2);
      continue;
    }
    literal(rest.substr(0, begin));
    const auto end = rest.find('}', begin);
    if (end == std::string_view::npos) {
      setting.node.refuse(fmt::format("{}: \"${{\" without its \"}}\"", setting.node.name()),
                          "Write ${NAME}; for the characters themselves write $${.");
    }
    const std::string name{rest.substr(begin + 2, end - begin - 2)};
    const auto good = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    if (name.empty() || !std::ranges::all_of(name, good)) {
      setting.node.refuse(fmt::format("{}: '{}' is no name of a variable", setting.node.name(), visible(name)),
                          "Write ${NAME}, with letters, digits and '_' only.");
    }
    variable(name);
    rest.remove_prefix(end + 1);
  }
}

std::string value_of(const Setting& setting, const std::string& name, const Variables& variables) {
  auto value = variables(name);
  if (!value) {
    setting.node.refuse(
        fmt::format("the environment variable {} is not set", name),
        fmt::format("export {}=..., or take ${{{}}} out of {}", name, name, setting.node.name()));
  }
  return *std::move(value);
}

// Survives the parsing of a URL unchanged, wherever it stands.
std::string token_of(std::size_t number) { return fmt::format("admctlVariable{}x", number); }

struct Parsed {
  pg::Conninfo conninfo;
  std::vector<std::string> names;  // of the variables, by the number of their token
};

pg::Conninfo parse(const Setting& setting, const std::string& text) {
  try {
    return pg::Conninfo::parse(text);
  } catch (const Error& error) {
    throw Error{code::bad_targets,
                fmt::format("{}: {}: {}", setting.place(), setting.node.name(), error.message()),
                error.detail(), error.hint()};
  }
}

// Tokens stand for the variables.
Parsed parse_with_tokens(const Setting& setting) {
  Parsed out;
  std::string text;
  for_each_part(
      setting, [&](std::string_view literal) { text += literal; },
      [&](const std::string& name) {
        text += token_of(out.names.size());
        out.names.push_back(name);
      });
  out.conninfo = parse(setting, text);
  return out;
}

std::string replaced(std::string text, const std::vector<std::string>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto token = token_of(i);
    for (auto at = text.find(token); at != std::string::npos; at = text.find(token, at + values[i].size()))
      text.replace(at, token.size(), values[i]);
  }
  return text;
}

// Every keyword of libpq that may hold a secret.
constexpr std::array<std::string_view, 2> secrets{"password", "sslpassword"};

}  // namespace

std::string expanded(const Setting& setting, const Variables& variables) {
  std::string out;
  for_each_part(
      setting, [&](std::string_view literal) { out += literal; },
      [&](const std::string& name) { out += value_of(setting, name, variables); });
  return out;
}

pg::Conninfo expanded_url(const Setting& setting, const Variables& variables) {
  if (setting.text.starts_with("${")) return parse(setting, expanded(setting, variables));
  const auto parsed = parse_with_tokens(setting);
  std::vector<std::string> values;
  for (const auto& name : parsed.names) values.push_back(value_of(setting, name, variables));
  auto out = parsed.conninfo;
  for (const auto& keyword : pg::conninfo_keywords()) {
    if (const auto text = parsed.conninfo.get(keyword)) out.set(keyword, replaced(*text, values));
  }
  return out;
}

void check_url(const Setting& setting) {
  if (setting.text.starts_with("${")) {
    for_each_part(
        setting, [](std::string_view) {}, [](const std::string&) {});
    return;
  }
  const auto parsed = parse_with_tokens(setting);
  for (const auto keyword : secrets) {
    const auto value = parsed.conninfo.get(keyword);
    if (!value) continue;
    if (replaced(*value, std::vector<std::string>(parsed.names.size())).empty() && !value->empty()) continue;
    throw Error{code::clear_password,
                fmt::format("{}: {} holds a password as it is", setting.place(), setting.node.name()),
                "whoever reads the file, its backups or its history would have it",
                "take it out: use ${VARIABLE}, 'passfile: FILE', a service file, PGPASSWORD or ~/.pgpass"};
  }
}

}  // namespace admctl::targets
