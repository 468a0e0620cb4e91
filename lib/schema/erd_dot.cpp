// to_dot and to_svg of erd.hpp.
#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "lib/core/graphviz.hpp"
#include "lib/core/text.hpp"
#include "lib/core/xml_text.hpp"
#include "lib/schema/erd.hpp"

namespace admctl::schema {
namespace {

constexpr std::size_t longest_name = 60;

struct Colors {
  std::string_view line;
  std::string_view ground;
};

// One for each group in turn; dark enough for white text and for lines.
constexpr std::array<Colors, 10> palette{{
    {"#1d4ed8", "#eff6ff"},
    {"#047857", "#ecfdf5"},
    {"#b45309", "#fffbeb"},
    {"#6d28d9", "#f5f3ff"},
    {"#be123c", "#fff1f2"},
    {"#0e7490", "#ecfeff"},
    {"#4d7c0f", "#f7fee7"},
    {"#a21caf", "#fdf4ff"},
    {"#c2410c", "#fff7ed"},
    {"#475569", "#f8fafc"},
}};

const Colors& colors_of(std::size_t group) { return palette[group % palette.size()]; }

std::string quoted_text(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return '"' + out + '"';
}

// Inside an HTML-like label, where an empty text is an error.
std::string cell_text(std::string_view text) { return xml_text(clip(visible(text), longest_name)); }

// Graphviz measures text without knowing the font that a page will show it in: room for a wide one.
std::size_t room_for(std::string_view text, double per_column) {
  return static_cast<std::size_t>(static_cast<double>(display_width(visible(text))) * per_column) + 6;
}
constexpr double regular = 6.6;
constexpr double bold = 8.0;

class Picture {
 public:
  explicit Picture(const Erd& erd) : erd_{erd} {
    for (const auto& edge : erd.edges) {
      if (is_named(edge)) named_[edge.from].push_back(&edge);
    }
  }

  std::string text() const {
    auto out = fmt::format(
        "digraph {} {{\n"
        "  graph [rankdir=LR, {}bgcolor=\"#ffffff\", nodesep=0.18, ranksep=0.9, pad=0.2, compound=true, "
        "fontname=\"Helvetica,Arial,sans-serif\", fontsize=15];\n"
        "  node [shape=plain, fontname=\"Helvetica,Arial,sans-serif\", fontsize=11];\n"
        "  edge [dir=both, color=\"#64748b\", arrowsize=0.75, penwidth=1.1];\n",
        quoted_text(erd_.title), has_parts() ? "pack=20, " : "");
    for (std::size_t group = 0; group < erd_.groups.size(); ++group) out += cluster(group);
    for (const auto& edge : erd_.edges) {
      if (!is_named(edge)) out += line(edge);
    }
    return out + "}\n";
  }

 private:
  const ErdTable& table(std::string_view name) const { return *erd_.find(name); }

  // Named in its table, without a line.
  bool is_named(const ErdEdge& edge) const {
    return table(edge.from).group != table(edge.to).group && erd_.is_hub(edge.to);
  }

  // Whether the groups fall into parts without lines between them, which are then packed side by side. Of a
  // picture in one part Graphviz 2.42 frees memory twice when it is told to pack.
  bool has_parts() const {
    std::vector<std::size_t> part(erd_.groups.size());
    std::iota(part.begin(), part.end(), std::size_t{0});
    for (const auto& edge : erd_.edges) {
      if (is_named(edge)) continue;
      const auto from = part[table(edge.from).group];
      const auto to = part[table(edge.to).group];
      std::ranges::replace(part, to, from);
    }
    return std::ranges::any_of(part, [&](std::size_t each) { return each != part.front(); });
  }

  std::string cluster(std::size_t group) const {
    const auto& colors = colors_of(group);
    auto out = fmt::format(
        "  subgraph cluster_{} {{\n"
        "    label={}; labeljust=l; style=\"rounded,filled\"; color=\"{}\"; fillcolor=\"{}\"; "
        "fontcolor=\"{}\"; margin=12;\n",
        group, quoted_text(erd_.groups[group]), colors.line, colors.ground, colors.line);
    for (const auto& each : erd_.tables) {
      if (each.group == group) out += node(each);
    }
    return out + "  }\n";
  }

  std::string node(const ErdTable& each) const {
    const auto& colors = colors_of(each.group);
    auto out = fmt::format(
        "    {} [label=<<table border=\"1\" color=\"{}\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"3\" "
        "bgcolor=\"#ffffff\"><tr><td colspan=\"2\" align=\"left\" width=\"{}\" bgcolor=\"{}\"><font "
        "color=\"#ffffff\"><b>{}</b></font>"
        "</td></tr>",
        quoted_text(each.name), colors.line, room_for(each.name, bold), each.chosen ? colors.line : "#94a3b8",
        cell_text(each.name));
    const auto named = named_.find(each.name);
    for (const auto& column : each.columns) out += row(each, column);
    if (each.columns.empty() && named != named_.end()) {
      for (const auto* edge : named->second)
        out += fmt::format("<tr><td colspan=\"2\" width=\"{}\" align=\"left\">{}</td></tr>",
                           room_for("  " + edge->to, regular), reference(*edge));
    }
    return out + fmt::format("</table>>, tooltip={}];\n", quoted_text(each.name));
  }

  std::string row(const ErdTable& each, const ErdColumn& column) const {
    std::string marks;
    for (const auto& [is_set, mark] :
         {std::pair{column.primary, "PK"}, std::pair{column.foreign, "FK"}, std::pair{column.unique, "U"}}) {
      if (is_set) marks += marks.empty() ? mark : fmt::format(" {}", mark);
    }
    const auto name = cell_text(column.name);
    auto text = column.primary ? "<b>" + name + "</b>" : name;
    const auto about = fmt::format("{}{}{}\u00a0\u00a0", column.type, column.nullable ? "?" : "",
                                   marks.empty() ? "" : "  " + marks);
    auto shown = column.name;
    const auto named = named_.find(each.name);
    if (named != named_.end()) {
      for (const auto* edge : named->second) {
        if (std::ranges::find(edge->columns, column.name) == edge->columns.end()) continue;
        text += "&#160;&#160;" + reference(*edge);
        shown += "   " + edge->to;
      }
    }
    return fmt::format(
        "<tr><td align=\"left\" width=\"{}\">{}</td><td align=\"right\" width=\"{}\"><font "
        "color=\"#64748b\">{}</font></td></tr>",
        room_for(shown, column.primary ? bold : regular), text, room_for(about, regular), cell_text(about));
  }

  std::string reference(const ErdEdge& edge) const {
    return fmt::format("<font color=\"{}\">\u2192 {}</font>", colors_of(table(edge.to).group).line,
                       cell_text(edge.to));
  }

  std::string line(const ErdEdge& edge) const {
    const bool inside = table(edge.from).group == table(edge.to).group;
    return fmt::format(
        "  {} -> {} [arrowtail={}, arrowhead={}, tooltip={}{}];\n", quoted_text(edge.to),
        quoted_text(edge.from), edge.optional ? "teeodot" : "teetee", edge.single ? "teeodot" : "crowodot",
        quoted_text(fmt::format("{}.{} \u2192 {}", edge.from, join(edge.columns, ", "), edge.to)),
        inside ? fmt::format(", color=\"{}\"", colors_of(table(edge.from).group).line) : "");
  }

  const Erd& erd_;
  std::map<std::string, std::vector<const ErdEdge*>, std::less<>> named_;
};

}  // namespace

std::string to_dot(const Erd& erd) { return Picture{erd}.text(); }

std::string to_svg(const Erd& erd) {
  // Long names may be wider than Graphviz thinks where the fonts are others.
  return draw_svg(to_dot(erd), erd.title, "text{font-family:Helvetica,Arial,sans-serif}");
}

}  // namespace admctl::schema
