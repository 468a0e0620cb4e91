#include "lib/pg/resolved_conninfo.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include <libpq-fe.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/pg/connection.hpp"

namespace admctl::pg {
namespace {

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

// Ours, or resolved into the others, or a path that every client finds by itself.
constexpr std::array<std::string_view, 7> left_out{"application_name", "fallback_application_name",
                                                   "client_encoding",  "connect_timeout",
                                                   "service",          "passfile",
                                                   "replication"};

Options checked(PQconninfoOption* options) {
  if (!options) throw Error{code::bug, "libpq does not tell the options of a connection"};
  return {options, &PQconninfoFree};
}

std::string text(const char* value) { return value ? value : ""; }

}  // namespace

Conninfo resolved(Session& session) {
  auto* raw = session.impl().connection->raw();
  const auto options = checked(PQconninfo(raw));
  Conninfo out;
  for (const auto* option = options.get(); option->keyword; ++option) {
    const auto value = text(option->val);
    if (value.empty() || value == text(option->compiled)) continue;
    if (std::ranges::find(left_out, option->keyword) == left_out.end()) out.set(option->keyword, value);
  }
  if (const auto timeout = session.where().get("connect_timeout")) out.set("connect_timeout", *timeout);
  if (!out.get("host")) out.set("host", text(PQhost(raw)));
  if (!out.get("port")) out.set("port", text(PQport(raw)));
  out.set("user", text(PQuser(raw)));
  out.set("dbname", text(PQdb(raw)));
  return out;
}

std::vector<std::pair<std::string, std::string>> environment_of(const Conninfo& where) {
  const auto options = checked(PQconndefaults());
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto* option = options.get(); option->keyword; ++option) {
    if (!option->envvar) continue;
    if (auto value = where.get(option->keyword)) out.emplace_back(option->envvar, std::move(*value));
  }
  return out;
}

std::string database_of(const Conninfo& where) {
  if (const auto named = where.get("dbname")) return *named;
  const auto options = checked(PQconndefaults());
  std::string user = where.get("user").value_or("");
  for (const auto* option = options.get(); option->keyword; ++option) {
    const std::string_view keyword = option->keyword;
    const auto value = text(option->val);
    if (keyword == "service" && (where.get("service") || !value.empty())) return {};
    if (keyword == "dbname" && !value.empty()) return value;
    if (keyword == "user" && user.empty()) user = value;
  }
  return user;
}

}  // namespace admctl::pg
