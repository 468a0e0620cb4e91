#include <algorithm>

#include <fmt/format.h>

#include "cli/render/parts.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

[[noreturn]] void refuse(const std::string& name, const std::vector<std::string>& known) {
  throw Error{code::usage,
              fmt::format("--fields: there is no '{}' here.{}", name, did_you_mean(name, known)),
              {},
              "there is: " + join(known, ", ")};
}

std::vector<std::string> keys_of(const auto& parts) {
  std::vector<std::string> keys;
  for (const auto& part : parts) keys.push_back(part.key);
  return keys;
}

std::size_t find(const std::vector<std::string>& keys, const std::string& name) {
  const auto it = std::ranges::find(keys, name);
  if (it == keys.end()) refuse(name, keys);
  return static_cast<std::size_t>(it - keys.begin());
}

void select_columns(Table& table, const std::vector<std::string>& names) {
  const auto keys = keys_of(table.columns);
  std::vector<std::size_t> chosen;
  std::vector<Column> columns;
  for (const auto& name : names) {
    chosen.push_back(find(keys, name));
    columns.push_back(table.columns[chosen.back()]);
    // Asked for by name, so shown in every format.
    columns.back().wide = false;
  }
  const auto project = [chosen](const Row& row) {
    Row selected;
    for (const auto index : chosen) selected.push_back(index < row.size() ? row[index] : Cell{});
    return selected;
  };
  for (auto& row : table.rows) row = project(row);
  if (table.source) {
    table.source = [source = table.source, project](const RowSink& sink) {
      source([&](const Row& row) { sink(project(row)); });
    };
  }
  table.columns = std::move(columns);
}

void select_parts(Section& section, const std::vector<std::string>& names) {
  if (auto* table = std::get_if<Table>(&section.body)) return select_columns(*table, names);
  auto* fields = std::get_if<std::vector<Field>>(&section.body);
  if (!fields) refuse(section.key + "." + names.front(), {section.key});
  const auto keys = keys_of(*fields);
  std::vector<Field> chosen;
  for (const auto& name : names) chosen.push_back((*fields)[find(keys, name)]);
  *fields = std::move(chosen);
}

}  // namespace

void select_fields(Report& report, const std::vector<std::string>& names) {
  if (names.empty() || report.raw) return;
  if (list_of(report)) return select_columns(std::get<Table>(report.sections.front().body), names);

  const auto keys = keys_of(report.sections);
  std::vector<std::pair<std::size_t, std::vector<std::string>>> wanted;
  for (const auto& name : names) {
    const auto dot = name.find('.');
    const auto index = find(keys, name.substr(0, dot));
    auto it = std::ranges::find(wanted, index, [](const auto& entry) { return entry.first; });
    if (it == wanted.end()) it = wanted.insert(wanted.end(), {index, {}});
    if (dot != std::string::npos) it->second.push_back(name.substr(dot + 1));
  }
  std::vector<Section> sections;
  for (const auto& [index, parts] : wanted) {
    sections.push_back(report.sections[index]);
    if (!parts.empty()) select_parts(sections.back(), parts);
  }
  report.sections = std::move(sections);
}

}  // namespace admctl::cli
