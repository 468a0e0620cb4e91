// What the descriptors are connected to.
#pragma once

#include <string_view>

#include "cli/environment.hpp"

namespace admctl::cli {

bool is_terminal(int descriptor);
// Columns of the terminal; 80 when it does not tell.
std::size_t terminal_width(int descriptor);
// Rows of the terminal; 24 when it does not tell.
std::size_t terminal_height(int descriptor);
// `mode` is auto, always or never; auto means a terminal, unless NO_COLOR is set or TERM is dumb.
bool use_color(std::string_view mode, bool terminal, const Environment& environment);
// Opens /dev/null for standard descriptors that are closed, so that no connection or file takes their number
// and receives what was meant for them. Writing to a closed stdout still fails afterwards.
void occupy_closed_descriptors();

}  // namespace admctl::cli
