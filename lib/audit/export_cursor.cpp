#include "lib/audit/export_cursor.hpp"

#include <fmt/format.h>

#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/input_file.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/output_file.hpp"

namespace admctl::audit {
namespace {

constexpr std::string_view version = "admctl-audit-cursor-v1";

}  // namespace

std::optional<ExportCursor> load_cursor(const std::filesystem::path& path) {
  std::error_code problem;
  if (!std::filesystem::exists(path, problem) && !problem) return std::nullopt;
  try {
    const auto value = parse_json(read_file(path));
    const auto* filters = value.at("filters").as_object();
    const auto* sources = value.at("sources").as_array();
    if (!filters || !sources || value.at("cursor").string_or("") != version)
      throw Error{code::bad_export_cursor, "it is no cursor of admctl"};
    ExportCursor cursor{horizon_from(value.at("horizon")), {}, *filters};
    for (const auto& source : *sources) cursor.sources.push_back(source.string_or(""));
    return cursor;
  } catch (const Error& error) {
    throw Error{code::bad_export_cursor,
                fmt::format("{} cannot be used: {}", path.string(), error.message()),
                {},
                "name another file, or remove it to export all rows once more"};
  }
}

void save_cursor(const std::filesystem::path& path, const ExportCursor& cursor) {
  OutputFile file{path, Existing::replace, code::export_failed};
  file.write(to_pretty_json(Object{{"cursor", version},
                                   {"sources", to_array(cursor.sources)},
                                   {"filters", cursor.filters},
                                   {"horizon", to_object(cursor.horizon)}}) +
             "\n");
  file.commit();
}

}  // namespace admctl::audit
