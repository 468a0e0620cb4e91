// Databases that admctl makes on a server, for tests: made under a temporary name, marked and renamed, so that
// a kill at any moment leaves nothing that looks like a good one. `server` is a session to another database of
// the server, outside of any transaction.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/local/database_mark.hpp"
#include "lib/local/server_connection.hpp"
#include "lib/pg/session.hpp"

namespace admctl::local {

// Names that only admctl gives.
inline constexpr std::string_view template_prefix = "admctl_template_";
inline constexpr std::string_view unfinished_prefix = "admctl_making_";

// Throws code::bad_database_name for what PostgreSQL would refuse or cut (63 bytes), control characters, and
// names that the server or admctl uses itself.
void check_database_name(std::string_view name);
// "test_<word>_<12 random hex digits>"
std::string fresh_database_name(std::string_view word);

struct FoundDatabase {
  std::string name;
  std::optional<DatabaseMark> mark;
  bool is_unfinished = false;        // bears a temporary name
  bool is_template = false;          // as the server sees it
  std::optional<std::int64_t> size;  // bytes; absent when the role may not ask
  std::int64_t connections = 0;

  // Marked, or of a temporary name that admctl alone gives: may be dropped.
  bool is_ours() const { return mark || is_unfinished; }
  // By its mark or its temporary name.
  std::optional<Time> created() const;
};

// Those that are ours, by name.
std::vector<FoundDatabase> our_databases(pg::Session& server);
// Any; nullopt when there is none of that name.
std::optional<FoundDatabase> find_database(pg::Session& server, const std::string& name);

// Every database of the server that takes connections, by name; templates left out.
std::vector<std::string> database_names(pg::Transaction& tx);

// Who is connected to it: "pid 4711: alice, psql from 10.0.0.7, idle".
std::vector<std::string> connected_to(pg::Session& server, const std::string& database);

// Makes `name` as a copy of the database `source` (template0: an empty one). While others are connected to the
// source it waits. `source_size` (bytes, when known) decides how the server copies. Throws
// code::database_exists, code::database_in_use naming who is connected, code::no_such_database, and
// code::no_privilege with the statement that grants it.
void create_database(pg::Session& server, const std::string& name, const std::string& source,
                     std::optional<std::int64_t> source_size, const DatabaseMark& mark,
                     const Patience& patience);

// Drops it with its connections; nothing to do when it is gone. Throws code::not_our_database.
void drop_database(pg::Session& server, const FoundDatabase& database);

// Throws code::no_privilege with the statement that grants it when the role may not create databases.
void require_createdb(pg::Session& server);

}  // namespace admctl::local
