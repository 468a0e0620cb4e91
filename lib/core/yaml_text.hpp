// Values as YAML for people to edit: what a reader of YAML 1.1 or 1.2 takes for the same values.
#pragma once

#include <string>
#include <string_view>

#include "lib/core/value.hpp"

namespace admctl {

// False for what our reader of YAML refuses: members without a name or named "<<", and very deep nesting.
bool can_be_yaml(const Value& value);

// "key: value" with a line break, mappings and lists in block style below it.
std::string yaml_member(std::string_view key, const Value& value);

// Every line of `text` as a comment of at most `width` columns: "# ...".
std::string yaml_comment(std::string_view text, std::size_t width = 80);

}  // namespace admctl
