// The parts of the pack loader: each reads one value of platform.yaml. Internal to lib/platform.
// All throw code::bad_pack with the place.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lib/platform/pack.hpp"
#include "lib/platform/yaml_reader.hpp"

namespace admctl::platform {

// The name of a table or column.
std::string read_identifier(const YamlNode& node);
std::vector<std::string> read_identifiers(const YamlMap& map, std::string_view key);
// "table.column", none twice.
std::vector<std::string> read_columns(const YamlNode& node);
// SQL, without the blanks around it.
std::string read_sql(const YamlNode& node);
// column -> SQL, with at least one member.
Expressions read_expressions(const YamlNode& node);

// A change to a row of another table.
RowWrite read_row_write(const YamlNode& node);

Kind read_kind(const YamlMember& member, std::span<const Guard> guards);
// `kind` gives the columns that a transition may not set itself.
Lifecycle read_lifecycle(const YamlNode& node, const Kind& kind, std::span<const Guard> guards);

// `kinds` are those that a scenario may name.
std::vector<Scenario> read_scenarios(const YamlNode& node, std::span<const Kind> kinds);

}  // namespace admctl::platform
