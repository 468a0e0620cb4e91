// to_svg of diagram.hpp.
#include "lib/core/graphviz.hpp"
#include "lib/lifecycle/diagram.hpp"

namespace admctl::lifecycle {
namespace {

constexpr std::string_view style_text =
    ".state text:first-of-type{font-weight:700}"
    ".state text{font-size:11px}.state text:first-of-type{font-size:12px}"
    "@media (prefers-color-scheme:dark){"
    ".state:not(.visited):not(.current) path{stroke:#94a3b8}"
    ".state:not(.visited):not(.current) path:not([fill=none]){fill:#1e293b}"
    ".state:not(.visited):not(.current) text{fill:#e2e8f0}"
    ".edge:not(.taken):not(.side):not(.undeclared) :is(path,polygon){stroke:#94a3b8}"
    ".edge:not(.taken):not(.side):not(.undeclared) polygon{fill:#94a3b8}"
    ".edge:not(.taken):not(.undeclared) text{fill:#cbd5e1}"
    ".edge.taken :is(path,polygon){stroke:#60a5fa}.edge.taken polygon,.edge.taken text{fill:#60a5fa}}";

}  // namespace

std::string_view diagram_style() { return style_text; }

std::string to_svg(const Diagram& diagram) { return draw_svg(to_dot(diagram), diagram.title, style_text); }

}  // namespace admctl::lifecycle
