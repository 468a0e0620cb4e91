// One pass over JSON text that PostgreSQL wrote, without building values from it. On text that is not JSON the
// result is meaningless, but nothing is read out of bounds.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "lib/audit/redaction.hpp"

namespace admctl::audit {

// What to do with members. `depth` is 1 for those of the outermost object.
struct MemberRules {
  std::function<Treatment(std::string_view name, int depth)> treatment;
  // Appends what stands for a value that is committed to; `pointer` leads to it from the outermost value,
  // `value` is its text without blanks between the tokens.
  std::function<void(std::string& out, std::string_view pointer, std::string_view value)> commit;
};

// Appends `json` on one line, without blanks between its tokens; a masked member's value becomes the mask of
// redact.hpp. null stays null.
void append_compact_json(std::string& out, std::string_view json, const MemberRules& rules);
// Likewise, with all members as they are.
void append_compact_json(std::string& out, std::string_view json);

// Appends "/name" with the escapes of RFC 6901.
void append_pointer(std::string& out, std::string_view name);

// For each of `names` the text of that member of the outermost object into `values`; left alone when there is
// none.
void find_members(std::string_view json, std::span<const std::string_view> names,
                  std::span<std::string_view> values);

}  // namespace admctl::audit
