// A Report on stdout, in the form asked for. The only place that knows how answers look.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/output.hpp"
#include "commands/context.hpp"
#include "lib/core/clock.hpp"
#include "lib/core/report.hpp"

namespace admctl::cli {

enum class Format { table, wide, json, jsonl, yaml, csv, name };

// One of the names that --output takes.
Format parse_format(std::string_view name);

struct Style {
  Format format = Format::table;
  bool headers = true;
  bool csv_safe = false;
  bool terminal = false;  // relative times and clipped cells
  bool color = false;
  bool plain = false;      // for screen readers
  std::size_t width = 80;  // of the terminal
  Time now{};
};

// Keeps only the named columns of a list, or the named sections ("timeline") and their parts ("deal.state") of
// a page, in the order given. Throws code::usage for a name that does not exist.
void select_fields(Report& report, const std::vector<std::string>& names);

// Data to `out`, which is flushed; notes and next steps to `talk` unless the format carries them.
void render(const Report& report, const Style& style, Output& out, commands::Talk& talk);

}  // namespace admctl::cli
