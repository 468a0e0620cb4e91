// The parts of the pack loader: each reads one value of platform.yaml. Internal to lib/platform.
// All throw code::bad_pack with the place.
#pragma once

#include <span>
#include <string>
#include <string_view>
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

// A YAML file of the pack.
YamlNode read_yaml(const PackFiles& files, std::string_view file);

// The value itself, or, when it is a text, the file of the pack that it names: "kinds/deal.yaml".
YamlNode read_part(const YamlNode& node, const PackFiles& files);

// A file that the pack has.
std::string read_file_name(const YamlNode& node, const PackFiles& files);

// A change to a row of another table.
RowWrite read_row_write(const YamlNode& node);
// name -> what a move or recipe takes from the operator.
std::vector<Input> read_inputs(const YamlNode& node);

Kind read_kind(const YamlMember& member, const YamlNode& body);
// `kind` gives the guards, and the columns that a transition may not set itself.
Lifecycle read_lifecycle(const YamlNode& node, const Kind& kind);

// `kinds` are those that the parts may name.
std::vector<Invariant> read_invariants(const YamlNode& node, std::span<const Kind> kinds);
std::vector<Recipe> read_recipes(const YamlNode& node, std::span<const Kind> kinds);

std::vector<Scenario> read_scenarios(const YamlNode& node, std::span<const Kind> kinds,
                                     std::span<const Recipe> recipes);

// One taxonomy or a list of them.
std::vector<CategoryMapping> read_categories(const YamlNode& node, const PackFiles& files);

ConfigMapping read_config(const YamlNode& node, const PackFiles& files);

// The kind that `node` names.
const Kind& read_kind_reference(const YamlNode& node, std::span<const Kind> kinds);

}  // namespace admctl::platform
