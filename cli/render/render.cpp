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

// On a terminal broken at blanks; the commands of next steps stay whole, to be copied.
std::string note_text(const std::string& note, const Style& style) {
  auto text = "note: " + visible(note);
  const bool fits = !style.terminal || style.plain || style.width < 40 || display_width(text) < style.width;
  return fits ? text : join(wrapped(text, style.width - 1), "\n");
}

void write_data(const Report& report, const Style& style, Output& out) {
  if (report.raw) return out.write(*report.raw);
  const bool for_people = style.format == Format::table || style.format == Format::wide;
  if (report.plain && for_people) return out.write(*report.plain);
  switch (style.format) {
    case Format::table:
    case Format::wide:
      return style.plain ? write_plain(report, style, out) : write_table(report, style, out);
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
  for (const auto& note : report.notes) talk.say(note_text(note, style));
  if (report.next.empty()) return;
  talk.say("next:");
  for (const auto& command : report.next) talk.say("  " + visible(command));
}

}  // namespace admctl::cli
