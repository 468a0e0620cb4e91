#include <memory>

#include <fmt/format.h>

#include "commands/drawing.hpp"
#include "commands/live_schema.hpp"
#include "commands/replica_flags.hpp"
#include "commands/schema_commands.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/schema/erd.hpp"
#include "lib/schema/table_facts.hpp"

namespace admctl::commands {
namespace {

struct ErdRequest : SchemaFlags {
  std::vector<std::string> patterns;
  std::string format = "mermaid";
  std::string columns = "keys";
  std::int64_t depth = 0;
  std::string file = "-";
  bool overwrite = false;
};

schema::ErdColumns columns_of(std::string_view word) {
  if (word == "all") return schema::ErdColumns::all;
  return word == "none" ? schema::ErdColumns::none : schema::ErdColumns::keys;
}

std::string draw_erd(const schema::Erd& erd, std::string_view format) {
  if (format == "mermaid") return schema::to_mermaid(erd);
  return format == "dot" ? schema::to_dot(erd) : schema::to_svg(erd);
}

schema::Erd read_erd(Context& context, const ErdRequest& request) {
  LiveSchema live{context, request};
  const auto catalog = pg::read_catalog(live.tx(), live.name());
  const auto chosen = schema::choose_tables(catalog, request.patterns, live.name());
  std::vector<std::string> partitions;
  for (const auto& [name, facts] : schema::read_table_facts(live.tx(), live.name())) {
    if (!facts.partition_of.empty()) partitions.push_back(name);
  }
  auto erd = schema::erd_of(catalog, schema::group_tables(catalog, live.notes().domains()), chosen, partitions,
                            static_cast<int>(request.depth), columns_of(request.columns));
  erd.title = fmt::format("Tables of {}",
                          live.notes().title().empty() ? "schema " + live.name() : live.notes().title());
  return erd;
}

Report run_erd(Context& context, const ErdRequest& request) {
  constexpr std::int64_t most_steps = 100;
  if (request.depth < 0 || request.depth > most_steps)
    throw Error{code::usage, fmt::format("--depth must be 0 to {}", most_steps)};
  const auto erd = read_erd(context, request);
  auto picture = draw_erd(erd, request.format);
  Report report;
  if (request.file == "-")
    report.raw = std::move(picture);
  else
    report = written_file(request.file, picture, request.overwrite ? Existing::replace : Existing::refuse);
  return report.note(
      fmt::format("{}, {}", count_of(erd.tables.size(), "table"), count_of(erd.edges.size(), "foreign key")));
}

Run declare_erd(Flags& flags) {
  auto request = std::make_shared<ErdRequest>();
  flags.option("--format", request->format, "how it is drawn",
               {.metavar = "FORMAT", .choices = {"mermaid", "dot", "svg"}});
  flags.option("--columns", request->columns, "which columns are shown",
               {.metavar = "WHICH", .choices = {"all", "keys", "none"}});
  flags.option("--depth", request->depth, "also tables over so many foreign keys from those chosen",
               {.metavar = "N"});
  flags.option("-f,--file", request->file, "where the picture goes; - is standard output", {.metavar = "FILE"});
  flags.flag("--overwrite", request->overwrite, "replace the file if it exists");
  declare_schema_flags(flags, *request);
  flags.optional_rest("PATTERN", request->patterns, "tables, * and ? standing for anything; none means all");
  return [request](Context& context) { return run_erd(context, *request); };
}

}  // namespace

Command schema_erd_command() {
  return {
      .name = "schema erd",
      .summary = "the tables and the keys between them as a picture",
      .details =
          "Tables are grouped by the domains that the platform pack declares; without a pack by their names "
          "and "
          "keys. Lines have a crow's foot where many rows refer to one, a ring where there may be none. In DOT "
          "and SVG a key to a table that much of the schema refers to is named in its row instead of drawn: "
          "else the lines would cover the picture. Tables that --depth adds have a grey head. SVG needs the "
          "package libgvc6.",
      .examples = {{"admctl schema erd --format svg -f schema.svg", "the whole schema as a picture"},
                   {"admctl schema erd deals --depth 1 --format svg -f deals.svg",
                    "a table and its neighbours"},
                   {"admctl schema erd 'merch_*' --columns all", "as Mermaid, with all columns"}},
      .effect = Effect::reads,
      .declare = reading<declare_erd>,
  };
}

}  // namespace admctl::commands
