#include <memory>

#include <fmt/format.h>

#include "commands/drawing.hpp"
#include "commands/groups.hpp"
#include "commands/replica_flags.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/lifecycle/description.hpp"
#include "lib/lifecycle/record.hpp"
#include "lib/lifecycle/record_path.hpp"

namespace admctl::commands {
namespace {

struct LifecycleRequest {
  std::string kind;
  std::string format = "text";
  bool counts = false;
  std::string file = "-";
  bool overwrite = false;
};

Report run(Context& context, const LifecycleRequest& request) {
  const bool text = request.format == "text";
  if (text && request.file != "-") {
    throw Error{code::usage, "--file is for pictures", {}, "add --format mermaid, dot or svg"};
  }
  const auto& pack = context.pack();
  const auto& kind = lifecycle::find_kind(pack, request.kind);
  std::optional<lifecycle::StateCounts> counts;
  if (request.counts) {
    pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(pack.schema)};
    counts = lifecycle::count_by_state(tx, pack, kind);
  }
  if (text) return lifecycle::describe_lifecycle(kind, counts);
  auto diagram = lifecycle::diagram_of(kind);
  if (counts) lifecycle::mark_counts(diagram, *counts);
  auto picture = draw(diagram, request.format);
  if (request.file == "-") {
    Report report;
    report.raw = std::move(picture);
    return report;
  }
  return written_file(request.file, picture, request.overwrite ? Existing::replace : Existing::refuse);
}

Run declare(Flags& flags) {
  auto request = std::make_shared<LifecycleRequest>();
  flags.required("KIND", request->kind, "the kind whose lifecycle is shown");
  flags.option("--format", request->format, "words, or a picture",
               {.metavar = "FORMAT", .choices = {"text", "mermaid", "dot", "svg"}});
  flags.flag("--counts", request->counts, "how many records are in each state, from the database");
  flags.option("-f,--file", request->file, "where the picture goes; - is standard output", {.metavar = "FILE"});
  flags.flag("--overwrite", request->overwrite, "replace the file if it exists");
  return [request](Context& context) { return run(context, *request); };
}

const Command lifecycle_command{
    .name = "lifecycle",
    .summary = "the states of a kind and the moves between them, in words or as a picture",
    .details =
        "Shows each state with its meaning and limit, each move with who makes it, its guards, the values it "
        "takes and what happens outside the database. It comes from the platform pack: a database is needed "
        "only for --counts. Pictures are Mermaid, Graphviz DOT or SVG; SVG needs the package libgvc6.",
    .examples = {{"admctl lifecycle deal", "states, moves, guards and effects of deals"},
                 {"admctl lifecycle deals --counts -o json", "for scripts, with the records in each state"},
                 {"admctl lifecycle deal --format svg -f deal.svg", "a picture"}},
    .effect = Effect::reads,
    .declare = reading<declare>,
    .fleet = true,
};

}  // namespace

std::span<const Command> lifecycle_commands() { return {&lifecycle_command, 1}; }

}  // namespace admctl::commands
