#include "commands/inspect_picture.hpp"

#include "commands/drawing.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/lifecycle/html_page.hpp"
#include "lib/lifecycle/page.hpp"
#include "lib/lifecycle/record_path.hpp"

namespace admctl::commands {
namespace {

Report raw_report(std::string bytes) {
  Report report;
  report.raw = std::move(bytes);
  return report;
}

}  // namespace

void declare_picture_flags(Flags& flags, PictureFlags& into) {
  flags.flag("--diagram", into.diagram, "of a record: the lifecycle with the path taken, mermaid by default",
             {.metavar = "FORMAT", .choices = {"mermaid", "dot", "svg"}});
  flags.option("--html", into.html, "of a record: write its page, with picture, to one HTML file",
               {.metavar = "FILE"});
  flags.flag("--overwrite", into.overwrite, "with --html: replace the file if it exists");
}

std::vector<std::string> given_picture_flags(const PictureFlags& flags) {
  std::vector<std::string> given;
  if (flags.diagram) given.emplace_back("--diagram");
  if (flags.html) given.emplace_back("--html");
  if (flags.overwrite) given.emplace_back("--overwrite");
  return given;
}

Report picture_report(Context& context, const lifecycle::RecordAddress& address, const PictureFlags& flags) {
  if (flags.diagram && flags.html) {
    throw Error{code::usage, "--diagram and --html cannot be combined", {}, "the HTML page holds the picture"};
  }
  if (!flags.diagram && !flags.html) throw Error{code::usage, "--overwrite goes with --html"};
  const auto& pack = context.pack();
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(pack.schema)};
  const auto data = lifecycle::load_page(tx, pack, address);
  const auto diagram = lifecycle::record_diagram(data);
  if (flags.diagram) return raw_report(draw(diagram, flags.diagram->empty() ? "mermaid" : *flags.diagram));
  const auto page = lifecycle::html_page(lifecycle::record_page(tx, pack, address), diagram,
                                         {data.name, pack.title, context.target().place, data.now});
  if (*flags.html == "-") return raw_report(page);
  return written_file(*flags.html, page, flags.overwrite ? Existing::replace : Existing::refuse,
                      Readers::owner_only);
}

}  // namespace admctl::commands
