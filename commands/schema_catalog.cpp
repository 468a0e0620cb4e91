#include <memory>

#include <fmt/format.h>

#include "commands/drawing.hpp"
#include "commands/live_schema.hpp"
#include "commands/replica_flags.hpp"
#include "commands/schema_commands.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/schema/markdown_catalog.hpp"
#include "lib/schema/model.hpp"
#include "lib/schema/table_groups.hpp"

namespace admctl::commands {
namespace {

struct CatalogRequest : SchemaFlags {
  std::string format = "json";
  std::string file = "-";
  bool overwrite = false;
};

Report run_catalog(Context& context, const CatalogRequest& request) {
  LiveSchema live{context, request};
  const auto model = schema::read_model(live.tx(), live.name());
  if (request.format == "markdown") schema::choose_tables(model.catalog, {}, live.name());
  auto text = request.format == "json"
                  ? to_pretty_json(schema::to_json(model)) + "\n"
                  : schema::markdown_catalog(model.catalog, live.name(),
                                             schema::read_table_facts(live.tx(), live.name()), live.notes());
  Report report;
  if (request.file == "-")
    report.raw = std::move(text);
  else
    report = written_file(request.file, text, request.overwrite ? Existing::replace : Existing::refuse);
  return report.note(fmt::format("{}, {}", count_of(model.catalog.tables.size(), "table"),
                                 count_of(model.catalog.enums.size(), "enum")));
}

Run declare_catalog(Flags& flags) {
  auto request = std::make_shared<CatalogRequest>();
  flags.option("--format", request->format, "json for 'schema diff', markdown for people",
               {.metavar = "FORMAT", .choices = {"json", "markdown"}});
  flags.option("-f,--file", request->file, "where it goes; - is standard output", {.metavar = "FILE"});
  flags.flag("--overwrite", request->overwrite, "replace the file if it exists");
  declare_schema_flags(flags, *request);
  return [request](Context& context) { return run_catalog(context, *request); };
}

}  // namespace

Command schema_catalog_command() {
  return {
      .name = "schema catalog",
      .summary = "the target's schema as JSON for 'schema diff', or as a Markdown document",
      .details =
          "JSON: tables with columns, keys and indexes, enums, and every other object as its definition, "
          "sorted: "
          "equal schemas give equal files. Markdown: the tables by domain with what they are for, how they "
          "hang "
          "together and what the platform pack notes of them, then all columns, the enums and an ERD as "
          "Mermaid; "
          "nothing in it depends on the data, so it can be kept beside the code and compared.",
      .examples = {{"admctl schema catalog > catalog.json", "what the schema is now"},
                   {"admctl schema catalog --format markdown -f docs/tables.md --overwrite",
                    "a document for the people who work with it"}},
      .effect = Effect::reads,
      .declare = reading<declare_catalog>,
  };
}

}  // namespace admctl::commands
