#include <memory>

#include <fmt/format.h>

#include "commands/drawing.hpp"
#include "commands/replica_flags.hpp"
#include "commands/schema_commands.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/history.hpp"
#include "lib/schema/role_sql.hpp"

namespace admctl::commands {
namespace {

struct GrantsRequest {
  std::vector<std::string> roles;
  std::string prefix = "admctl_";
  std::string file = "-";
  bool overwrite = false;
};

Report run_grants(Context& context, const GrantsRequest& request) {
  const auto& pack = context.pack();
  schema::RoleSqlOptions options{request.prefix, {}, std::string{migrate::make_history(pack)->table()}};
  for (const auto kind : schema::all_roles) {
    for (const auto& role : request.roles) {
      if (role == schema::role_name(kind)) options.roles.push_back(kind);
    }
  }
  pg::Transaction tx{context.session(), pg::Transaction::Options::snapshot(pack.schema)};
  auto sql = schema::role_sql(tx, pack, options);
  Report report;
  if (request.file == "-")
    report.raw = std::move(sql);
  else
    report = written_file(request.file, sql, request.overwrite ? Existing::replace : Existing::refuse);
  return report.note("nothing was changed: let the owner of the tables run it with psql");
}

Run declare_grants(Flags& flags) {
  auto request = std::make_shared<GrantsRequest>();
  flags.option("--role", request->roles, "this role alone; may be given several times",
               {.metavar = "ROLE", .choices = {"reader", "operator", "admin", "auditor"}});
  flags.option("--prefix", request->prefix, "what the names of the roles begin with", {.metavar = "PREFIX"});
  flags.option("-f,--file", request->file, "where the SQL goes; - is standard output", {.metavar = "FILE"});
  flags.flag("--overwrite", request->overwrite, "replace the file if it exists");
  return [request](Context& context) { return run_grants(context, *request); };
}

}  // namespace

Command schema_grants_command() {
  return {
      .name = "schema grants",
      .summary = "SQL for roles that may do just what their commands need",
      .details =
          "Prints roles for the database's administrator to run; nothing is changed. What they may read and "
          "write "
          "comes from the platform pack and from the live tables.\n\n"
          "reader: inspect, check, audit list and verify, config list and get, op list, schema, migrate "
          "status. "
          "operator: also transition, recover, op undo, plans and approvals, with UPDATE on the columns that "
          "moves "
          "write, and audit export, which the ledger records. admin: also config, seed categories, migrate, "
          "audit "
          "seal and archive. auditor: audit, its exports and seals, and the ledger; of records only what they "
          "are "
          "called.\n\n"
          "Each role stands alone. Running the SQL again takes back what a role no longer needs; run it after "
          "migrations. It makes the ledger, too, where it is missing. Demo data, which rebuild indexes, need "
          "the "
          "owner of the tables.",
      .examples = {{"admctl schema grants > roles.sql",
                    "all four roles, for psql -v ON_ERROR_STOP=1 -f roles.sql"},
                   {"admctl schema grants --role operator --prefix app_", "one role, called app_operator"}},
      .effect = Effect::reads,
      .declare = reading<declare_grants>,
  };
}

}  // namespace admctl::commands
