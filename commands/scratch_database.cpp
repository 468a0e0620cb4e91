#include "commands/scratch_database.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/id.hpp"

namespace admctl::commands {
namespace {

pg::Session open_server(Context& context) {
  context.cluster().ensure_running();
  return pg::Session::open(context.cluster().conninfo("postgres"), "admctl scratch");
}

// Those of runs that were killed: named so, made long ago, used by nobody.
void drop_leftovers(pg::Session& server) {
  std::vector<std::string> names;
  {
    pg::Transaction tx{server};
    const auto rows = tx.query(
        "SELECT d.datname FROM pg_database AS d WHERE d.datname LIKE 'admctl\\_scratch\\_%' AND NOT EXISTS "
        "(SELECT FROM "
        "pg_stat_activity AS a WHERE a.datid = d.oid) AND (pg_stat_file('base/' || d.oid || "
        "'/PG_VERSION')).modification < now() - interval '1 hour'");
    for (const auto row : rows) names.emplace_back(row.text(0));
  }
  for (const auto& name : names)
    server.execute_alone(fmt::format("DROP DATABASE IF EXISTS {}", pg::quote(name)));
}

// What literals in migrations mean, and defaults such as now(), is up to the target's settings.
std::vector<std::string> format_settings(pg::Session& target, const std::string& database) {
  pg::Transaction tx{target};
  std::vector<std::string> out;
  const auto rows = tx.query(
      "SELECT format('ALTER DATABASE %I SET %I = %L', $1::text, s.name, s.reset_val) FROM pg_settings AS s "
      "WHERE s.name IN ('DateStyle', 'IntervalStyle', 'TimeZone') ORDER BY s.name",
      {database});
  for (const auto row : rows) out.emplace_back(row.text(0));
  return out;
}

}  // namespace

ScratchDatabase::ScratchDatabase(Context& context, std::string_view purpose) : server_{open_server(context)} {
  drop_leftovers(server_);
  auto id = make_uuid_v7(context.clock().now());
  std::erase(id, '-');
  name_ = fmt::format("admctl_scratch_{}_{}", purpose, id);
  server_.execute_alone(fmt::format("CREATE DATABASE {} TEMPLATE template0", pg::quote(name_)));
  for (const auto& setting : format_settings(context.session(), name_)) server_.execute_alone(setting);
  conninfo_ = context.cluster().conninfo(name_);
}

ScratchDatabase::~ScratchDatabase() {
  try {
    server_.execute_alone(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", pg::quote(name_)));
  } catch (const Error&) {
    // The next command that needs one removes it.
  }
}

}  // namespace admctl::commands
