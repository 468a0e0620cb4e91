#include "commands/config_cells.hpp"

#include "lib/core/json_text.hpp"

namespace admctl::commands {

std::string value_text(const Value& value) { return value.as_string() ? *value.as_string() : to_json(value); }

Cell value_cell(const Value& value) { return value.is_null() ? Cell{value} : Cell{value, value_text(value)}; }
Cell value_cell(const std::optional<Value>& value) {
  return value ? value_cell(*value) : Cell{Value{}, "(not set)"};
}

}  // namespace admctl::commands
