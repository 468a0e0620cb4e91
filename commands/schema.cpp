#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/scratch_database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/history.hpp"
#include "lib/migrate/runner.hpp"
#include "lib/schema/diff.hpp"
#include "lib/schema/model.hpp"

namespace admctl::commands {
namespace {

struct Request {
  std::optional<std::string> with;
  std::optional<std::string> dir;
};

schema::Model read_live(pg::Session& session, const platform::Pack& pack) {
  pg::Transaction tx{session, pg::Transaction::Options::snapshot(pack.schema)};
  return schema::read_model(tx, pack.schema);
}

// What the migrations give on a database of their own.
schema::Model replay(Context& context, const Request& request) {
  const auto& pack = context.pack();
  const auto history = migrate::make_history(pack);
  const auto files = request.dir ? migrate::load_migrations(std::filesystem::path{*request.dir})
                                 : migrate::load_migrations(pack);
  const ScratchDatabase scratch{context, "replay"};
  auto session = scratch.open();
  auto asked = context.request("schema.diff");
  asked.dry_run = false;
  migrate::UpOptions options;
  migrate::up(session, pack, *history, files, asked, options);
  return read_live(session, pack);
}

schema::Model read_file(const std::string& path) {
  std::ifstream input{path, std::ios::binary};
  if (!input || std::filesystem::is_directory(path)) {
    throw Error{code::bad_file,
                fmt::format("cannot read {}", path),
                {},
                "give a file of 'admctl schema catalog -o json', or the URL of a database"};
  }
  return schema::from_json(std::string{std::istreambuf_iterator<char>{input}, {}}, path);
}

schema::Model expected_of(Context& context, const Request& request) {
  if (!request.with) return replay(context, request);
  if (request.with->find("://") == std::string::npos) return read_file(*request.with);
  auto session = pg::Session::open(pg::Conninfo::parse(*request.with), "admctl schema diff");
  return read_live(session, context.pack());
}

std::string source_of(const Request& request) {
  if (!request.with) return request.dir ? "the migrations in " + *request.dir : "the platform's migrations";
  if (request.with->find("://") == std::string::npos) return *request.with;
  return pg::Conninfo::parse(*request.with).describe();
}

Report run_diff(Context& context, const Request& request) {
  const auto found = read_live(context.session(), context.pack());
  const auto expected = expected_of(context, request);
  const auto differences = schema::diff(expected, found);
  Table table{{{"change", "CHANGE"},
               {"kind", "KIND"},
               {"object", "OBJECT"},
               {"expected", "EXPECTED"},
               {"found", "FOUND"}}};
  for (const auto& each : differences) {
    table.rows.push_back({Cell::state(std::string{kind_name(each.kind)}), each.what, each.object,
                          each.expected.empty() ? Value{} : Value{each.expected},
                          each.found.empty() ? Value{} : Value{each.found}});
  }
  auto report = Report::list(std::move(table));
  report.note(fmt::format("{} between {} (expected) and {} (found)",
                          differences.empty() ? "no difference" : count_of(differences.size(), "difference"),
                          source_of(request), context.target().describe()));
  if (!expected.has_others) report.note("the file has only tables and enums: nothing else was compared");
  report.exit = differences.empty() ? Exit::ok : Exit::differences;
  return report;
}

Report run_catalog(Context& context) {
  const auto model = read_live(context.session(), context.pack());
  Report report;
  report.raw = to_pretty_json(schema::to_json(model)) + "\n";
  return report.note(fmt::format("{}, {}", count_of(model.catalog.tables.size(), "table"),
                                 count_of(model.catalog.enums.size(), "enum")));
}

Run declare_diff(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.optional("FILE|URL", request->with, "a catalog file or another database; none means the migrations");
  flags.option("--dir", request->dir, "a folder of migrations instead of the platform's own",
               {.metavar = "DIR"});
  return [request](Context& context) { return run_diff(context, *request); };
}

Run declare_catalog(Flags&) { return run_catalog; }

const Command schema_table[]{
    {.name = "schema diff",
     .summary = "how the target's schema differs from what it should be",
     .details =
         "Expected is what the migrations give, replayed on a scratch database of the embedded server; or a "
         "catalog file; or another database. Each difference is one line: missing in the target, extra in it, "
         "or "
         "changed. Objects of extensions and the ledger's own schema are left out; indexes and keys are "
         "compared by their columns, not by their names. The target is only read.\n\n"
         "Exit status: 10 with --exit-code when there are differences, else 0.",
     .examples = {{"admctl schema diff --exit-code", "has anybody changed the database by hand?"},
                  {"admctl schema diff catalog.json", "against a file of 'schema catalog'"},
                  {"admctl schema diff postgresql://staging.example.com/app", "against another database"}},
     .effect = Effect::reads,
     .declare = declare_diff},
    {.name = "schema catalog",
     .summary = "the target's schema as JSON, for 'schema diff' and for review",
     .details =
         "Tables with columns, keys and indexes, enums, and every other object as its definition, sorted: "
         "equal schemas give equal files.",
     .examples = {{"admctl schema catalog > catalog.json", "what the schema is now"}},
     .effect = Effect::reads,
     .declare = declare_catalog},
};

}  // namespace

std::span<const Command> schema_commands() { return schema_table; }

}  // namespace admctl::commands
