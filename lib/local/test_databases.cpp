#include "lib/local/test_databases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/test_database.hpp"
#include "lib/core/error.hpp"
#include "lib/core/id.hpp"
#include "lib/core/text.hpp"
#include "lib/local/database_copy.hpp"
#include "lib/pg/error_translation.hpp"
#include "lib/pg/sql.hpp"

namespace admctl::local {
namespace {

constexpr std::size_t longest_name = 63;

// The size is asked only of those that are listed, and only when the role may.
constexpr std::string_view columns =
    "SELECT d.datname, shobj_description(d.oid, 'pg_database') AS mark, d.datistemplate, "
    "CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) END AS size, "
    "(SELECT count(*) FROM pg_stat_activity AS a WHERE a.datid = d.oid AND a.backend_type = 'client backend') "
    "AS connections FROM pg_database AS d ";

FoundDatabase found(pg::RowView row) {
  FoundDatabase out;
  out.name = row.text("datname");
  out.mark = parse_mark(row.text("mark"));
  out.is_unfinished = out.name.starts_with(unfinished_prefix);
  out.is_template = row.boolean("datistemplate");
  if (!row.is_null("size")) out.size = row.integer("size");
  out.connections = row.integer("connections");
  return out;
}

std::vector<FoundDatabase> ask(pg::Session& server, const std::string& condition, const pg::Params& params) {
  for (int attempt = 0;; ++attempt) {
    try {
      pg::Transaction tx{server};
      std::vector<FoundDatabase> out;
      for (const auto row : tx.query(std::string{columns} + condition, params)) out.push_back(found(row));
      return out;
    } catch (const Error& error) {
      // One of them was dropped between its row and its size.
      if (error.code() != code::no_such_database || attempt == 20) throw;
    }
  }
}

Error bad_name(std::string_view name, std::string why) {
  return Error{code::bad_database_name,
               fmt::format("'{}' cannot be the name of a test database", visible(name)), std::move(why),
               "leave --name out to get a free one"};
}

Error exists(const std::string& name) {
  return Error{code::database_exists,
               fmt::format("there is a database '{}' already", visible(name)),
               {},
               "choose another --name, or leave it out to get a free one"};
}

// The statement, or the name that it found taken.
void rename(pg::Transaction& tx, const std::string& from, const std::string& to) {
  try {
    tx.query(fmt::format("ALTER DATABASE {} RENAME TO {}", pg::quote(from), pg::quote(to)));
  } catch (const pg::SqlError& error) {
    if (error.sqlstate() == "42P04" || error.sqlstate() == "23505") throw exists(to);
    throw;
  }
}

}  // namespace

void check_database_name(std::string_view name) {
  constexpr std::array<std::string_view, 3> of_the_server{"postgres", "template0", "template1"};
  if (name.empty()) throw bad_name(name, "it is empty");
  if (name.size() > longest_name) {
    throw bad_name(
        name, fmt::format("it has {} bytes, and PostgreSQL cuts names after {}", name.size(), longest_name));
  }
  if (std::ranges::any_of(name, [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }))
    throw bad_name(name, "it holds a control character");
  if (std::ranges::find(of_the_server, name) != of_the_server.end())
    throw bad_name(name, "it is one of the server's own");
  if (name.starts_with(template_prefix) || name.starts_with(unfinished_prefix))
    throw bad_name(name, "admctl gives such names to its templates");
}

std::string fresh_database_name(std::string_view word) {
  constexpr std::size_t longest_word = 40;
  constexpr std::size_t digits = 12;
  auto id = make_uuid_v4();
  std::erase(id, '-');
  const auto random = id.substr(id.size() - digits);
  if (word.empty()) return "test_" + random;
  return fmt::format("test_{}_{}", word.substr(0, longest_word), random);
}

std::optional<Time> FoundDatabase::created() const {
  if (mark) return mark->created;
  // The first 12 hex digits of a UUID of version 7 are its milliseconds.
  constexpr std::size_t digits = 12;
  if (!is_unfinished || name.size() < unfinished_prefix.size() + digits) return std::nullopt;
  const char* first = name.data() + unfinished_prefix.size();
  std::int64_t millis = 0;
  const auto [end, failed] = std::from_chars(first, first + digits, millis, 16);
  if (failed != std::errc{} || end != first + digits) return std::nullopt;
  return Time{Millis{millis}};
}

std::vector<FoundDatabase> our_databases(pg::Session& server) {
  auto all =
      ask(server,
          "WHERE shobj_description(d.oid, 'pg_database') LIKE '{\"admctl\":%' OR starts_with(d.datname, $1) "
          "ORDER BY d.datname",
          {std::string{unfinished_prefix}});
  std::erase_if(all, [](const auto& database) { return !database.is_ours(); });
  return all;
}

std::optional<FoundDatabase> find_database(pg::Session& server, const std::string& name) {
  auto all = ask(server, "WHERE d.datname = $1", {name});
  if (all.empty()) return std::nullopt;
  return std::move(all.front());
}

std::vector<std::string> database_names(pg::Transaction& tx) {
  std::vector<std::string> names;
  for (const auto row : tx.query("SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate "
                                 "ORDER BY datname")) {
    names.emplace_back(row.text(0));
  }
  return names;
}

std::vector<std::string> connected_to(pg::Session& server, const std::string& database) {
  pg::Transaction tx{server};
  std::vector<std::string> out;
  for (const auto row :
       tx.query("SELECT pid, usename, application_name, coalesce(host(client_addr), 'this machine') AS client, "
                "state "
                "FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend' ORDER BY pid",
                {database})) {
    const auto program = row.text("application_name");
    out.push_back(fmt::format("pid {}: {}, {} from {}, {}", row.text("pid"), visible(row.text("usename")),
                              program.empty() ? "a program" : visible(program), row.text("client"),
                              row.is_null("state") ? "state not shown" : row.text("state")));
  }
  return out;
}

void create_database(pg::Session& server, const std::string& name, const std::string& source,
                     std::optional<std::int64_t> source_size, const DatabaseMark& mark,
                     const Patience& patience) {
  {
    pg::Transaction tx{server};
    if (tx.value("SELECT 1 FROM pg_database WHERE datname = $1", {name})) throw exists(name);
  }
  const auto temporary = unfinished_name(system_clock().now());
  copy_database(server, temporary, source, source_size, patience);
  Unfinished unfinished{server, temporary};
  pg::Transaction tx{server};
  write_mark(tx, temporary, mark);
  rename(tx, temporary, name);
  tx.commit();
  unfinished.keep();
}

void drop_database(pg::Session& server, const FoundDatabase& database) {
  if (!database.is_ours()) {
    throw Error{code::not_our_database, fmt::format("'{}' was not made by admctl", visible(database.name)),
                "its comment lacks the mark that admctl writes",
                "admctl drops only databases that it made; drop this one with dropdb if you are sure"};
  }
  remove_database(server, database.name, database.is_template);
}

void require_createdb(pg::Session& server) {
  pg::Transaction tx{server};
  const auto rows =
      tx.query("SELECT current_user, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user");
  if (rows.empty() || rows.front().boolean(1)) return;
  throw Error{
      code::no_privilege,
      fmt::format("role '{}' may not create databases", visible(rows.front().text(0))),
      {},
      fmt::format("a superuser can allow it: ALTER ROLE {} CREATEDB;", pg::quote(rows.front().text(0)))};
}

}  // namespace admctl::local
