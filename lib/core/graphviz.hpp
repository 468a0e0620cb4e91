// Pictures laid out by Graphviz.
#pragma once

#include <string>
#include <string_view>

namespace admctl {

// A graph in the DOT language as one <svg> element with `title` for those who cannot see it and `style` as its
// <style>, without references to anything outside. Graphviz is loaded on first use. Not thread-safe.
// Throws code::graphviz_missing, drawing_failed.
std::string draw_svg(const std::string& dot, std::string_view title, std::string_view style);

}  // namespace admctl
