// Pictures and pages that commands print or write to a file.
#pragma once

#include <string>
#include <string_view>

#include "lib/core/output_file.hpp"
#include "lib/core/report.hpp"
#include "lib/lifecycle/diagram.hpp"

namespace admctl::commands {

// `format`: mermaid, dot or svg; throws code::usage for another one. Ends with a newline.
std::string draw(const lifecycle::Diagram& diagram, std::string_view format);

// Writes the file, whole or not at all, and says so. Throws code::bad_file.
Report written_file(const std::string& file, std::string_view bytes, Existing existing,
                    Readers readers = Readers::usual);

}  // namespace admctl::commands
