// `inspect KIND/KEY --diagram` and `--html`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/context.hpp"
#include "commands/flags.hpp"
#include "lib/core/report.hpp"
#include "lib/lifecycle/record.hpp"

namespace admctl::commands {

struct PictureFlags {
  std::optional<std::string> diagram;  // a format; empty: mermaid
  std::optional<std::string> html;     // a file; "-" is standard output
  bool overwrite = false;
};

void declare_picture_flags(Flags& flags, PictureFlags& into);
// The names of those that were given.
std::vector<std::string> given_picture_flags(const PictureFlags& flags);
// The picture, or the page as HTML: as raw data, or written to a file that only its owner may read.
Report picture_report(Context& context, const lifecycle::RecordAddress& address, const PictureFlags& flags);

}  // namespace admctl::commands
