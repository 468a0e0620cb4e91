// One pass over JSON text that PostgreSQL wrote, without building values from it. On text that is not JSON the
// result is meaningless, but nothing is read out of bounds.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace admctl::audit {

// Whether the member `name` at `depth` (1: of the outermost object) is to be hidden.
using HideMember = std::function<bool(std::string_view name, int depth)>;

// Appends `json` on one line, without blanks between its tokens; the value of a hidden member becomes the mask
// of redact.hpp, unless it is null.
void append_compact_json(std::string& out, std::string_view json, const HideMember& hide);

// For each of `names` the text of that member of the outermost object into `values`; left alone when there is
// none.
void find_members(std::string_view json, std::span<const std::string_view> names,
                  std::span<std::string_view> values);

}  // namespace admctl::audit
