#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/migrate_source.hpp"
#include "commands/replica_flags.hpp"
#include "commands/schema_commands.hpp"
#include "commands/scratch_database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/input_file.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/runner.hpp"
#include "lib/schema/diff.hpp"
#include "lib/schema/model.hpp"

namespace admctl::commands {
namespace {

struct Request {
  std::optional<std::string> with;
  MigrationSource source;
};

schema::Model read_live(pg::Session& session, const std::string& name) {
  pg::Transaction tx{session, pg::Transaction::Options::snapshot(name)};
  return schema::read_model(tx, name);
}

// What the migrations give on a database of their own.
schema::Model replay(Context& context, const Migrations& migrations) {
  const ScratchDatabase scratch{context, "replay"};
  auto session = scratch.open();
  migrate::up(session, migrations.head, *migrations.history, migrations.files,
              context.request_elsewhere("schema.diff"), migrate::UpOptions{});
  return read_live(session, migrations.history->schema());
}

schema::Model model_at(const std::string& path) {
  std::error_code failure;
  const auto text = read_file(path, failure);
  if (failure) {
    throw Error{code::bad_file, fmt::format("cannot read {}", path), failure.message(),
                "give a file of 'admctl schema catalog -o json', or the URL of a database"};
  }
  return schema::from_json(text, path);
}

// Of a file or another database.
schema::Model read_other(const std::string& with, const std::string& name) {
  if (with.find("://") == std::string::npos) return model_at(with);
  auto session = pg::Session::open(pg::Conninfo::parse(with), "admctl schema diff");
  return read_live(session, name);
}

struct Compared {
  schema::Model expected;
  schema::Model found;
};

Compared read_both(Context& context, const Request& request) {
  if (request.with) {
    const auto& name = context.pack().schema;
    return {read_other(*request.with, name), read_live(context.session(), name)};
  }
  const auto migrations = open_migrations(context, request.source);
  return {replay(context, migrations), read_live(context.session(), migrations.history->schema())};
}

std::string source_of(const Request& request) {
  if (!request.with)
    return request.source.dir ? "the migrations in " + *request.source.dir : "the platform's migrations";
  if (request.with->find("://") == std::string::npos) return *request.with;
  return pg::Conninfo::parse(*request.with).describe();
}

Report run_diff(Context& context, const Request& request) {
  const auto [expected, found] = read_both(context, request);
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

Run declare_diff(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.optional("FILE|URL", request->with, "a catalog file or another database; none means the migrations");
  declare_source(flags, request->source);
  return [request](Context& context) { return run_diff(context, *request); };
}

Command schema_diff_command() {
  return {
      .name = "schema diff",
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
      .declare = reading<declare_diff>,
      .fleet = true,
  };
}

const Command schema_table[]{schema_tables_command(), schema_describe_command(), schema_catalog_command(),
                             schema_erd_command(),    schema_diff_command(),     schema_grants_command()};

}  // namespace

std::span<const Command> schema_commands() { return schema_table; }

}  // namespace admctl::commands
