#include "commands/test_database_report.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/pg/resolved_conninfo.hpp"

namespace admctl::commands {

std::vector<Variable> database_variables(Context& context, const pg::Conninfo& where) {
  const auto url = where.to_url(true);
  std::vector<Variable> out{{"DATABASE_URL", url}};
  for (auto& [name, value] : pg::environment_of(where)) out.push_back({name, value});
  // libpq would put a service before the rest, and an address before a host.
  for (const auto* other : {"PGSERVICE", "PGHOSTADDR"}) {
    if (std::ranges::find(out, other, &Variable::name) == out.end()) out.push_back({other, std::nullopt});
  }
  // admctl itself would go by it rather than by DATABASE_URL.
  if (context.target().origin == "ADMCTL_DB_URL") out.push_back({"ADMCTL_DB_URL", url});
  return out;
}

std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + '\'';
}

std::string as_shell(const std::vector<Variable>& variables) {
  std::string out;
  for (const auto& [name, value] : variables) {
    out += value ? fmt::format("export {}={}\n", name, shell_quoted(*value)) : fmt::format("unset {}\n", name);
  }
  return out;
}

Report made_report(TestServer& server, const std::string& name, const local::DatabaseMark& mark,
                   const std::string& source, bool env) {
  const auto where = server.where(name);
  Report report;
  if (env) {
    report.raw = as_shell(database_variables(server.context(), where));
    return report;
  }
  const auto text = [](const std::string& value) { return value.empty() ? Value{} : Value{value}; };
  report.plain = where.to_url(true) + '\n';
  report.fields("database", "",
                {{"name", "NAME", name},
                 {"url", "URL", where.to_url(true)},
                 {"host", "HOST", where.get("host")},
                 {"port", "PORT", where.get("port")},
                 {"user", "USER", where.get("user")},
                 {"platform", "PLATFORM", text(mark.platform)},
                 {"seed", "SEED", text(mark.seed)},
                 {"source", "COPY OF", text(source)},
                 {"created", "CREATED", Cell::time(mark.created)}});
  return report;
}

Cell size_cell(const std::optional<std::int64_t>& bytes) {
  if (!bytes) return {};
  constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
  constexpr double step = 1024;
  auto number = static_cast<double>(*bytes);
  std::size_t unit = 0;
  for (; number >= step && unit + 1 < units.size(); ++unit) number /= step;
  return {Value{*bytes}, fmt::format("{:.{}f} {}", number, unit == 0 ? 0 : 1, units[unit])};
}

std::string kind_of(const local::FoundDatabase& database) {
  if (database.is_unfinished) return "unfinished";
  return database.mark && database.mark->is_template ? "template" : "test database";
}

}  // namespace admctl::commands
