#include <filesystem>
#include <memory>
#include <span>

#include <fmt/format.h>

#include "commands/groups.hpp"
#include "commands/migrate_source.hpp"
#include "commands/target_dump.hpp"
#include "commands/unfinished_folder.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/migration.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/history_detection.hpp"
#include "lib/migrate/new_migration.hpp"
#include "lib/ops/pack_check.hpp"
#include "lib/schema/starter_pack.hpp"

namespace admctl::commands {
namespace {

namespace fs = std::filesystem;

struct Request {
  std::string name;
  std::optional<std::string> dir;
  std::optional<std::string> schema;
  bool from_db = false;
};

void check_name(const std::string& name) {
  if (!name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos)
    return;
  throw Error{code::usage,
              fmt::format("'{}' cannot be the name of a platform", name),
              {},
              "use lower-case letters, digits and '-': my-shop"};
}

struct Described {
  schema::Starter starter;
  migrate::HistoryFormat history = migrate::HistoryFormat::native;
};

Described describe(Context& context, const Request& request) {
  if (!request.from_db) return {schema::starter_pack(request.name, "public", "native", {}, {})};
  auto& session = context.session();
  const auto name = request.schema.value_or("public");
  pg::Transaction tx{session, pg::Transaction::Options::snapshot(name)};
  const auto catalog = pg::read_catalog(tx, name);
  if (catalog.tables.empty()) {
    throw Error{code::schema_missing,
                fmt::format("schema {} has no tables", name),
                {},
                "name the database with --db, and the schema with --schema"};
  }
  Described out;
  const auto histories = migrate::find_histories(tx, name);
  // Drizzle's journal belongs to its own tool.
  if (!histories.empty() && histories.front() != migrate::HistoryFormat::drizzle)
    out.history = histories.front();
  out.starter = schema::starter_pack(request.name, name, migrate::format_name(out.history), catalog,
                                     schema::find_state_columns(tx, catalog, name));
  return out;
}

Report summary(const platform::Pack& pack, const Described& described, const fs::path& dir,
               std::span<const ops::PackFinding> findings, const std::string& lint_flags) {
  Table table{
      .columns = {{"kind", "KIND"}, {"table", "TABLE"}, {"state", "STATE"}, {"states", "STATES", true}}};
  for (const auto& kind : pack.kinds)
    table.rows.push_back({kind.name, kind.table, kind.state, kind.lifecycle.states.size()});
  auto report = Report::list(std::move(table));
  report.note(fmt::format("wrote {}", dir.string()));
  for (const auto& note : described.starter.notes) report.note(note);
  for (const auto& finding : findings) report.note(finding.place + ": " + finding.message);
  return report.suggest(fmt::format("admctl platform lint {}{}", dir.string(), lint_flags));
}

Report run_new(Context& context, const Request& request) {
  check_name(request.name);
  const fs::path dir = request.dir.value_or("./" + request.name);
  if (fs::exists(dir)) {
    throw Error{code::bad_file,
                fmt::format("{} is there already", dir.string()),
                {},
                "give another folder with --dir; nothing is overwritten"};
  }
  const auto described = describe(context, request);
  const UnfinishedFolder unfinished{dir};
  for (const auto& [path, text] : described.starter.files) unfinished.write(path, text);
  const auto migrations = migrate::make_migration(unfinished.path() / "migrations", described.history,
                                                  "baseline", context.clock().now());
  unfinished.write(fs::relative(migrations.front(), unfinished.path()),
                   request.from_db ? dump_target(context) : "-- The first tables of the platform.\n");
  const auto pack = platform::load_pack(platform::PackFiles::folder(unfinished.path()));
  std::vector<ops::PackFinding> findings;
  if (request.from_db) {
    pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(pack.schema)};
    findings = ops::check_pack(tx, pack);
  }
  unfinished.finish();
  const auto live = request.from_db ? " " + repeat_with(context, "--live", {}) : "";
  return summary(pack, described, dir, findings, live);
}

Run declare_new(Flags& flags) {
  auto request = std::make_shared<Request>();
  flags.required("NAME", request->name, "what the platform is called: lower-case letters, digits and '-'");
  flags.flag("--from-db", request->from_db, "guess it from the live database");
  flags.option("--dir", request->dir, "where the pack is written (./NAME)", {.metavar = "DIR"});
  flags.option("--schema", request->schema, "the schema of the platform's tables (public)",
               {.metavar = "SCHEMA"});
  return [request](Context& context) { return run_new(context, *request); };
}

const Command new_table[]{
    {.name = "platform new",
     .summary = "write a starter pack",
     .details =
         "With --from-db the pack describes a database that admctl has never seen: a kind for each status "
         "column "
         "(its enum's labels, or the values in the data), parties and related rows from the foreign keys, "
         "tables "
         "that look like an audit log, secret and personal columns by their names, and the schema as its first "
         "migration. It is a guess to start from: what the states mean, which moves there are and what they "
         "write "
         "is for you to say. The database is only read.",
     .examples = {{"admctl platform new shop --from-db --db postgres://localhost/shop", "writes ./shop"},
                  {"admctl platform lint ./shop --live --db postgres://localhost/shop", "after every edit"}},
     .effect = Effect::reads,
     .declare = declare_new},
};

}  // namespace

std::span<const Command> platform_new_commands() { return new_table; }

}  // namespace admctl::commands
