#include "cli/render/render.hpp"

#include <array>
#include <utility>

#include "cli/render/parts.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/text.hpp"

namespace admctl::cli {
namespace {

constexpr std::array<std::pair<std::string_view, Format>, 7> formats{{{"table", Format::table},
                                                                      {"wide", Format::wide},
                                                                      {"json", Format::json},
                                                                      {"jsonl", Format::jsonl},
                                                                      {"yaml", Format::yaml},
                                                                      {"csv", Format::csv},
                                                                      {"name", Format::name}}};

bool carries_notes(const Report& report, Format format) {
  if (report.raw) return false;
  return format == Format::json || format == Format::yaml || (format == Format::jsonl && !list_of(report));
}

void write_data(const Report& report, const Style& style, Output& out) {
  if (report.raw) return out.write(*report.raw);
  const bool for_people = style.format == Format::table || style.format == Format::wide;
  if (report.plain && for_people) return out.write(*report.plain);
  switch (style.format) {
    case Format::table:
    case Format::wide:
      return write_table(report, style, out);
    case Format::json:
      return write_json(report, out);
    case Format::jsonl:
      return write_jsonl(report, out);
    case Format::yaml:
      return write_yaml(report, out);
    case Format::csv:
      return write_csv(report, style, out);
    case Format::name:
      return write_names(report, out);
  }
}

}  // namespace

Format parse_format(std::string_view name) {
  for (const auto& [known, format] : formats) {
    if (known == name) return format;
  }
  throw Error{code::bug, "no such output format: " + std::string{name}};
}

void render(const Report& report, const Style& style, Output& out, commands::Talk& talk) {
  write_data(report, style, out);
  // Before the notes, so that they follow the data when both streams are one terminal.
  out.flush();
  if (carries_notes(report, style.format)) return;
  for (const auto& note : report.notes) talk.say("note: " + visible(note));
  if (report.next.empty()) return;
  talk.say("next:");
  for (const auto& command : report.next) talk.say("  " + visible(command));
}

}  // namespace admctl::cli
